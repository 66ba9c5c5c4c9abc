/** Rules for the characters of text from outside: control characters, and invisible ones where no script needs them. */

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
