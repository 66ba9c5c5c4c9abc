/** Folding of text for comparisons: case, accents and the width of characters do not count. The letters are those of decision 124. */

/** Letters that Unicode does not decompose. */
const plainLetters: Readonly<Record<string, string>> = {
  ß: "ss",
  ø: "o",
  ł: "l",
  đ: "d",
  œ: "oe",
  æ: "ae",
  ı: "i",
  ς: "σ",
};
const everyPlainLetter = new RegExp(`[${Object.keys(plainLetters).join("")}]`, "gu");
const umlauts = /([aou])\u0308/gu;
/**
 * Accents of Latin, Greek and Cyrillic letters, the vowel points of Hebrew and Arabic, which few people write, and signs around letters, at which
 * SQLite's tokenizer would divide a word.
 */
const marks = /[\u0300-\u036F\u0591-\u05C7\u0610-\u061A\u064B-\u065F\u0670\p{Me}]/gu;
const isPlain = /^[ -~]*$/;

/** The folded text, with umlauts as one letter. */
export function foldText(text: string): string {
  return isPlain.test(text) ? text.toLowerCase() : withoutMarks(decompose(text));
}

/** The folded text with umlauts as one letter, and as two where that differs: `ol` and `oel`. */
export function foldTextTwice(text: string): string[] {
  if (isPlain.test(text)) return [text.toLowerCase()];
  const letters = decompose(text);
  return [...new Set([withoutMarks(letters), withoutMarks(letters.replace(umlauts, "$1e"))])];
}

function decompose(text: string): string {
  return text.normalize("NFKC").toLowerCase().normalize("NFD");
}

/** Without accents, composed again: the signs of kana and the letters of Hangul are no accents. */
function withoutMarks(letters: string): string {
  return letters
    .replace(marks, "")
    .normalize("NFC")
    .replace(everyPlainLetter, (letter) => plainLetters[letter] ?? letter);
}
