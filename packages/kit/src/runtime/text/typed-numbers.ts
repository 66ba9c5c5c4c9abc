/** Numbers that people type: they are compared by their digits, or by letters and digits, without regard to script, signs and blanks. */
import { digitOf } from "./digits.ts";

const maxDigits = 20;

/**
 * The digits of a typed number, in ASCII and without leading zeros: `Nr. 100 230` has `100230`. Undefined without a digit, and with more than
 * twenty: such a text is no number of ours.
 */
export function typedDigits(text: string): string | undefined {
  const digits = [...text.normalize("NFKC")].flatMap((character) => digitOf(character) ?? []).join("");
  const number = digits.replace(/^0+(?=\d)/, "");
  return number === "" || number.length > maxDigits ? undefined : number;
}

/** Whether this letter, in any case and not as the end of a word, stands directly before digits: `c 1` and `Nr. C-1` have a C. */
export function hasLetterBeforeDigits(text: string, letter: "C"): boolean {
  return new RegExp(`(?<!\\p{L})${letter}[^\\p{L}\\p{Nd}]*\\p{Nd}`, "iu").test(text.normalize("NFKC"));
}

/** The letters and digits of a typed code, in capitals and with digits in ASCII: `jd-00 01` has `JD0001`. */
export function typedCode(text: string): string {
  const characters = [...text.normalize("NFKC").toUpperCase()].filter((character) => /[\p{L}\p{Nd}]/u.test(character));
  return characters.map((character) => digitOf(character) ?? character).join("");
}
