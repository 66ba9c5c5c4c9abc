/** Rebuilds the projections of products from the events of orders, and compares them with the earlier ones. */
import { createHash } from "node:crypto";
import type { Reader } from "@hansa/kit/store";
import type { RebuiltProjection } from "../../../subgraphs/orders/src/service/analytics/rebuild.ts";
import { rebuildProjections } from "../../../subgraphs/products/src/api/events.ts";
import type { Products } from "../../../subgraphs/products/src/server.ts";
import { dropOldSales } from "../../../subgraphs/products/src/service/sales.ts";
import { products } from "../../../subgraphs/products/src/store/catalogue/tables.ts";
import { purchases, sales } from "../../../subgraphs/products/src/store/projections/tables.ts";

/** Empties and refills them. Events that were not counted yet are counted first, so that a consumer that was behind is no difference. */
export async function rebuildCatalogue({ deps, catchUp }: Products): Promise<RebuiltProjection[]> {
  await catchUp();
  await dropOldSales(deps);
  const before = await deps.store.read(findCounted);
  await rebuildProjections(deps);
  const after = await deps.store.read(findCounted);
  return before.map(({ table, rows, hash }, index) => {
    const is = after[index];
    if (!is) throw new Error(`the projection ${table} was not looked at`);
    return { table, rowsBefore: rows, rowsAfter: is.rows, identical: hash === is.hash };
  });
}

type Counted = { table: string; rows: number; hash: string };

async function findCounted(db: Reader): Promise<Counted[]> {
  const soldLately = await db.select({ id: products.id, soldLately: products.soldLately }).from(products);
  return [
    fingerprint("purchases", await db.select().from(purchases)),
    fingerprint("sales", await db.select().from(sales)),
    fingerprint(
      "products.sold_lately",
      soldLately.filter((product) => product.soldLately !== 0),
    ),
  ];
}

/** The number of rows, and a hash of all of them that is independent of their order. */
function fingerprint(table: string, rows: readonly unknown[]): Counted {
  const lines = rows.map((row) => JSON.stringify(row)).sort();
  return { table, rows: rows.length, hash: createHash("sha256").update(lines.join("\n")).digest("base64url") };
}
