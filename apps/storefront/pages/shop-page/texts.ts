/** Texts of the shop's own pages, such as the imprint. */
import { defineTexts } from "../../shop/texts.ts";

export const shopPageTexts = defineTexts({
  en: {
    updated: (date: string) => `Last changed on ${date}`,
    otherLanguage: (language: string) => `This page is available in ${language} only.`,
  },
  de: {
    updated: (date: string) => `Zuletzt geändert am ${date}`,
    otherLanguage: (language: string) => `Diese Seite gibt es nur auf ${language}.`,
  },
});
