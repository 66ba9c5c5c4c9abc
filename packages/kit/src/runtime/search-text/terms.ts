/** The terms of a text in a search index, and those that a query looks for: both are made here, by the same rules. */
import { foldTextTwice } from "./folding.ts";

/**
 * Words with what joins them: `t-shirt`, `KS-0012-B`, `o'neil`, `AC/DC`, and an abbreviation with what follows: `Dr. Oetker`. Signs behind a letter
 * belong to it: `c++`, `c#`.
 */
const wordLetters = "[\\p{L}\\p{N}\\p{M}]+";
const joinersOfWords = "[-_.'’/&\\u2010\\u2011]|(?<=(?<![\\p{L}\\p{N}\\p{M}])\\p{Lu}[\\p{L}\\p{M}]{0,2})\\. ";
const wordPattern = new RegExp(
  `${wordLetters}(?:(?:${joinersOfWords})${wordLetters})*(?:(?<=\\p{L}\\p{M}*)(?:\\+\\+|#)(?![\\p{L}\\p{N}]))?`,
  "gu",
);
const joiners = /[^\p{L}\p{N}\p{M}+#]+/gu;
/** Scripts that are written without spaces: words are found by pairs of letters. */
const unspacedLetters = "[[\\p{scx=Han}\\p{scx=Hira}\\p{scx=Kana}\\p{scx=Hang}\\p{sc=Thai}]&&[\\p{L}\\p{M}]]+";
const unspaced = new RegExp(unspacedLetters, "v");
const piecePattern = new RegExp(
  `${unspacedLetters}|\\p{N}+|(?:(?!${unspacedLetters})[\\p{L}\\p{M}])+(?:\\+\\+|#)?`,
  "gv",
);
const hiragana = /[\u3041-\u3096]/gu;
const fromHiraganaToKatakana = 0x60;
const onlyUnspaced = new RegExp(`^${unspacedLetters}$`, "v");
const onlyLetters = /^[\p{L}\p{M}]+$/u;

/** Words of at least so many letters are also found as the end of a longer one. */
const minEndingLength = 4;
/** Begins the term of an ending, which is written backwards: an index finds prefixes. */
const endingMark = "_";
/** Longer terms are cut, in texts and queries. */
const maxTermLength = 64;

/**
 * A term of a query: a whole term of the text, the beginning of one or of the term of an ending, or (of a script without spaces) several terms in
 * a row.
 */
export type SearchTerm = { kind: "whole" | "prefix" | "ending" | "row"; text: string };

/**
 * A word of a query. `forms` are its folded spellings without joiners. It is found by all terms of one of the `ways`; the last ones find a word
 * that ends with it.
 */
export type SearchWord = { forms: readonly string[]; ways: readonly (readonly SearchTerm[])[] };

/** The terms of a text for an index whose terms are separated by blanks; `endings` rank behind all others. */
export function indexTermsOf(text: string): { terms: string; endings: string } {
  const terms: string[] = [];
  const endings: string[] = [];
  for (const [written] of text.matchAll(wordPattern)) {
    const own = termsOf(written);
    terms.push(...own);
    endings.push(...own.flatMap(endingOf));
  }
  return { terms: terms.join(" "), endings: endings.join(" ") };
}

/** The distinct words of a query. They have no character with a meaning in the query language of an index. */
export function searchWordsOf(query: string): SearchWord[] {
  const words = [...query.matchAll(wordPattern)].map(([written]) => searchWordOf(written));
  return [...new Map(words.map((word) => [word.forms.join(" "), word])).values()].filter(({ ways }) => ways.length > 0);
}

/** Whether a text has one of these words, as itself or as an ending. */
export function hasSearchWord(text: string, words: readonly SearchWord[]): boolean {
  const { terms, endings } = indexTermsOf(text);
  const all = ` ${terms} ${endings} `;
  return words.some(({ ways }) => ways.some((way) => way.every((term) => all.includes(patternOf(term)))));
}

/** Whether a text might have one of these words: false only if it has none. Much faster than `hasSearchWord`. */
export function mayHaveSearchWord(text: string, words: readonly SearchWord[]): boolean {
  const flat = foldingsOf(text).map(joinedOf);
  return words.some(({ forms }) => forms.some((form) => flat.some((letters) => letters.includes(form))));
}

/** Whether a text has letters of a script that is written without spaces between words. */
export function hasUnspacedScript(text: string): boolean {
  return unspaced.test(text);
}

/** The words of a text with their positions. */
export function writtenWordsOf(text: string): RegExpStringIterator<RegExpExecArray> {
  return text.matchAll(wordPattern);
}

function patternOf({ kind, text }: SearchTerm): string {
  return kind === "prefix" || kind === "ending" ? ` ${text}` : ` ${text} `;
}

/** The terms of a written word: joined, its parts, and the pieces of a part that has letters and digits; with umlauts as one letter and as two. */
function termsOf(written: string): string[] {
  return foldingsOf(written).flatMap((folded) => {
    const parts = folded.split(joiners).filter((part) => part !== "");
    const pieces = parts.flatMap(piecesOf);
    const joined = joinedOf(folded);
    const whole = parts.length > 1 && !parts.some(hasUnspacedScript) ? [joined] : [];
    const compound = parts.filter((part) => !hasUnspacedScript(part) && !pieces.includes(part));
    return [
      ...whole,
      ...compound,
      ...pieces.flatMap((piece) => (hasUnspacedScript(piece) ? pairsOf(piece) : [piece])),
    ].map(cut);
  });
}

function searchWordOf(written: string): SearchWord {
  const forms = foldingsOf(written);
  const own = forms.flatMap(waysOf);
  const endings = forms.flatMap((form) => (isSpacedWord(form) ? [[endingTermOf(form)]] : []));
  return { forms: forms.map(joinedOf), ways: [...own, ...endings] };
}

/** Whether a folded word is of letters alone, in a script with spaces, and long enough to be found at the end of a longer one. */
export function isSpacedWord(form: string): boolean {
  return onlyLetters.test(form) && !hasUnspacedScript(form) && [...form].length >= minEndingLength;
}

/** The term by which longer words that end with a folded one are found. */
export function endingTermOf(form: string): SearchTerm {
  return { kind: "ending", text: endingMark + reverse(cut(form)) };
}

/** The foldings of a text in a search, where both kinds of kana are one: with umlauts as one letter, and as two where that differs. */
function foldingsOf(text: string): string[] {
  return foldTextTwice(text).map((folded) =>
    folded.replace(hiragana, (letter) => String.fromCharCode(letter.charCodeAt(0) + fromHiraganaToKatakana)),
  );
}

/** The ways in which a text may have written a folded word: as one, or in its pieces, of which only the last one may go on. */
function waysOf(folded: string): SearchTerm[][] {
  const parts = folded.split(joiners).filter((part) => part !== "");
  const pieces = parts.flatMap(piecesOf);
  const last = pieces.length - 1;
  const inPieces = pieces.map((piece, index): SearchTerm => {
    if (hasUnspacedScript(piece)) return rowOf(piece);
    return { kind: index === last ? "prefix" : "whole", text: cut(piece) };
  });
  if (pieces.length <= 1) return pieces.length === 0 ? [] : [inPieces];
  const joined = joinedOf(folded);
  return hasUnspacedScript(joined) ? [inPieces] : [[{ kind: "prefix", text: cut(joined) }], inPieces];
}

/** The letters, the digits and the parts without spaces of a text, each on their own. */
function piecesOf(part: string): string[] {
  return part.match(piecePattern) ?? [];
}

function joinedOf(folded: string): string {
  return folded.replace(joiners, "");
}

/** Each pair of letters that follow one another, and the last letter: each letter then begins a term. */
function pairsOf(piece: string): string[] {
  const letters = [...piece];
  return letters.map((letter, index) => letter + (letters[index + 1] ?? ""));
}

function rowOf(piece: string): SearchTerm {
  const pairs = pairsOf(piece);
  return pairs.length === 1 ? { kind: "prefix", text: piece } : { kind: "row", text: pairs.slice(0, -1).join(" ") };
}

/** The ending term of a term that is longer than the shortest word that is looked for at an end. */
function endingOf(term: string): string[] {
  return term.length > minEndingLength && onlyLetters.test(term) && !onlyUnspaced.test(term)
    ? [endingMark + reverse(term)]
    : [];
}

function reverse(text: string): string {
  return [...text].reverse().join("");
}

function cut(term: string): string {
  return term.length > maxTermLength ? [...term].slice(0, maxTermLength).join("") : term;
}
