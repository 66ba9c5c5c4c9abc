/** Makers and warnings of products. */
import { rowsBy, statement, type Tx } from "@hansa/kit/store";
import { eq, getTableColumns, sql } from "drizzle-orm";
import { productSafety } from "./safety-table.ts";

export const findSafetyByProducts = rowsBy(productSafety, productSafety.productId);

/** Inserts or replaces the data of a product. */
export const saveSafety = statement([getTableColumns(productSafety)], (tx: Tx, safety) =>
  tx
    .insert(productSafety)
    .values(safety)
    .onConflictDoUpdate({
      target: productSafety.productId,
      set: {
        maker: sql`excluded.maker`,
        responsiblePerson: sql`excluded.responsible_person`,
        warnings: sql`excluded.warnings`,
      },
    }),
);

export const dropSafety = statement([productSafety.productId], (tx: Tx, productId) =>
  tx.delete(productSafety).where(eq(productSafety.productId, productId)),
);
