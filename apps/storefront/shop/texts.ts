/** Languages of the storefront, and texts in all of them: a text that one language lacks does not compile. */

/** The first has no prefix in addresses. */
export const languages = ["en", "de"] as const;

export type Language = (typeof languages)[number];

type Text = string | ((...values: never[]) => string);
type SameTexts<Texts> = { readonly [Name in keyof Texts]: Texts[Name] extends string ? string : Texts[Name] };

/** Declares texts: those of the first language say which there are. */
export function defineTexts<const Texts extends Readonly<Record<string, Text>>>(
  texts: Readonly<{ en: Texts & SameTexts<Texts> } & Record<Exclude<Language, "en">, SameTexts<NoInfer<Texts>>>>,
): Readonly<Record<Language, SameTexts<Texts>>> {
  return texts;
}
