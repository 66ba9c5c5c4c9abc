/** Texts of the page that creates an account. */
import { defineTexts } from "../../shop/texts.ts";

export const registerTexts = defineTexts({
  en: {
    title: "Create an account",
    intro: "With an account you find your orders, addresses and cards again.",
    received: "Look into your mailbox",
    mail: (email: string) => `A mail is on its way to ${email}. Open its link to confirm the address, then sign in.`,
    noMail: "No mail? Look into the folder for spam, or create the account again: you get another mail.",
    again: "Use another address",
    have: "Do you have an account?",
    legal: "These apply to your account:",
  },
  de: {
    title: "Konto anlegen",
    intro: "Mit einem Konto finden Sie Bestellungen, Adressen und Karten wieder.",
    received: "Bitte ins Postfach sehen",
    mail: (email: string) =>
      `Eine E-Mail an ${email} ist unterwegs. Ihr Link bestätigt die Adresse; danach können Sie sich anmelden.`,
    noMail: "Keine E-Mail? Bitte im Spam-Ordner nachsehen oder das Konto noch einmal anlegen: es kommt eine neue.",
    again: "Andere Adresse verwenden",
    have: "Haben Sie schon ein Konto?",
    legal: "Für das Konto gelten:",
  },
});
