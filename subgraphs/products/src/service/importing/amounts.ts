/** Amounts and numbers as files write them, taken only if they mean exactly one thing. */
import { maxAmountMinor, minorDigits } from "@hansa/kit/money";

export type Fault = { code: string; message: string };
export type Read<Value> = { value: Value } | { fault: Fault };

/**
 * An amount such as `12.5` in minor units. Refuses commas, exponents, signs, currency marks and more digits than the currency has,
 * unless those are zeros: `40.0000` is 40.00.
 */
export function readAmount(text: string, currency: string): Read<number> {
  const written = /^(\d*)(?:\.(\d*))?$/.exec(text);
  if (!written || !/\d/.test(text)) return { fault: { code: "NOT_AN_AMOUNT", message: explain(text) } };
  const [, whole = "", fraction = ""] = written;
  const digits = minorDigits(currency);
  if (/[1-9]/.test(fraction.slice(digits))) {
    const message = `"${shown(text)}" has more digits behind the point than ${currency} has (${digits}).`;
    return { fault: { code: "TOO_PRECISE", message } };
  }
  const minor = Number(whole + fraction.slice(0, digits).padEnd(digits, "0"));
  if (minor <= maxAmountMinor) return { value: minor };
  return { fault: { code: "TOO_LARGE", message: `"${shown(text)}" is more than the shop can count.` } };
}

function explain(text: string): string {
  const written = `"${shown(text)}" is no amount.`;
  if (/^-/.test(text)) return `${written} A price is zero or more.`;
  if (/^[\d.,' \u00a0]+$/.test(text)) return `${written} Write it with a point and nothing else, such as 1234.50.`;
  if (/^[\d.]+e[+-]?\d+$/i.test(text)) return `${written} Write all its digits: a spreadsheet has shortened it.`;
  return `${written} Write digits and a point only, such as 1234.50, without a currency.`;
}

/** A whole number from 0; `12.0` is 12. */
export function readCount(text: string, most: number): Read<number> {
  if (!/^\d+(\.0+)?$/.test(text)) {
    const message = `"${shown(text)}" is no whole number from 0.`;
    return { fault: { code: text.startsWith("-") ? "NEGATIVE" : "NOT_A_NUMBER", message } };
  }
  const count = Number(text);
  if (count <= most) return { value: count };
  return { fault: { code: "TOO_LARGE", message: `"${shown(text)}" is more than ${most}.` } };
}

export function readTruth(text: string): Read<boolean> {
  const written = text.toLowerCase();
  if (written === "true" || written === "false") return { value: written === "true" };
  return { fault: { code: "NOT_TRUE_OR_FALSE", message: `"${shown(text)}" is neither TRUE nor FALSE.` } };
}

/** As much of a text from a file as fits into a sentence. */
export function shown(text: string): string {
  const line = text.replaceAll(/[\p{Cc}\s]+/gu, " ");
  return line.length > 60 ? `${line.slice(0, 60).replace(/\p{Cs}$/u, "")}…` : line;
}
