/** VAT ids: the formats and check digits that the member states of the European Union use, as the Commission's VIES lists them. Checked offline. */
import { checksums } from "./vat-checksums.ts";

/** The pattern behind the prefix, by prefix. Greece writes `EL`; `XI` is Northern Ireland. */
const formats: Readonly<Record<string, RegExp>> = {
  AT: /^U\d{8}$/,
  BE: /^[01]\d{9}$/,
  BG: /^\d{9,10}$/,
  CY: /^\d{8}[A-Z]$/,
  CZ: /^\d{8,10}$/,
  DE: /^\d{9}$/,
  DK: /^\d{8}$/,
  EE: /^\d{9}$/,
  EL: /^\d{9}$/,
  ES: /^(?:[A-Z]\d{7}[A-Z0-9]|\d{8}[A-Z])$/,
  FI: /^\d{8}$/,
  FR: /^[A-HJ-NP-Z0-9]{2}\d{9}$/,
  HR: /^\d{11}$/,
  HU: /^\d{8}$/,
  IE: /^(?:\d{7}[A-W][A-I]?|\d[A-Z+*]\d{5}[A-W])$/,
  IT: /^\d{11}$/,
  LT: /^(?:\d{9}|\d{12})$/,
  LU: /^\d{8}$/,
  LV: /^\d{11}$/,
  MT: /^\d{8}$/,
  NL: /^\d{9}B\d{2}$/,
  PL: /^\d{10}$/,
  PT: /^\d{9}$/,
  RO: /^\d{2,10}$/,
  SE: /^\d{12}$/,
  SI: /^\d{8}$/,
  SK: /^\d{10}$/,
  XI: /^(?:\d{9}|\d{12}|GD\d{3}|HA\d{3})$/,
};

/** Whether the country is a member state of the European Union. */
export function isEuCountry(country: string): boolean {
  return country !== "XI" && country !== "EL" && prefixOf(country) in formats;
}

/**
 * The country whose format and check digits the VAT id has, `GB` for Northern Ireland; null if it is not an id of the European Union. Whether
 * the id was issued is known to VIES only.
 */
export function euVatCountry(vatId: string): string | null {
  const [prefix, id] = [vatId.slice(0, 2), vatId.slice(2)];
  // No member state issues a number of zeros, which most check digits accept.
  if (!formats[prefix]?.test(id) || !/[1-9]/.test(id) || !checksums[prefix]?.(id)) return null;
  return prefix === "EL" ? "GR" : prefix === "XI" ? "GB" : prefix;
}

/**
 * The VAT id in capitals without blanks and punctuation; in member states with its prefix, which may be left out and is `EL` in Greece. Undefined if it is not of the
 * format, or its check digits are wrong. Elsewhere any 4 to 20 letters and digits are taken.
 */
export function readVatId(country: string, text: string): string | undefined {
  const compact = text
    .normalize("NFKC")
    .toUpperCase()
    .replace(/[\s./-]/g, "");
  const standard = toStandardForm(country, compact);
  if (euVatCountry(standard) !== null) return standard;
  const prefixed = toStandardForm(country, `${prefixOf(country)}${compact}`);
  if (isEuCountry(country)) return euVatCountry(prefixed) === null ? undefined : prefixed;
  return /^[A-Z0-9]{4,20}$/.test(compact) ? compact : undefined;
}

/** Greek ids with the country's code instead of `EL`, and Belgian ones from before 2005, whose nine digits got a 0 in front. */
function toStandardForm(country: string, compact: string): string {
  if (country === "GR" && /^GR\d{9}$/.test(compact)) return `EL${compact.slice(2)}`;
  return /^BE\d{9}$/.test(compact) ? `BE0${compact.slice(2)}` : compact;
}

function prefixOf(country: string): string {
  return country === "GR" ? "EL" : country;
}
