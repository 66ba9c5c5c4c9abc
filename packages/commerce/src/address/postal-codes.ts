/** Postal codes: normalised and validated by the formats of the package `postcode-validator`. */
import { postcodeValidator, postcodeValidatorExistsForCountry } from "postcode-validator";

/** How a country groups its codes: the characters before the separator, counted from the end if negative. */
type Grouping = { at: number; separator: " " | "-"; lengths: readonly number[] };

const britain: Grouping = { at: -3, separator: " ", lengths: [5, 6, 7] };
const zip: Grouping = { at: 5, separator: "-", lengths: [9] };
const fiveInTwo: Grouping = { at: 3, separator: " ", lengths: [5] };

const groupings = new Map<string, Grouping>([
  ...["GB", "GG", "IM", "JE"].map((country): [string, Grouping] => [country, britain]),
  ...["AS", "FM", "GU", "MH", "MP", "PR", "PW", "US", "VI"].map((country): [string, Grouping] => [country, zip]),
  ...["CZ", "GR", "SE", "SK"].map((country): [string, Grouping] => [country, fiveInTwo]),
  ["BR", { at: 5, separator: "-", lengths: [8] }],
  ["CA", { at: 3, separator: " ", lengths: [6] }],
  ["IE", { at: 3, separator: " ", lengths: [7] }],
  ["JP", { at: 3, separator: "-", lengths: [7] }],
  ["KY", { at: 3, separator: "-", lengths: [7] }],
  ["MT", { at: 3, separator: " ", lengths: [7] }],
  ["NL", { at: 4, separator: " ", lengths: [6] }],
  ["PL", { at: 2, separator: "-", lengths: [5] }],
  ["PT", { at: 4, separator: "-", lengths: [7] }],
]);

const anyCode = /^[A-Z0-9](?:[A-Z0-9 -]{0,10}[A-Z0-9])?$/;

/**
 * The postal code in the one way of writing that the shop keeps: capitals, the country's own grouping, no prefix of the country. Undefined if
 * it is not of the country's format. Countries of unknown format accept letters, digits, blanks and hyphens.
 */
export function readPostalCode(country: string, text: string): string | undefined {
  const typed = text
    .normalize("NFKC")
    .trim()
    .toUpperCase()
    .replace(/\s+/g, " ")
    .replace(/^[A-Z]{1,3}-(?=\d+$)/, "");
  const compact = typed.replace(/[ -]/g, "");
  const bare = compact.startsWith(country) ? compact.slice(country.length) : compact;
  const candidates = [group(country, bare), bare, group(country, compact), compact, typed];
  return candidates.find((code) => code !== "" && isOfFormat(country, code));
}

function isOfFormat(country: string, code: string): boolean {
  return postcodeValidatorExistsForCountry(country) ? postcodeValidator(code, country) : anyCode.test(code);
}

function group(country: string, compact: string): string {
  const grouping = groupings.get(country);
  if (!grouping?.lengths.includes(compact.length)) return compact;
  return `${compact.slice(0, grouping.at)}${grouping.separator}${compact.slice(grouping.at)}`;
}
