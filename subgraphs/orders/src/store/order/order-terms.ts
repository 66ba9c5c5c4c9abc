/** Search terms of orders in the store: those of an order are written together, and found by their beginnings. */
import { isAmong, listOf, type Reader, rowsInto, statement, type Tx } from "@hansa/kit/store";
import { and, eq, gte, inArray, lt, type Placeholder, type SQL } from "drizzle-orm";
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

/** The words of a search, and for each the first text behind those that begin with it. */
export const wordParameters = {
  word1: "text",
  word2: "text",
  word3: "text",
  word4: "text",
  word5: "text",
  word6: "text",
  end1: "text",
  end2: "text",
  end3: "text",
  end4: "text",
  end5: "text",
  end6: "text",
} as const;

/** The values of at most six words. No text has the character at the end. */
export function valuesOfWords(words: readonly string[]): Partial<Record<keyof typeof wordParameters, string>> {
  return Object.fromEntries(
    words.flatMap((word, index) => [
      [`word${index + 1}`, word],
      [`end${index + 1}`, `${word}\u{10FFFF}`],
    ]),
  );
}

type WordPlaces = { readonly [Name in keyof typeof wordParameters]?: Placeholder | undefined };

/** Whether an order has, for each given word, a term that begins with it. */
export function hasWords(db: Reader, places: WordPlaces): SQL | undefined {
  const { word1, word2, word3, word4, word5, word6, end1, end2, end3, end4, end5, end6 } = places;
  const ranges = [
    [word1, end1],
    [word2, end2],
    [word3, end3],
    [word4, end4],
    [word5, end5],
    [word6, end6],
  ];
  return and(...ranges.map(([word, end]) => (word && end ? hasTerm(db, word, end) : undefined)));
}

function hasTerm(db: Reader, word: Placeholder, end: Placeholder): SQL {
  const { term, orderId } = orderTerms;
  const found = db.select({ orderId }).from(orderTerms);
  return inArray(orders.id, found.where(and(gte(term, word), lt(term, end))));
}
