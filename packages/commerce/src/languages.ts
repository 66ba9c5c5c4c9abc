/** Languages of the shop's texts: labels of address forms, and pages such as the imprint. */

/** The first is the one of readers whose language the shop does not have. */
export const languages = ["en", "de"] as const;

export type Language = (typeof languages)[number];

/** The language for a tag such as `de` or `de-AT`: English where the shop has no texts in the language. */
export function readLanguage(tag: string): Language {
  const [named = ""] = tag.toLowerCase().split("-");
  return languages.find((language) => language === named) ?? languages[0];
}
