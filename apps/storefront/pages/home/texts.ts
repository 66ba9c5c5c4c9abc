/** Texts of the home page. */
import { defineTexts } from "../../shop/texts.ts";

export const homeTexts = defineTexts({
  en: {
    title: (shop: string) => `Welcome to ${shop}`,
    description: "Our collections, best sellers and new arrivals.",
    bestsellers: "Best sellers",
    newest: "New in the shop",
  },
  de: {
    title: (shop: string) => `Willkommen bei ${shop}`,
    description: "Unser Sortiment, Beliebtes und Neues.",
    bestsellers: "Beliebt",
    newest: "Neu im Shop",
  },
});
