/** Words near a word of a query: with another ending, or with a letter or two typed otherwise. */
import { foldText } from "./folding.ts";
import { endingTermOf, isSpacedWord, type SearchTerm, type SearchWord, writtenWordsOf } from "./terms.ts";

/** Endings of plurals and cases in German and English. One of them, or none, follows the stem of a word. */
const endings = ["", "e", "n", "s", "en", "er", "es"];
const minStemLength = 3;

/** Longer words are not looked for by their letters. */
const maxLength = 40;

/** A word of the shop, folded and as it was written. */
export type KnownWord = { word: string; written: string };

/** The word, found with each other ending too: `tassen` finds `Tasse`, `bücher` finds `Buch`. */
export function withOtherEndings(word: SearchWord): SearchWord {
  const [form = ""] = word.forms;
  if (!isSpacedWord(form)) return word;
  const stems = endings
    .filter((ending) => form.endsWith(ending) && form.length - ending.length >= minStemLength)
    .map((ending) => form.slice(0, form.length - ending.length));
  return withForms(word, stems, [...new Set(stems.flatMap((stem) => endings.map((ending) => stem + ending)))]);
}

/** The word, found as each of these folded words too. */
export function withWords(word: SearchWord, others: readonly string[]): SearchWord {
  return withForms(word, others, others);
}

/** The words of a text that a query can have meant, each once. */
export function knownWordsOf(text: string): KnownWord[] {
  const words = [...writtenWordsOf(text)].map(([written]): [string, string] => [foldText(written), written]);
  return [...new Map(words)].flatMap(([word, written]) =>
    isSpacedWord(word) && word.length <= maxLength ? [{ word, written }] : [],
  );
}

/** The number of edits that lead from this word of a query to those that it can have meant; 0 if it is no word of letters. */
export function editsOf({ forms: [form = ""] }: SearchWord): number {
  if (!isSpacedWord(form) || form.length > maxLength) return 0;
  return form.length < 8 ? 1 : 2;
}

/**
 * The edits between two words: letters that are added, left out, replaced, or exchanged with their neighbour. `limit` + 1 if there are more
 * than `limit`.
 */
export function editsBetween(one: string, other: string, limit: number): number {
  if (Math.abs(one.length - other.length) > limit) return limit + 1;
  let twoBefore: number[] = [];
  let before = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const isSame = one[row - 1] === other[column - 1];
      const isExchanged = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      current[column] = Math.min(
        at(before, column) + 1,
        at(current, column - 1) + 1,
        at(before, column - 1) + (isSame ? 0 : 1),
        isExchanged ? at(twoBefore, column - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    if (Math.min(...current) > limit) return limit + 1;
    [twoBefore, before] = [before, current];
  }
  return Math.min(at(before, other.length), limit + 1);
}

/** A cell of a row of the table; no cell is beyond all others. */
function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}

function withForms({ forms, ways }: SearchWord, further: readonly string[], found: readonly string[]): SearchWord {
  const others = found.flatMap((form): SearchTerm[] => [
    { kind: "whole", text: form },
    ...(isSpacedWord(form) ? [endingTermOf(form)] : []),
  ]);
  return { forms: [...new Set([...forms, ...further])], ways: [...ways, ...others.map((term) => [term])] };
}
