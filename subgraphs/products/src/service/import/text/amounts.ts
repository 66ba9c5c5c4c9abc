/** Parsing of amounts, counts and booleans of files: only unambiguous texts are accepted. */
import { maxAmountMinor, minorDigits } from "@hansa/commerce/money";

export type Fault = { code: string; message: string };
export type ReadResult<Value> = { value: Value } | { fault: Fault };

/**
 * Parses an amount such as `12.5` to minor units. Rejects commas, exponents, signs, currency symbols and more digits than the currency has,
 * unless those are zeros: `40.0000` is 40.00. `written` is the text of the file, for messages.
 */
export function readAmount(text: string, currency: string, written: string = text): ReadResult<number> {
  const parts = /^(\d*)(?:\.(\d*))?$/.exec(text);
  if (!parts || !/\d/.test(text)) return { fault: { code: "NOT_AN_AMOUNT", message: describeFault(written) } };
  const [, whole = "", fraction = ""] = parts;
  const digits = minorDigits(currency);
  if (/[1-9]/.test(fraction.slice(digits))) {
    const message = `"${excerptOf(written)}" has more decimals than ${currency} has (${digits}).`;
    return { fault: { code: "TOO_PRECISE", message } };
  }
  const minor = Number(whole + fraction.slice(0, digits).padEnd(digits, "0"));
  if (minor <= maxAmountMinor) return { value: minor };
  return { fault: { code: "TOO_LARGE", message: `"${excerptOf(written)}" is more than the shop can count.` } };
}

function describeFault(text: string): string {
  const written = `"${excerptOf(text)}" is no amount.`;
  if (/^-/.test(text)) return `${written} A price is zero or more.`;
  if (/^[\d.,' \u00a0]+$/.test(text))
    return `${written} Write it as 1234.50, or as 1234,50 in a CSV with decimal commas.`;
  if (/^[\d.]+e[+-]?\d+$/i.test(text)) return `${written} Write all its digits: a spreadsheet has shortened it.`;
  return `${written} Write digits and a decimal sign only, such as 1234.50, without a currency.`;
}

/** Parses a whole number from 0; `12.0` is 12. `written` is the text of the file, for messages. */
export function readCount(text: string, most: number, written: string = text): ReadResult<number> {
  if (!/^\d+(\.0+)?$/.test(text)) {
    const message = `"${excerptOf(written)}" is no whole number from 0.`;
    return { fault: { code: text.startsWith("-") ? "NEGATIVE" : "NOT_A_NUMBER", message } };
  }
  const count = Number(text);
  if (count <= most) return { value: count };
  return { fault: { code: "TOO_LARGE", message: `"${excerptOf(written)}" is more than ${most}.` } };
}

/** True and false as spreadsheets write them in languages of their users. */
const truths = new Set([
  "true",
  "wahr",
  "vrai",
  "verdadero",
  "vero",
  "verdadeiro",
  "waar",
  "sant",
  "sand",
  "sann",
  "tosi",
  "prawda",
  "pravda",
]);
const untruths = new Set([
  "false",
  "falsch",
  "faux",
  "falso",
  "onwaar",
  "falskt",
  "falsk",
  "usann",
  "epätosi",
  "fałsz",
  "nepravda",
]);

/** Reads `true` or `false`, in letters of either case. */
export function readBoolean(text: string): ReadResult<boolean> {
  const written = text.toLowerCase();
  if (truths.has(written) || untruths.has(written)) return { value: truths.has(written) };
  return { fault: { code: "NOT_TRUE_OR_FALSE", message: `"${excerptOf(text)}" is neither TRUE nor FALSE.` } };
}

/** Returns the start of a text on one line, for use in a message. */
export function excerptOf(text: string): string {
  const line = text.replaceAll(/[\p{Cc}\s]+/gu, " ");
  return line.length > 60 ? `${line.slice(0, 60).replace(/\p{Cs}$/u, "")}…` : line;
}
