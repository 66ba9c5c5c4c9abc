/** Numbers for people: each is given once, in the transaction of what it is for, so that none is lost. */
import type { Tx } from "@hansa/kit/store";
import { sql } from "drizzle-orm";
import { sequences } from "./tables.ts";

/** The next number of a sequence that begins at `first`. */
export async function nextNumber(tx: Tx, name: string, first: number): Promise<number> {
  const [row] = await tx
    .insert(sequences)
    .values({ name, value: first })
    .onConflictDoUpdate({ target: sequences.name, set: { value: sql`${sequences.value} + 1` } })
    .returning();
  if (!row) throw new Error(`the sequence ${name} gave no number`);
  return row.value;
}
