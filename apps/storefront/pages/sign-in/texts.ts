/** Texts of the page to sign in. */
import { defineTexts } from "../../shop/texts.ts";

export const signInTexts = defineTexts({
  en: {
    title: "Sign in",
    forgotten: "Forgotten your password?",
    new: "New here?",
    wrong: "E-mail or password is wrong, or the e-mail address is not confirmed yet.",
    twoCarts: "Which cart do you want?",
    signedIn: "You are signed in.",
    explain: (here: number, saved: number) =>
      `There ${here === 1 ? "is 1 item" : `are ${here} items`} in the cart of this browser, and ${saved} in the one of your account.`,
    keepBoth: "Keep all of them",
    keepHere: "Only the one of this browser",
    keepSaved: "Only the one of your account",
    otherCurrency: "The two carts have different currencies, so that one of them must go.",
    tooLong: "Together they are too many for one cart.",
    locked: "A payment for one of the carts is in progress. Finish it first; nothing was changed.",
    away: "Your cart cannot be moved to your account at the moment. It stays in this browser.",
    retry: "Try again",
    goOn: "Continue",
    already: "Somebody is signed in with this browser already.",
    toAccount: "To your account",
  },
  de: {
    title: "Anmelden",
    forgotten: "Passwort vergessen?",
    new: "Neu hier?",
    wrong: "E-Mail oder Passwort ist falsch, oder die E-Mail-Adresse ist noch nicht bestätigt.",
    twoCarts: "Welcher Warenkorb soll es sein?",
    signedIn: "Sie sind angemeldet.",
    explain: (here: number, saved: number) =>
      `Im Warenkorb dieses Browsers ${here === 1 ? "liegt 1 Artikel" : `liegen ${here} Artikel`}, in dem Ihres Kontos ${saved}.`,
    keepBoth: "Alles behalten",
    keepHere: "Nur der dieses Browsers",
    keepSaved: "Nur der des Kontos",
    otherCurrency: "Die beiden Warenkörbe haben verschiedene Währungen: nur einer kann bleiben.",
    tooLong: "Zusammen ist es zu viel für einen Warenkorb.",
    locked: "Eine Zahlung für einen der Warenkörbe läuft. Bitte erst abschließen; es wurde nichts geändert.",
    away: "Der Warenkorb lässt sich gerade nicht ins Konto übernehmen. Er bleibt in diesem Browser.",
    retry: "Erneut versuchen",
    goOn: "Weiter",
    already: "Mit diesem Browser ist schon jemand angemeldet.",
    toAccount: "Zum Konto",
  },
});
