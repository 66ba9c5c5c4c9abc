/** Compares lists: the first page takes as many statements in a large shop as in a small one. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { z } from "zod";
import { storeNames } from "../../tools/audit/stores.ts";
import { seedShop } from "../../tools/host/seed.ts";
import { say } from "../../tools/host/terminal.mjs";
import { scaleShop } from "../client/scaled-shop/scaled-shop.ts";
import { closeStores, openStores } from "../client/scaled-shop/stores.ts";
import { type ListQuery, listsOf } from "./list-queries.ts";
import { type Measured, measureLists } from "./measurement.ts";
import { copiesFor, type Size, seededOrders } from "./size.ts";

const counted = z.object({ rows: z.number() });

/** Compares the lists of two shops in a temporary folder. Answers with the exit code. */
export async function compareListCost(size: Size): Promise<number> {
  const data = mkdtempSync(path.join(tmpdir(), "hansa-lists-"));
  try {
    return await compareLists(data, size);
  } finally {
    rmSync(data, { recursive: true });
  }
}

/** Measures a small shop, makes it large, and measures again. Answers with the exit code. */
async function compareLists(data: string, wanted: Size): Promise<number> {
  const small = path.join(data, "small");
  const large = path.join(data, "large");
  for (const data of [small, large]) seedShop(data, { orders: seededOrders });
  scaleShop(large, copiesFor(wanted));
  const { products, orders } = countRows(large);
  say(`      the large shop: ${products} products, ${orders} orders`);

  const lists = storeNames.flatMap(listsOf);
  const before = await measureLists(small, lists);
  const after = await measureLists(large, lists);
  const differing = lists.filter((list) => !report(list, before.get(list.name), after.get(list.name)));
  say(`lists: ${lists.length - differing.length} of ${lists.length}`);
  return differing.length === 0 && lists.length > 0 ? 0 : 1;
}

function countRows(data: string): Size {
  const stores = openStores(data);
  try {
    const count = (store: "products" | "orders") =>
      counted.parse(stores[store].prepare(`SELECT count(*) AS rows FROM ${store}`).get()).rows;
    return { products: count("products"), orders: count("orders") };
  } finally {
    closeStores(stores);
  }
}

/** Prints one list; whether it showed something in both shops, and took no more statements in the large one. What no row of a page has is not asked for. */
function report({ name }: ListQuery, small: Measured | undefined, large: Measured | undefined): boolean {
  if (!small || !large) throw new Error(`${name} was not asked`);
  const isFixed = large.statements <= small.statements && small.rows > 0 && large.rows > 0;
  const figures = [small, large].map(
    ({ statements, milliseconds, rows }) =>
      `${String(rows).padStart(3)} rows ${String(statements).padStart(3)} statements ${milliseconds.toFixed(1).padStart(7)} ms`,
  );
  say(`${isFixed ? "ok  " : "FAIL"} ${name.padEnd(28)} ${figures.join("  |  ")}`);
  return isFixed;
}
