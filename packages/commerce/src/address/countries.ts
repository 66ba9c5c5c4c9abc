/** Countries: the officially assigned codes of ISO 3166-1 alpha-2, from the package `iso-3166`. */
import { iso31661 } from "iso-3166";

const names = new Map(iso31661.map(({ alpha2, name }) => [alpha2, name]));

/** Whether the code is assigned to a country. Reserved and user-assigned codes such as `ZZ`, `UK` and `XK` are not. */
export function isCountry(code: string): boolean {
  return names.has(code);
}

/** All assigned codes, in alphabetical order. */
export const countries: readonly string[] = [...names.keys()].sort();

const englishNames = new Intl.DisplayNames(["en"], { type: "region" });

/** The English name of a country, as it is printed below an address; the code itself if it is not assigned. */
export function countryName(code: string): string {
  return isCountry(code) ? (englishNames.of(code) ?? code) : code;
}
