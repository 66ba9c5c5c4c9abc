/** Search terms of orders in the store: those of an order are written together, and found by their beginnings. */
import { isAmong, listOf, type Reader, rowsInto, statement, type Tx } from "@hansa/kit/store";
import { and, type Column, eq, type Placeholder, type SQL, sql } from "drizzle-orm";
import { isWithoutTerms, orders, orderTerms } from "../tables.ts";

/** Adds terms to an order that has none of them, each of which is named once. */
export function addTerms(tx: Tx, orderId: string, terms: readonly string[]): Promise<void> {
  const rows = terms.map((term) => ({ term, orderId }));
  return insertTerms(tx, rows);
}

const insertTerms = rowsInto(orderTerms);

/** Replaces the terms of an order. */
export async function replaceTerms(tx: Tx, orderId: string, terms: readonly string[]): Promise<void> {
  await removeTerms(tx, orderId);
  await addTerms(tx, orderId, terms);
}

const removeTerms = statement([orderTerms.orderId], (tx: Tx, orderId) =>
  tx.delete(orderTerms).where(eq(orderTerms.orderId, orderId)),
);

/** Notes that the terms of these orders are written. */
export const noteTerms = statement([listOf(orders.id)], (tx: Tx, ids) =>
  tx.update(orders).set({ hasTerms: true }).where(isAmong(orders.id, ids)),
);

/** Orders from before there were terms. */
export const findOrdersWithoutTerms = statement(["number"], (db: Reader, limit) =>
  db.select({ id: orders.id }).from(orders).where(isWithoutTerms).limit(limit),
);

/** The words of a search. */
export const wordParameters = {
  word1: "text",
  word2: "text",
  word3: "text",
  word4: "text",
  word5: "text",
  word6: "text",
} as const;

type Word = keyof typeof wordParameters;
const wordNames: readonly Word[] = ["word1", "word2", "word3", "word4", "word5", "word6"];

/** The values of at most six words. */
export function valuesOfWords(words: readonly string[]): Partial<Record<Word, string>> {
  return Object.fromEntries(wordNames.flatMap((name, index) => (words[index] ? [[name, words[index]]] : [])));
}

/** Whether an order has, for each given word, a term that begins with it. */
export function hasWords(places: { readonly [Name in Word]?: Placeholder | undefined }): SQL | undefined {
  return and(...wordNames.map((name) => places[name] && hasTerm(orders.id, places[name])));
}

/** Filters by words of the order that a row is about. */
export function wordFilters(orderId: Column) {
  const filter = { column: orderTerms.term, matches: (word: SQL) => hasTerm(orderId, word) };
  return { word1: filter, word2: filter, word3: filter, word4: filter, word5: filter, word6: filter };
}

/** No term has the character at the end. */
function hasTerm(id: Column, word: SQL | Placeholder): SQL {
  const { term, orderId } = orderTerms;
  const end = sql`${word} || '\u{10FFFF}'`;
  return sql`${id} IN (SELECT ${orderId} FROM ${orderTerms} WHERE ${term} >= ${word} AND ${term} < ${end})`;
}
