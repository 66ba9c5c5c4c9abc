/** Units on hand as imports have brought them last. */
import { rowsBy } from "@hansa/kit/prepared";
import type { Tx } from "@hansa/kit/store";
import { sql } from "drizzle-orm";
import { importedStock } from "./stock-tables.ts";

export const findImportedStock = rowsBy(importedStock, importedStock.variantId);

/** Units on hand of a variant in a file. */
export type ImportedStock = { variantId: string; onHand: number };

const rowsAtOnce = 500;

/** Keeps what a file says, in place of what an earlier one said. */
export async function saveImportedStock(tx: Tx, rows: readonly ImportedStock[]): Promise<void> {
  for (let from = 0; from < rows.length; from += rowsAtOnce) {
    await tx
      .insert(importedStock)
      .values(rows.slice(from, from + rowsAtOnce))
      .onConflictDoUpdate({ target: importedStock.variantId, set: { onHand: sql`excluded.on_hand` } });
  }
}
