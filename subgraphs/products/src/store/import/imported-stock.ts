/** Units on hand as of the last import of each variant. */
import { rowsBy, type Tx } from "@hansa/kit/store";
import { sql } from "drizzle-orm";
import { importedStock } from "../reservations/tables.ts";

export const findImportedStock = rowsBy(importedStock, importedStock.variantId);

/** The units on hand of a variant in a file. */
export type ImportedStock = { variantId: string; onHand: number };

const rowsAtOnce = 500;

/** Stores the units of a file and replaces those of earlier files. */
export async function saveImportedStock(tx: Tx, rows: readonly ImportedStock[]): Promise<void> {
  for (let from = 0; from < rows.length; from += rowsAtOnce) {
    await tx
      .insert(importedStock)
      .values(rows.slice(from, from + rowsAtOnce))
      .onConflictDoUpdate({ target: importedStock.variantId, set: { onHand: sql`excluded.on_hand` } });
  }
}
