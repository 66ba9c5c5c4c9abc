/** Units as of the last import of each variant. */
import { rowsBy, rowsOf, statement, type Tx } from "@hansa/kit/store";
import { eq, sql } from "drizzle-orm";
import { importedStock } from "../reservations/tables.ts";

export const findImportedStock = rowsBy(importedStock, importedStock.variantId);

/** The units on hand of a variant in a file, and those that were committed then. */
export type ImportedStock = typeof importedStock.$inferSelect;

/** Stores the units of a file and replaces those of earlier files. */
export async function saveImportedStock(tx: Tx, rows: readonly ImportedStock[]): Promise<void> {
  if (rows.length > 0) await saveUnits(tx, rows);
}

const saveUnits = statement([rowsOf(importedStock)], (tx: Tx, rows) =>
  tx
    .insert(importedStock)
    .select(rows)
    .onConflictDoUpdate({
      target: importedStock.variantId,
      set: { onHand: sql`excluded.on_hand`, committed: sql`excluded.committed` },
    }),
);

/** Raises the units of the last import by committed ones, which it did not count. */
export const raiseImportedStock = statement([importedStock.variantId, "number"], (tx: Tx, variantId, units) =>
  tx
    .update(importedStock)
    .set({
      onHand: sql`${importedStock.onHand} + ${units}`,
      committed: sql`${importedStock.committed} + ${units}`,
    })
    .where(eq(importedStock.variantId, variantId)),
);
