/** Languages of the back office, and the texts of each: a text that one of them lacks does not compile. */
import { defineTexts, type SameParts } from "@hansa/front/texts";
import * as de from "../texts/de.ts";
import * as en from "../texts/en.ts";

export const languages = ["en", "de"] as const;

export type Language = (typeof languages)[number];

/** The texts of a part in all languages. */
export const textsOf = /* @__PURE__ */ defineTexts<SameParts<typeof en>, Language>({ en, de });
