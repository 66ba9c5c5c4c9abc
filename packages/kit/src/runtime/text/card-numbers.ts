/** Numbers of payment cards in text: they are found in any script and with any separators. */
import { digitOf } from "./digits.ts";

const minCardDigits = 12;
const maxCardDigits = 19;
/** A telephone number has at most 15 digits (ITU-T E.164). */
const maxPhoneDigits = 15;
const maxSeparators = 3;

/** Digits with at most three separators between two of them. `starts` are the positions where a group begins; `isDialled`: `+` precedes. */
type Run = { digits: number[]; starts: Set<number>; isDialled: boolean };

/**
 * Whether 12 to 19 digits of any script, with any separators between them, pass the Luhn check. Digits are taken in whole groups, so that an
 * expiry date behind the number hides nothing and an identifier of 20 digits is none. A run of at most 15 digits that begins with `+` or 0
 * is a telephone number.
 */
export function hasCardNumber(text: string): boolean {
  return digitRuns(text).some((run) => {
    const isPhone = run.digits.length <= maxPhoneDigits && (run.isDialled || run.digits[0] === 0);
    return !isPhone && [...run.starts].some((start) => startsCardNumber(run, start));
  });
}

function startsCardNumber({ digits, starts }: Run, start: number): boolean {
  for (let length = minCardDigits; length <= maxCardDigits; length += 1) {
    const end = start + length;
    const endsGroup = end === digits.length || starts.has(end);
    if (end <= digits.length && endsGroup && passesLuhn(digits.slice(start, end))) return true;
  }
  return false;
}

function passesLuhn(digits: readonly number[]): boolean {
  const sum = digits.reduceRight((total, digit, index) => {
    const isDoubled = (digits.length - index) % 2 === 0;
    return total + (isDoubled ? digit * 2 - (digit > 4 ? 9 : 0) : digit);
  }, 0);
  return sum % 10 === 0 && digits.some((digit) => digit !== 0);
}

function digitRuns(text: string): Run[] {
  const runs: Run[] = [];
  let run: Run | undefined;
  let separators = 0;
  let before = "";
  for (const character of text.normalize("NFKC")) {
    const digit = digitOf(character);
    if (digit !== undefined) {
      if (!run || separators > maxSeparators) {
        run = { digits: [], starts: new Set(), isDialled: before === "+" };
        runs.push(run);
        separators = 0;
      }
      if (run.digits.length === 0 || separators > 0) run.starts.add(run.digits.length);
      run.digits.push(digit);
      separators = 0;
    } else if (/[\p{L}\p{M}]/u.test(character)) run = undefined;
    else separators += 1;
    before = character;
  }
  return runs;
}
