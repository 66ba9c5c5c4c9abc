/** Texts that the pages of accounts share: fields, refusals and the way to sign in. */
import { defineTexts } from "../texts.ts";

export const accountTexts = defineTexts({
  en: {
    email: "E-mail",
    password: "Password",
    newPassword: "New password",
    wrongPassword: "This is not the password of the account.",
    passwordHint: "At least 8 characters, and hard to guess.",
    name: "Name",
    nameHint: "It stands beside your reviews.",
    signIn: "Sign in",
    register: "Create an account",
    tooShort: (minimum: number) => `A password has at least ${minimum} characters.`,
    guessable: "This password is easy to guess: choose another one.",
    tooOften: (minutes: number) =>
      minutes === 1
        ? "Too many attempts. Try again in a minute."
        : `Too many attempts. Try again in ${minutes} minutes.`,
    accountsAway: "Accounts cannot be reached at the moment. Try again soon: you can go on buying as a guest.",
    failed: "That did not work. Try again.",
    emailFormat: "This is no e-mail address.",
    emailLocalPart: "Many mail servers cannot deliver to letters such as ö before the @. Enter another address.",
    nameLength: "A name has 1 to 80 characters, in one line.",
    nameReserved: "This name is the shop's. Choose another one.",
    noAccount: "Sign in to see this page.",
    signedOut: "You are signed out. Nothing is lost: sign in, and you come back to this page.",
    orderOfAccount: "Did you order with an account? Then sign in to see it.",
    guestsBuy: "You need no account to buy: orders of guests are opened by the link in their mail.",
  },
  de: {
    email: "E-Mail",
    password: "Passwort",
    newPassword: "Neues Passwort",
    wrongPassword: "Das ist nicht das Passwort des Kontos.",
    passwordHint: "Mindestens 8 Zeichen, und schwer zu erraten.",
    name: "Name",
    nameHint: "Er steht bei Ihren Bewertungen.",
    signIn: "Anmelden",
    register: "Konto anlegen",
    tooShort: (minimum: number) => `Ein Passwort hat mindestens ${minimum} Zeichen.`,
    guessable: "Dieses Passwort ist leicht zu erraten: bitte ein anderes wählen.",
    tooOften: (minutes: number) =>
      minutes === 1
        ? "Zu viele Versuche. Bitte in einer Minute noch einmal."
        : `Zu viele Versuche. Bitte in ${minutes} Minuten noch einmal.`,
    accountsAway:
      "Konten sind gerade nicht erreichbar. Bitte bald noch einmal versuchen: als Gast können Sie weiter einkaufen.",
    failed: "Das hat nicht geklappt. Bitte noch einmal versuchen.",
    emailFormat: "Das ist keine E-Mail-Adresse.",
    emailLocalPart:
      "Viele Mailserver können Buchstaben wie ö vor dem @ nicht zustellen. Bitte eine andere Adresse eingeben.",
    nameLength: "Ein Name hat 1 bis 80 Zeichen, in einer Zeile.",
    nameReserved: "Dieser Name gehört dem Shop. Bitte einen anderen wählen.",
    noAccount: "Bitte anmelden, um diese Seite zu sehen.",
    signedOut: "Sie sind abgemeldet. Nichts ist verloren: Nach dem Anmelden geht es auf dieser Seite weiter.",
    orderOfAccount: "Mit einem Konto bestellt? Dann zeigt die Anmeldung die Bestellung.",
    guestsBuy: "Zum Kaufen ist kein Konto nötig: Bestellungen von Gästen öffnet der Link in der E-Mail.",
  },
});
