/** Parsing of amounts, counts and booleans of files: only unambiguous texts are accepted. */
import { maxAmountMinor, minorDigits } from "@hansa/commerce/money";

export type Fault = { code: string; message: string };
export type ReadResult<Value> = { value: Value } | { fault: Fault };

/**
 * Parses an amount such as `12.5` to minor units. Rejects commas, exponents, signs, currency symbols and more digits than the currency has,
 * unless those are zeros: `40.0000` is 40.00.
 */
export function readAmount(text: string, currency: string): ReadResult<number> {
  const written = /^(\d*)(?:\.(\d*))?$/.exec(text);
  if (!written || !/\d/.test(text)) return { fault: { code: "NOT_AN_AMOUNT", message: describeFault(text) } };
  const [, whole = "", fraction = ""] = written;
  const digits = minorDigits(currency);
  if (/[1-9]/.test(fraction.slice(digits))) {
    const message = `"${excerptOf(text)}" has more digits behind the point than ${currency} has (${digits}).`;
    return { fault: { code: "TOO_PRECISE", message } };
  }
  const minor = Number(whole + fraction.slice(0, digits).padEnd(digits, "0"));
  if (minor <= maxAmountMinor) return { value: minor };
  return { fault: { code: "TOO_LARGE", message: `"${excerptOf(text)}" is more than the shop can count.` } };
}

function describeFault(text: string): string {
  const written = `"${excerptOf(text)}" is no amount.`;
  if (/^-/.test(text)) return `${written} A price is zero or more.`;
  if (/^[\d.,' \u00a0]+$/.test(text)) return `${written} Write it with a point and nothing else, such as 1234.50.`;
  if (/^[\d.]+e[+-]?\d+$/i.test(text)) return `${written} Write all its digits: a spreadsheet has shortened it.`;
  return `${written} Write digits and a point only, such as 1234.50, without a currency.`;
}

/** Parses a whole number from 0; `12.0` is 12. */
export function readCount(text: string, most: number): ReadResult<number> {
  if (!/^\d+(\.0+)?$/.test(text)) {
    const message = `"${excerptOf(text)}" is no whole number from 0.`;
    return { fault: { code: text.startsWith("-") ? "NEGATIVE" : "NOT_A_NUMBER", message } };
  }
  const count = Number(text);
  if (count <= most) return { value: count };
  return { fault: { code: "TOO_LARGE", message: `"${excerptOf(text)}" is more than ${most}.` } };
}

/** Reads `true` or `false`, in letters of either case. */
export function readBoolean(text: string): ReadResult<boolean> {
  const written = text.toLowerCase();
  if (written === "true" || written === "false") return { value: written === "true" };
  return { fault: { code: "NOT_TRUE_OR_FALSE", message: `"${excerptOf(text)}" is neither TRUE nor FALSE.` } };
}

/** Returns the start of a text on one line, for use in a message. */
export function excerptOf(text: string): string {
  const line = text.replaceAll(/[\p{Cc}\s]+/gu, " ");
  return line.length > 60 ? `${line.slice(0, 60).replace(/\p{Cs}$/u, "")}…` : line;
}
