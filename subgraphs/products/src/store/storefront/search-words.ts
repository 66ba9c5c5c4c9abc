/** Words of the shop's products, for queries that are typed otherwise. */
import type { KnownWord } from "@hansa/kit/runtime";
import { isAmong, listOf, type Reader, rowsOf, statement, type Tx } from "@hansa/kit/store";
import { and, asc, between, eq, gt } from "drizzle-orm";
import { searchWords } from "./tables.ts";

/** So many letters of a word's beginning and of its end are compared. */
const comparedLetters = 2;
/** So many words with a beginning or an end are looked at, the shortest ones. */
const maxComparedWords = 3_000;

/** Adds the words that are not known yet. */
export async function addSearchWords(tx: Tx, words: readonly KnownWord[]): Promise<void> {
  const rows = words.map(({ word, written }) => ({ word, written, ...partsOf(word), letters: word.length }));
  if (rows.length > 0) await addRows(tx, rows);
}

const addRows = statement([rowsOf(searchWords)], (tx: Tx, rows) =>
  tx.insert(searchWords).select(rows).onConflictDoNothing(),
);

/** Known words that may be so many edits away from this one, and the word itself. */
export async function findWordsLike(db: Reader, word: string, edits: number): Promise<KnownWord[]> {
  const { beginning, ending } = partsOf(word);
  const [least, most] = [word.length - edits, word.length + edits];
  const found = await Promise.all([findByBeginning(db, beginning, least, most), findByEnding(db, ending, least, most)]);
  return found.flat();
}

const columns = { word: searchWords.word, written: searchWords.written };

const findByBeginning = statement([searchWords.beginning, "number", "number"], (db: Reader, beginning, least, most) =>
  db
    .select(columns)
    .from(searchWords)
    .where(and(eq(searchWords.beginning, beginning), between(searchWords.letters, least, most)))
    .orderBy(asc(searchWords.letters), asc(searchWords.word))
    .limit(maxComparedWords),
);

const findByEnding = statement([searchWords.ending, "number", "number"], (db: Reader, ending, least, most) =>
  db
    .select(columns)
    .from(searchWords)
    .where(and(eq(searchWords.ending, ending), between(searchWords.letters, least, most)))
    .orderBy(asc(searchWords.letters), asc(searchWords.word))
    .limit(maxComparedWords),
);

/** The known words behind this one, in their order. */
export const findWordsBehind = statement([searchWords.word, "number"], (db: Reader, word, limit) =>
  db.select(columns).from(searchWords).where(gt(searchWords.word, word)).orderBy(asc(searchWords.word)).limit(limit),
);

export const forgetWords = statement([listOf(searchWords.word)], (tx: Tx, words) =>
  tx.delete(searchWords).where(isAmong(searchWords.word, words)),
);

function partsOf(word: string) {
  return { beginning: word.slice(0, comparedLetters), ending: word.slice(-comparedLetters) };
}
