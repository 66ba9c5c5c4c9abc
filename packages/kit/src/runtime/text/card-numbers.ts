/** Numbers of payment cards in text: digits of any script in whole groups, with any separators between them. */
import { digitOf } from "./digits.ts";

/** The lengths of card numbers by their first four digits, from `first` to `last`. */
const ranges: readonly { first: number; last: number; lengths: readonly number[] }[] = [
  // Diners Club.
  { first: 3000, last: 3059, lengths: [14] },
  { first: 3090, last: 3099, lengths: [14] },
  { first: 3600, last: 3699, lengths: [14] },
  { first: 3800, last: 3999, lengths: [14] },
  // American Express.
  { first: 3400, last: 3499, lengths: [15] },
  { first: 3700, last: 3799, lengths: [15] },
  // Mastercard, JCB, Visa, Maestro, Discover and UnionPay.
  { first: 2221, last: 2720, lengths: [16] },
  { first: 3528, last: 3589, lengths: [16, 17, 18, 19] },
  { first: 4000, last: 4999, lengths: [16, 19] },
  { first: 5000, last: 5899, lengths: [16] },
  { first: 6000, last: 6999, lengths: [16] },
  { first: 5000, last: 5099, lengths: [17, 18, 19] },
  { first: 5600, last: 5899, lengths: [17, 18, 19] },
  { first: 6011, last: 6011, lengths: [17, 18, 19] },
  { first: 6200, last: 6399, lengths: [17, 18, 19] },
  { first: 6440, last: 6599, lengths: [17, 18, 19] },
  { first: 6700, last: 6799, lengths: [17, 18, 19] },
];

/** Words in front of numbers that are not of cards, in the shop's languages: short ones as words, longer ones also as parts of compounds. */
const otherNumber =
  /(?<!\p{L})(?:imei|iccid|ean|gtin|isbn|sscc|id)(?!\p{L})|serial|tracking|parcel|serien|sendung|verfolgung|paket|ausweis|kennung|kennnummer/iu;
/** So far before the number such a word counts, in characters. */
const maxWordDistance = 24;

const minDigits = 12;
const maxDigits = 19;
/** A telephone number has at most 15 digits (ITU-T E.164). */
const maxPhoneDigits = 15;
const maxSeparators = 3;

/**
 * Digits with at most three separators between two of them. `starts` are the positions where a group begins, each with the text before it;
 * `isDialled`: `+` precedes.
 */
type Run = { digits: number[]; starts: Map<number, string>; isDialled: boolean };

/** Digits of a run in whole groups that pass the Luhn check, and the text in front of them. */
type Candidate = { digits: readonly number[]; before: string };

/**
 * Whether a text has the number of a payment card: in a range of the card schemes, and with their check digit. It is none if a word for
 * another number, such as IMEI, stands within 24 characters before it, without digits between.
 */
export function hasCardNumber(text: string): boolean {
  return candidatesIn(text).some((candidate) => isInRange(candidate) && !isNamedOtherwise(candidate));
}

/** Whether a text has 12 to 19 digits with the check digit of a card: for texts that have no business with numbers, such as tokens and logs. */
export function hasPossibleCardNumber(text: string): boolean {
  return candidatesIn(text).length > 0;
}

function isInRange({ digits }: Candidate): boolean {
  const head = Number(digits.slice(0, 4).join(""));
  return ranges.some(({ first, last, lengths }) => head >= first && head <= last && lengths.includes(digits.length));
}

function isNamedOtherwise({ before }: Candidate): boolean {
  const near = [...before].slice(-maxWordDistance).join("");
  return otherNumber.test(near.replace(/^.*\p{Nd}/su, ""));
}

/**
 * Digits are taken in whole groups, so that an expiry date behind the number hides nothing and an identifier of 20 digits is none. A run of
 * at most 15 digits that begins with `+` or 0 is a telephone number.
 */
function candidatesIn(text: string): Candidate[] {
  return digitRuns(text).flatMap((run) => {
    const isPhone = run.digits.length <= maxPhoneDigits && (run.isDialled || run.digits[0] === 0);
    return isPhone ? [] : [...run.starts].flatMap(([start, before]) => candidatesFrom(run, start, before));
  });
}

function candidatesFrom({ digits, starts }: Run, start: number, before: string): Candidate[] {
  const candidates: Candidate[] = [];
  for (let length = minDigits; length <= maxDigits; length += 1) {
    const end = start + length;
    const endsGroup = end === digits.length || starts.has(end);
    const taken = digits.slice(start, end);
    if (end <= digits.length && endsGroup && passesLuhn(taken)) candidates.push({ digits: taken, before });
  }
  return candidates;
}

function passesLuhn(digits: readonly number[]): boolean {
  const sum = digits.reduceRight((total, digit, index) => {
    const isDoubled = (digits.length - index) % 2 === 0;
    return total + (isDoubled ? digit * 2 - (digit > 4 ? 9 : 0) : digit);
  }, 0);
  return sum % 10 === 0 && digits.some((digit) => digit !== 0);
}

/** More than twice the distance, because a character can have two code units. */
const maxBefore = 2 * maxWordDistance;

function digitRuns(text: string): Run[] {
  const runs: Run[] = [];
  let run: Run | undefined;
  let separators = 0;
  let before = "";
  for (const character of text.normalize("NFKC")) {
    const digit = digitOf(character);
    if (digit !== undefined) {
      if (!run || separators > maxSeparators) {
        run = { digits: [], starts: new Map(), isDialled: before.endsWith("+") };
        runs.push(run);
        separators = 0;
      }
      if (run.digits.length === 0 || separators > 0) run.starts.set(run.digits.length, before);
      run.digits.push(digit);
      separators = 0;
    } else if (/[\p{L}\p{M}]/u.test(character)) run = undefined;
    else separators += 1;
    before = `${before}${character}`.slice(-maxBefore);
  }
  return runs;
}
