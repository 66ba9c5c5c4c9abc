/** Words that a query of few results can have meant: with another ending, or typed with other letters. */
import {
  editsBetween,
  editsOf,
  type KnownWord,
  type SearchWord,
  withOtherEndings,
  withWords,
} from "@hansa/kit/runtime";
import type { Reader } from "@hansa/kit/store";
import type { Context, Deps } from "../../context.ts";
import { hasWord } from "../../store/storefront/search-index.ts";
import { findWordsBehind, findWordsLike, forgetWords } from "../../store/storefront/search-words.ts";

/** Further words of a query are taken as they were typed. */
const maxNearWords = 8;
/** A word is found as so many others, those with the fewest edits. */
const maxMeantWords = 5;

/** The words with all that they can have meant. `corrected` has the first known word of each that was typed otherwise. */
export type NearWords = { words: readonly SearchWord[]; corrected: ReadonlyMap<SearchWord, string> };

/** Returns the words of a query, each found as the known words near it too. */
export async function findNearWords({ store }: Context, words: readonly SearchWord[]): Promise<NearWords> {
  const near = words.slice(0, maxNearWords);
  const meant = await store.read((db) => Promise.all(near.map((word) => findMeant(db, word))));
  const corrected = new Map(
    near.flatMap((word, place): [SearchWord, string][] => {
      const [first] = meant[place] ?? [];
      return first === undefined ? [] : [[word, first.written]];
    }),
  );
  const widened = words.map((word, place) =>
    place < maxNearWords
      ? withOtherEndings(
          withWords(
            word,
            (meant[place] ?? []).map(({ word }) => word),
          ),
        )
      : word,
  );
  return { words: widened, corrected };
}

/** The known words that a word of a query can have meant; none if it is known itself. */
async function findMeant(db: Reader, word: SearchWord): Promise<KnownWord[]> {
  const edits = editsOf(word);
  const [typed = ""] = word.forms;
  if (edits === 0) return [];
  const known = new Map((await findWordsLike(db, typed, edits)).map((like) => [like.word, like]));
  if (known.has(typed)) return [];
  const byEdits = [...known.values()].map((like) => ({ like, edits: editsBetween(typed, like.word, edits) }));
  const fewest = Math.min(edits, ...byEdits.map((one) => one.edits));
  return byEdits
    .filter((one) => one.edits === fewest)
    .map(({ like }) => like)
    .sort((one, other) => (one.word < other.word ? -1 : 1))
    .slice(0, maxMeantWords);
}

/** The maximum per transaction, so that other writes do not wait long. */
const maxWordsPerBatch = 200;

/** Forgets known words that no product has any more. */
export async function forgetUnusedWords({ store }: Deps, signal: AbortSignal): Promise<void> {
  let behind: string | undefined = "";
  while (!signal.aborted && behind !== undefined) {
    const from: string = behind;
    behind = await store.write("forget-search-words", async (tx) => {
      const words = await findWordsBehind(tx, from, maxWordsPerBatch);
      const used = await Promise.all(words.map(({ word }) => hasWord(tx, word)));
      const unused = words.flatMap(({ word }, place) => (used[place] ? [] : [word]));
      if (unused.length > 0) await forgetWords(tx, unused);
      return words.length < maxWordsPerBatch ? undefined : words.at(-1)?.word;
    });
  }
}
