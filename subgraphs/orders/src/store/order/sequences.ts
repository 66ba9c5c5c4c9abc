/** Sequences of order, invoice and credit note numbers: each number is issued once, in the transaction that uses it, without gaps. */

import { choice, type Reader, rowInto, statement, type Tx } from "@hansa/kit/store";
import { and, asc, eq, gte, lt, sql } from "drizzle-orm";
import { orders, type SkippedNumbersRow, sequences, skippedNumbers, taxDocuments } from "../tables.ts";

export type SequenceName = SkippedNumbersRow["sequence"];

/** The first number of each sequence. */
const firstNumbers = { order: 100_001, invoice: 1, "credit-note": 1 } as const satisfies Record<SequenceName, number>;

/** The next number of a sequence. */
export function nextNumber(tx: Tx, name: SequenceName): Promise<number> {
  return advanceSequence(tx, name, 1);
}

const advance = statement([sequences.name, sequences.value, "number"], (tx: Tx, name, first, count) =>
  tx
    .insert(sequences)
    .values({ name, value: first })
    .onConflictDoUpdate({ target: sequences.name, set: { value: sql`${sequences.value} + ${count}` } })
    .returning(),
);

/** Takes `count` numbers at once and returns the last of them. */
export async function advanceSequence(tx: Tx, name: SequenceName, count: number): Promise<number> {
  const [row] = await advance(tx, name, firstNumbers[name] - 1 + count, count);
  if (!row) throw new Error(`the sequence ${name} returned no number`);
  return row.value;
}

export const insertSkippedNumbers = rowInto(skippedNumbers);

/** Ranges that were skipped between `from` and `to`, `to` excluded. */
export const findSkippedNumbers = statement(
  [skippedNumbers.skippedAt, skippedNumbers.skippedAt],
  (db: Reader, from, to) =>
    db
      .select()
      .from(skippedNumbers)
      .where(and(gte(skippedNumbers.skippedAt, from), lt(skippedNumbers.skippedAt, to)))
      .orderBy(asc(skippedNumbers.skippedAt), asc(skippedNumbers.sequence), asc(skippedNumbers.first)),
);

/** The number of values of a sequence in its busiest hour. */
export async function countBusiestHour(db: Reader, name: SequenceName): Promise<number> {
  const [busiest] = await busiestHour(db, name);
  return busiest?.issued ?? 0;
}

const busiestHour = statement([choice<SequenceName>()], (db: Reader, name) => {
  const perHour = (at: typeof orders.placedAt | typeof taxDocuments.issuedAt) =>
    sql<number>`count(*) OVER (ORDER BY ${at} RANGE BETWEEN 3600000 PRECEDING AND CURRENT ROW)`.as("issued");
  const kind = name === "invoice" ? "INVOICE" : "CREDIT_NOTE";
  const hours =
    name === "order"
      ? db
          .select({ issued: perHour(orders.placedAt) })
          .from(orders)
          .as("hours")
      : db
          .select({ issued: perHour(taxDocuments.issuedAt) })
          .from(taxDocuments)
          .where(eq(taxDocuments.kind, kind))
          .as("hours");
  return db.select({ issued: sql<number>`coalesce(max(${hours.issued}), 0)` }).from(hours);
});
