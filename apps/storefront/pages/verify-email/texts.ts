/** Texts of the page that confirms an e-mail address. */
import { defineTexts } from "../../shop/texts.ts";

export const verifyEmailTexts = defineTexts({
  en: {
    title: "Confirm your address",
    checking: "Your address is being confirmed …",
    done: (email: string) => `${email} is confirmed. You can sign in now.`,
    invalid:
      "This link was used before, or has expired. If you have confirmed the address already, sign in. Otherwise create the account again: you get another mail.",
    noToken: "Open the link in the mail that we have sent to you.",
  },
  de: {
    title: "Adresse bestätigen",
    checking: "Die Adresse wird bestätigt …",
    done: (email: string) => `${email} ist bestätigt. Sie können sich jetzt anmelden.`,
    invalid:
      "Dieser Link wurde schon benutzt oder ist abgelaufen. Ist die Adresse schon bestätigt, können Sie sich anmelden. Sonst bitte das Konto noch einmal anlegen: es kommt eine neue E-Mail.",
    noToken: "Bitte den Link in der E-Mail öffnen, die wir geschickt haben.",
  },
});
