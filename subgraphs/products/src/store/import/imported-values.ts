/** Prices and publications as of the last import. */
import { rowsBy, rowsOf, statement, type Tx } from "@hansa/kit/store";
import { sql } from "drizzle-orm";
import { type ImportedPricesRow, type ImportedPublicationRow, importedPrices, importedPublications } from "./tables.ts";

export const findImportedPrices = rowsBy(importedPrices, importedPrices.variantId);
export const findImportedPublications = rowsBy(importedPublications, importedPublications.productId);

/** Stores the prices of a file and replaces those of earlier files. */
export async function saveImportedPrices(tx: Tx, rows: readonly ImportedPricesRow[]): Promise<void> {
  if (rows.length > 0) await savePrices(tx, rows);
}

/** Stores the publications of a file and replaces those of earlier files. */
export async function saveImportedPublications(tx: Tx, rows: readonly ImportedPublicationRow[]): Promise<void> {
  if (rows.length > 0) await savePublications(tx, rows);
}

const savePrices = statement([rowsOf(importedPrices)], (tx: Tx, rows) =>
  tx
    .insert(importedPrices)
    .select(rows)
    .onConflictDoUpdate({ target: importedPrices.variantId, set: { prices: sql`excluded.prices` } }),
);

const savePublications = statement([rowsOf(importedPublications)], (tx: Tx, rows) =>
  tx
    .insert(importedPublications)
    .select(rows)
    .onConflictDoUpdate({
      target: importedPublications.productId,
      set: { status: sql`excluded.status`, publishedAt: sql`excluded.published_at` },
    }),
);
