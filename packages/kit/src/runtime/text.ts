/** Rules for text from outside: which characters it may have, and whether it carries the number of a payment card. */

/** Letters and marks of scripts that write with joiners: Persian, Sinhala and others spell different words with and without them. */
const joining =
  "[[\\p{scx=Arab}\\p{scx=Syrc}\\p{scx=Nkoo}\\p{scx=Deva}\\p{scx=Beng}\\p{scx=Guru}\\p{scx=Gujr}\\p{scx=Orya}\\p{scx=Taml}\\p{scx=Telu}" +
  "\\p{scx=Knda}\\p{scx=Mlym}\\p{scx=Sinh}\\p{scx=Khmr}\\p{scx=Mymr}\\p{scx=Tibt}\\p{scx=Mong}]&&[\\p{L}\\p{M}]]";
/** The sign that a consonant has no vowel: older spellings end a word with it and a joiner. */
const virama = "[\\u094D\\u09CD\\u0A4D\\u0ACD\\u0B4D\\u0BCD\\u0C4D\\u0CCD\\u0D4D\\u0DCA]";
/** Letters and marks of scripts without spaces, whose writers separate words by an invisible one. */
const unspaced = "[[\\p{sc=Khmr}\\p{sc=Laoo}\\p{sc=Mymr}\\p{sc=Thai}]&&[\\p{L}\\p{M}]]";

/** Invisible characters at the places where their script or an emoji needs them. Everywhere else they hide text or make two texts look equal. */
const needed = [
  `(?<=${joining})[\\u200C\\u200D](?=${joining})`,
  `(?<=${virama})[\\u200C\\u200D]`,
  `(?<=${unspaced})\\u200B(?=${unspaced})`,
  // Emoji of several parts, the choice between an emoji and its text form, and keycaps.
  "(?<=\\p{Extended_Pictographic}[\\uFE0F\\p{Emoji_Modifier}]?)\\u200D(?=\\p{Extended_Pictographic})",
  "(?<=\\p{Extended_Pictographic})[\\uFE0E\\uFE0F]",
  "(?<=[0-9#*])\\uFE0F(?=\\u20E3)",
  // Variants of one character, in Japanese names and in Mongolian.
  "(?<=\\p{sc=Han})[\\uFE00-\\uFE0F\\u{E0100}-\\u{E01EF}]",
  "(?<=[\\p{sc=Mong}&&\\p{L}])[\\u180B-\\u180D\\u180F]",
].join("|");

/**
 * Control characters, line and paragraph separators, text direction controls (Unicode property Bidi_Control), unpaired surrogates and
 * non-characters: they forge lines in e-mails and logs, or reorder the text beside them.
 */
const control = "[\\p{Cc}\\p{Zl}\\p{Zp}\\p{Cs}\\p{Bidi_Control}\\p{Noncharacter_Code_Point}]";
/**
 * Besides these, invisible characters (Default_Ignorable_Code_Point, annotation marks and the blank of Braille) where no script needs them:
 * staff and customers cannot see them, programs read them.
 */
const unsafe = `${control}|(?!${needed})[\\p{Default_Ignorable_Code_Point}\\uFFF9-\\uFFFB\\u2800]`;
const controlCharacter = new RegExp(control, "v");
const unsafeCharacter = new RegExp(unsafe, "v");
const unsafeInLines = new RegExp(`(?![\\t\\n\\r])(?:${unsafe})`, "v");
const everyUnsafeCharacter = new RegExp(unsafeCharacter, "gv");
const everyUnsafeInLines = new RegExp(unsafeInLines, "gv");

/** Whether a text has a control or text direction character; invisible ones are allowed, as in a password, which is not shown. */
export function hasControlCharacter(text: string): boolean {
  return controlCharacter.test(text);
}

/** Whether a single-line text has a character that no single-line text may have. */
export function hasUnsafeCharacter(text: string): boolean {
  return unsafeCharacter.test(text);
}

/** The same for a text of several lines, which may have tabs and line breaks. */
export function hasUnsafeCharacterInLines(text: string): boolean {
  return unsafeInLines.test(text);
}

/** A single-line text without unsafe characters; what separates lines or words becomes a blank. */
export function removeUnsafeCharacters(text: string): string {
  return text
    .replaceAll(/[\t\n\v\f\r\u0085\p{Zl}\p{Zp}]+/gu, " ")
    .replaceAll(everyUnsafeCharacter, "")
    .trim();
}

/** The same for a text of several lines, which keeps its tabs and line breaks. */
export function removeUnsafeCharactersInLines(text: string): string {
  return text.replaceAll(/[\v\f\u0085\p{Zl}\p{Zp}]/gu, "\n").replaceAll(everyUnsafeInLines, "");
}

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

/** The value of a decimal digit of any script: each has its ten digits in a row. */
function digitOf(character: string): number | undefined {
  if (/[0-9]/.test(character)) return Number(character);
  if (!/\p{Nd}/u.test(character)) return undefined;
  const point = character.codePointAt(0) ?? 0;
  const value = Array.from({ length: 9 }, (_, index) => point - 1 - index).findIndex(
    (earlier) => !/\p{Nd}/u.test(String.fromCodePoint(earlier)),
  );
  return value === -1 ? 9 : value;
}
