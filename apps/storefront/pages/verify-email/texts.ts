/** Texts of the page that confirms an e-mail address. */
import { defineTexts } from "../../shop/texts.ts";

export const verifyEmailTexts = defineTexts({
  en: {
    title: "Confirm your address",
    explanation: "Confirm that you have created an account with this address.",
    passwordHint: "The one that you chose when you created the account. Without it, nobody gets the account.",
    confirm: "Confirm the address",
    otherwise:
      "You did not create it? Then do nothing: nobody can use it. Or create an account of your own with a new password.",
    done: (email: string) => `${email} is confirmed. You can sign in now.`,
    invalid:
      "This link was used before, or has expired. If you have confirmed the address already, sign in. Otherwise create the account again: you get another mail.",
    noToken: "Open the link in the mail that we have sent to you.",
  },
  de: {
    title: "Adresse bestätigen",
    explanation: "Bitte bestätigen, dass Sie ein Konto mit dieser Adresse angelegt haben.",
    passwordHint: "Das beim Anlegen des Kontos gewählte. Ohne dieses bekommt niemand das Konto.",
    confirm: "Adresse bestätigen",
    otherwise:
      "Sie haben keines angelegt? Dann ist nichts zu tun: niemand kann es benutzen. Oder legen Sie ein eigenes mit neuem Passwort an.",
    done: (email: string) => `${email} ist bestätigt. Sie können sich jetzt anmelden.`,
    invalid:
      "Dieser Link wurde schon benutzt oder ist abgelaufen. Ist die Adresse schon bestätigt, können Sie sich anmelden. Sonst bitte das Konto noch einmal anlegen: es kommt eine neue E-Mail.",
    noToken: "Bitte den Link in der E-Mail öffnen, die wir geschickt haben.",
  },
});
