/** Formats of amounts, times and countries, by the platform's data of a language. */

/** An amount of money: its decimal number as text, so that no digit is lost, and the code of its currency. */
export type Amount = { decimal: string; currency: string };

/** Formats an amount, such as `€19.90` or `19,90 €`. */
export function formatAmount({ decimal, currency }: Amount, language: string): string {
  // Text keeps all digits.
  return formatOf(language, currency).format(isDecimal(decimal) ? decimal : Number.NaN);
}

/** Formats the day of a time in ISO 8601, such as `27 November 2026`. */
export function formatDate(time: string | number, language: string, timeZone?: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone }).format(new Date(time));
}

/** Formats day and time of a time in ISO 8601. */
export function formatDateTime(time: string | number, language: string, timeZone?: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short", timeZone }).format(
    new Date(time),
  );
}

/** Formats a number with at most one digit behind its point, such as an average. */
export function formatNumber(number: number, language: string): string {
  return new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(number);
}

/** The name of a country, by its code of ISO 3166-1; the code where it has none. */
export function formatCountry(code: string, language: string): string {
  return new Intl.DisplayNames(language, { type: "region", fallback: "code" }).of(code) ?? code;
}

function isDecimal(text: string): text is `${number}` {
  return /^-?\d+(\.\d+)?$/.test(text);
}

const formats = new Map<string, Intl.NumberFormat>();

/** Making one takes longer than its use. There are as many as languages and currencies of a shop. */
function formatOf(language: string, currency: string): Intl.NumberFormat {
  const key = `${language} ${currency}`;
  const known = formats.get(key) ?? new Intl.NumberFormat(language, { style: "currency", currency });
  formats.set(key, known);
  return known;
}
