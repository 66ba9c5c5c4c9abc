/** Texts of the frame of all pages. */
import { defineTexts } from "../shop/texts.ts";

export const layoutTexts = defineTexts({
  en: {
    shop: "Shop",
    skip: "Skip to content",
    menu: "Collections",
    search: "Search",
    searchLabel: "Search the shop",
    signIn: "Sign in",
    account: "Account",
    cart: "Cart",
    cartWith: (count: number) => (count === 1 ? "Cart, 1 item" : `Cart, ${count} items`),
    withdrawal: "Withdraw from contract here",
    language: "Language",
    currency: "Currency",
    keptSince: (time: string) => `This page is from ${time}: prices and stock may have changed since.`,
    needsScript: "This page needs JavaScript. The rest of the shop works without it.",
    loading: "Loading …",
  },
  de: {
    shop: "Shop",
    skip: "Zum Inhalt",
    menu: "Sortiment",
    search: "Suchen",
    searchLabel: "Shop durchsuchen",
    signIn: "Anmelden",
    account: "Konto",
    cart: "Warenkorb",
    cartWith: (count: number) => (count === 1 ? "Warenkorb, 1 Artikel" : `Warenkorb, ${count} Artikel`),
    withdrawal: "Vertrag widerrufen",
    language: "Sprache",
    currency: "Währung",
    keptSince: (time: string) => `Diese Seite ist von ${time} Uhr: Preise und Bestand können sich geändert haben.`,
    needsScript: "Diese Seite braucht JavaScript. Der übrige Shop kommt ohne aus.",
    loading: "Wird geladen …",
  },
});
