/** Texts of a front end in several languages: one that a language lacks does not compile. */

/** The same names as in the first language, and functions of the same values. */
export type SameTexts<Texts> = { readonly [Name in keyof Texts]: Texts[Name] extends string ? string : Texts[Name] };

/** All parts of the first language, by whose names those of another one are read. */
export type SameParts<Parts> = { readonly [Name in keyof Parts]: SameTexts<Parts[Name]> };

/**
 * Returns the reader of a part in all languages. It has the name `textsOf` everywhere: the build puts the part in the place of its call, so that a
 * script has the texts of its page alone.
 */
export function defineTexts<Parts, Language extends string>(
  all: Readonly<Record<Language, Parts>>,
): <Name extends keyof Parts>(name: Name) => Readonly<Record<Language, Parts[Name]>>;
export function defineTexts(all: Readonly<Record<string, Readonly<Record<PropertyKey, unknown>>>>) {
  return (name: PropertyKey) =>
    Object.fromEntries(Object.entries(all).map(([language, parts]) => [language, parts[name]]));
}
