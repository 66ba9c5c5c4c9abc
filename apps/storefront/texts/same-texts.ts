/** The texts of another language than English. */

/** The same names as in English, and functions of the same values. */
export type SameTexts<Texts> = { readonly [Name in keyof Texts]: Texts[Name] extends string ? string : Texts[Name] };
