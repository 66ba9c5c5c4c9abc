/** Decimal signs of the numbers of a file. A number that can be read in two ways is refused unless the owner says how. */
import type { ImportDecimalSign as DecimalSign } from "../../../generated/resolvers.ts";
import { excerptOf, type ReadResult } from "./amounts.ts";

/** The sign of a file; undefined: its numbers do not show it. */
export type FileDecimals = { sign: DecimalSign | undefined; isGiven: boolean };

/** The number of numbers that have a certain decimal sign. */
export type SignCounts = Record<DecimalSign, number>;

/** A number with one kind of blank, apostrophe or sign between its thousands, if any. */
const forms: Record<DecimalSign, RegExp> = {
  COMMA: /^(?=.*\d)[-\u2212]?(?:\d*|[1-9]\d{0,2}([. \u00a0\u2009\u202f'\u2019])\d{3}(?:\1\d{3})*)(?:,\d*)?$/,
  POINT: /^(?=.*\d)[-\u2212]?(?:\d*|[1-9]\d{0,2}([, \u00a0\u2009\u202f'\u2019])\d{3}(?:\1\d{3})*)(?:\.\d*)?$/,
};

/**
 * Returns the decimal sign of a number, or `EITHER` for one such as `1.234`, in a currency with three digits too; undefined: it has no sign,
 * or is no number.
 */
export function findSign(text: string): DecimalSign | "EITHER" | undefined {
  const [comma, point] = [forms.COMMA.test(text), forms.POINT.test(text)];
  if (comma !== point) return comma ? "COMMA" : "POINT";
  return comma && /[.,]/.test(text) ? "EITHER" : undefined;
}

function writtenSign(text: string): DecimalSign {
  return text.includes(",") ? "COMMA" : "POINT";
}

/** The sign of a file: the given one, else that of most numbers. As many of both, or none: a point if commas separate the cells. */
export function chooseSign({ COMMA, POINT }: SignCounts, given: DecimalSign | null, hasCommas: boolean): FileDecimals {
  if (given) return { sign: given, isGiven: true };
  if (COMMA !== POINT) return { sign: COMMA > POINT ? "COMMA" : "POINT", isGiven: false };
  return { sign: hasCommas ? "POINT" : undefined, isGiven: false };
}

/** Returns a number as digits with a point at most, and other text as it is. Refuses a number with another sign than the file, or with none that is clear. */
export function readNumber(text: string, { sign, isGiven }: FileDecimals): ReadResult<string> {
  const found = findSign(text);
  if (found === undefined) return { value: forms.POINT.test(text) ? toPlain(text, "POINT") : text };
  const isClear = isGiven || found === sign || (found === "EITHER" && writtenSign(text) === sign);
  if (sign !== undefined && isClear && forms[sign].test(text)) return { value: toPlain(text, sign) };
  return { fault: { code: "DECIMAL_SIGN", message: describeFault(text, found, isGiven) } };
}

function toPlain(text: string, sign: DecimalSign): string {
  const [whole = "", fraction] = text.replace("\u2212", "-").split(sign === "COMMA" ? "," : ".");
  const digits = whole.replaceAll(/[^\d-]/g, "");
  return fraction === undefined ? digits : `${digits}.${fraction}`;
}

function describeFault(text: string, found: DecimalSign | "EITHER", isGiven: boolean): string {
  const written = `"${excerptOf(text)}"`;
  const name = found === "COMMA" ? "comma" : "point";
  if (found === "EITHER") {
    const [comma, point] = [toPlain(text, "COMMA"), toPlain(text, "POINT")];
    return `${written} can be read in two ways: --decimal comma takes it as ${comma}, --decimal point as ${point}.`;
  }
  if (isGiven) return `${written} has a decimal ${name}, unlike the file as --decimal describes it.`;
  return `${written} has a decimal ${name}, and other numbers have another sign: correct it, or say --decimal comma or --decimal point.`;
}
