/** Snippets of search results: a piece of the description or the title around the first match. */
import { textOf } from "@hansa/commerce/html";
import {
  foldText,
  hasSearchWord,
  hasUnspacedScript,
  mayHaveSearchWord,
  type SearchWord,
  writtenWordsOf,
} from "@hansa/kit/runtime";
import type { ProductRow } from "../../store/catalogue/tables.ts";

type Found = { node: Pick<ProductRow, "descriptionHtml" | "title">; words: readonly SearchWord[] };

/** The length of a snippet, and how many of its words stand before the first match. */
const maxWords = 14;
const wordsBefore = 5;
/** A word of a script without spaces may be a sentence: so many of its letters are shown. */
const maxWordLength = 60;
/** Up to a blank behind a thousand characters. */
const passagePattern = /.{1,1000}\S*\s?/gu;

/** Returns plain text with its matches between « and »; null if neither the description nor the title has a match. */
export function snippetOf({ node, words }: Found): string | null {
  return snippetIn(textOf(node.descriptionHtml), words) ?? snippetIn(node.title, words);
}

function snippetIn(text: string, words: readonly SearchWord[]): string | null {
  const passages = passagesOf(text);
  for (const [index, passage] of passages.entries()) {
    const snippet = mayHaveSearchWord(passage, words) ? snippetInPassage(passage, words) : undefined;
    if (snippet === undefined) continue;
    const before = index > 0 && !snippet.startsWith("…") ? "…" : "";
    const after = index < passages.length - 1 && !snippet.endsWith("…") ? "…" : "";
    return before + snippet + after;
  }
  return null;
}

/** A text in passages of whole words. Most of a long text is passed over without a look at its words. */
function passagesOf(text: string): string[] {
  return (
    text
      .replaceAll(/[\p{Cc}\s]+/gu, " ")
      .trim()
      .match(passagePattern) ?? []
  );
}

function snippetInPassage(passage: string, words: readonly SearchWord[]): string | undefined {
  const written = [...writtenWordsOf(passage)].map(({ 0: word, index }) => ({ word, index, end: index + word.length }));
  const first = written.findIndex(({ word }) => hasSearchWord(word, words));
  if (first === -1) return undefined;
  const from = written.length <= maxWords ? 0 : Math.max(0, Math.min(first - wordsBefore, written.length - maxWords));
  const shown = written.slice(from, from + maxWords);
  const isCut = from + maxWords < written.length;
  let snippet = from === 0 ? "" : "…";
  let at = from === 0 ? 0 : (shown[0]?.index ?? 0);
  for (const { word, index, end } of shown) {
    snippet += passage.slice(at, index) + (hasSearchWord(word, words) ? markedIn(word, words) : shortened(word));
    at = end;
  }
  return `${snippet}${isCut ? "…" : passage.slice(at)}`.trim();
}

/** The word between marks; of a script without spaces, only the letters that match, with some around them. */
function markedIn(word: string, words: readonly SearchWord[]): string {
  const folded = foldText(word);
  const form = words.flatMap(({ forms }) => forms).find((some) => folded.includes(some));
  if (!hasUnspacedScript(word) || form === undefined || folded.length !== word.length) return `«${shortened(word)}»`;
  const at = folded.indexOf(form);
  const behind = at + form.length;
  const before = word.slice(Math.max(0, at - maxWordLength / 2), at);
  return `${before.length < at ? "…" : ""}${before}«${word.slice(at, behind)}»${shortened(word.slice(behind))}`;
}

function shortened(word: string): string {
  return word.length > maxWordLength ? `${word.slice(0, maxWordLength)}…` : word;
}
