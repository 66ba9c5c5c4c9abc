/** Texts of the page that changes the e-mail address of an account. */
import { defineTexts } from "../../shop/texts.ts";

export const confirmEmailTexts = defineTexts({
  en: {
    title: "Confirm your new address",
    explanation:
      "Your account gets this address in the place of its present one, and all other devices are signed out.",
    passwordHint: "The one of the account that gets this address: you are not signed in to it here.",
    confirm: "Change the address",
    done: (email: string) => `${email} is the address of your account now. All other devices are signed out.`,
    taken: "Another account got this address in the meantime. Sign in there, or choose another address.",
    invalid:
      "This link was used before, or has expired. If your address is not changed, ask for the change again in the settings of your account.",
    noToken: "Open the link in the mail that we have sent to your new address.",
    toSettings: "To the settings",
  },
  de: {
    title: "Neue Adresse bestätigen",
    explanation: "Ihr Konto bekommt diese Adresse statt der bisherigen, und alle anderen Geräte werden abgemeldet.",
    passwordHint: "Das des Kontos, das diese Adresse bekommt: Sie sind hier nicht darin angemeldet.",
    confirm: "Adresse ändern",
    done: (email: string) => `${email} ist jetzt die Adresse des Kontos. Alle anderen Geräte sind abgemeldet.`,
    taken: "Diese Adresse gehört inzwischen zu einem anderen Konto. Bitte dort anmelden oder eine andere wählen.",
    invalid:
      "Dieser Link wurde schon benutzt oder ist abgelaufen. Ist die Adresse nicht geändert, bitte die Änderung in den Einstellungen des Kontos noch einmal anfordern.",
    noToken: "Bitte den Link in der E-Mail öffnen, die wir an die neue Adresse geschickt haben.",
    toSettings: "Zu den Einstellungen",
  },
});
