/** Texts of the page that sets a new password. */
import { defineTexts } from "../../shop/texts.ts";

export const resetPasswordTexts = defineTexts({
  en: {
    title: "Set a new password",
    ask: "Type the e-mail address of your account. You get a mail with a link for a new password.",
    send: "Send the mail",
    sent: (email: string) => `If ${email} has an account, a mail with a link is on its way.`,
    noMail: "No mail? Look into the folder for spam, or check the address.",
    invalid: "This link was used before, or has expired. Ask for another mail.",
    choose: "Choose a password. All devices that are signed in are signed out.",
    save: "Save the password",
    saved: "Your new password is saved. Sign in with it.",
  },
  de: {
    title: "Neues Passwort setzen",
    ask: "Bitte die E-Mail-Adresse des Kontos angeben. Es kommt eine E-Mail mit einem Link für ein neues Passwort.",
    send: "E-Mail schicken",
    sent: (email: string) => `Wenn es zu ${email} ein Konto gibt, ist eine E-Mail mit einem Link unterwegs.`,
    noMail: "Keine E-Mail? Bitte im Spam-Ordner nachsehen oder die Adresse prüfen.",
    invalid: "Dieser Link wurde schon benutzt oder ist abgelaufen. Bitte eine neue E-Mail anfordern.",
    choose: "Bitte ein Passwort wählen. Alle angemeldeten Geräte werden abgemeldet.",
    save: "Passwort speichern",
    saved: "Das neue Passwort ist gespeichert. Sie können sich damit anmelden.",
  },
});
