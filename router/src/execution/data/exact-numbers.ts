/** Exact numbers: those of a JSON text that JavaScript would round, such as 64-bit keys, are kept by their digits and written as they came. */
import { markKey } from "./data.ts";

declare global {
  interface JSON {
    /** The text of a number, which `stringify` writes as it is. Node has it, and the library of TypeScript not yet. */
    rawJSON(text: string): unknown;
  }
}

/** A number by its digits. It is neither an object with fields nor a failure. */
export class ExactNumber {
  readonly digits: string;
  readonly [markKey] = undefined;

  constructor(digits: string) {
    this.digits = digits;
  }

  toJSON(): unknown {
    return JSON.rawJSON(this.digits);
  }
}

/** A shorter number without an exponent has at most 15 digits, and is exact. */
export const roundedLength = 16;

/** The most significant digits with which programs print a number of 64 bits, such as 0.10000000000000001. */
const maxPrintedDigits = 17;

/**
 * Whether a number, as JSON or GraphQL write it, is the same once JavaScript has read and written it. A fraction is the same too if it is what other
 * programs print of the number that JavaScript reads.
 */
export function isExact(text: string): boolean {
  if (text.length < roundedLength && !/e/i.test(text)) return true;
  const read = Number(text);
  if (!Number.isFinite(read)) return false;
  const written = decimalOf(text);
  if (isSame(written, decimalOf(String(read)))) return true;
  const { digits, exponent } = written;
  return (
    exponent < 0 &&
    digits.length <= maxPrintedDigits &&
    isSame(written, decimalOf(read.toPrecision(digits.length || 1)))
  );
}

/** A number as its significant digits times a power of ten; zero has no digits. */
type Decimal = { digits: string; exponent: number };

const decimalForm = /^-?(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i;

function decimalOf(text: string): Decimal {
  const [, whole = "", fraction = "", exponent = "0"] = decimalForm.exec(text) ?? [];
  const all = whole + fraction;
  let [from, to] = [0, all.length];
  while (all[from] === "0") from += 1;
  while (to > from && all[to - 1] === "0") to -= 1;
  return { digits: all.slice(from, to), exponent: Number(exponent) - fraction.length + all.length - to };
}

function isSame(one: Decimal, other: Decimal): boolean {
  return one.digits === other.digits && (one.digits === "" || one.exponent === other.exponent);
}
