/** Languages of the storefront, and the texts of each: a text that one of them lacks does not compile. */
import * as de from "../texts/de.ts";
import * as en from "../texts/en.ts";
import type { SameTexts } from "../texts/same-texts.ts";

/** The first has no prefix in addresses. */
export const languages = ["en", "de"] as const;

export type Language = (typeof languages)[number];

type Sections = { readonly [Name in keyof typeof en]: SameTexts<(typeof en)[Name]> };

type InAll<Texts> = Readonly<Record<Language, Texts>>;

const all: InAll<Sections> = { en, de };

/** The texts of a part in all languages. The build puts them in its place, so that a script has those of its page alone. */
export function textsOf<Name extends keyof Sections>(name: Name): InAll<Sections[Name]> {
  return { en: all.en[name], de: all.de[name] };
}
