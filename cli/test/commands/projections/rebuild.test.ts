/** `npm run hansa -- projections rebuild` on a shop with a sale: its findings, its output, and its refusals. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { events } from "@hansa/contracts/events";
import { appendEvent } from "@hansa/kit/messaging";
import { Database } from "@hansa/kit/store";
import { manualRuntime, temporaryFolder } from "@hansa/kit/testing";
import { expect, onTestFinished, test } from "vitest";
import { findRebuildObstacle } from "../../../commands/projections/precondition.ts";
import { rebuildAll } from "../../../commands/projections/rebuild.ts";
import { openShop } from "../../../host/in-process-shop.ts";
import { storeFile } from "../../../host/shop.mjs";

/** A folder with the four stores of a shop in which one order was confirmed, and `counted` says whether it was counted. */
async function shopFolder(counted: boolean): Promise<string> {
  const { path: data, remove } = temporaryFolder();
  onTestFinished(remove);
  const shop = await openShop({ HANSA_DATA: data, HANSA_LOG_LEVEL: "silent" }, manualRuntime(Date.UTC(2026, 0, 15)));
  const about = {
    orderId: "ord_1",
    number: "1",
    checkoutId: "chk_1",
    customerId: "user_1",
    country: "DE",
    placedAt: 0,
  };
  const money = {
    subtotalMinor: 300,
    discountMinor: 0,
    shippingMinor: 0,
    taxMinor: 0,
    promotions: [],
    total: { minor: 300, currency: "EUR" },
  };
  const lines = ["a", "b", "c"].map((name) => ({
    ...{ lineId: `line_${name}`, variantId: `var_${name}`, productId: `prod_${name}`, quantity: 1 },
    ...{ lineTotalMinor: 100, discountMinor: 0, taxMinor: 0 },
  }));
  const { store, runtime } = shop.orders.deps;
  await store.write("sell", (tx) => appendEvent(runtime, tx, events.orderConfirmed, { ...about, ...money, lines }));
  if (counted) {
    await shop.orders.catchUp();
    await shop.products.catchUp();
  }
  await shop.close();
  return data;
}

/** The output of the command, and whether it succeeded. */
async function run(data: string): Promise<{ isRight: boolean; output: string }> {
  const lines: string[] = [];
  const isRight = await rebuildAll({ HANSA_DATA: data, HANSA_LOG_LEVEL: "silent" }, (line) => void lines.push(line));
  return { isRight, output: lines.join("\n") };
}

function change(data: string, statement: string): unknown[] {
  const db = new Database(storeFile(data, "orders"));
  try {
    const prepared = db.prepare(statement);
    return prepared.reader ? prepared.all() : [prepared.run()];
  } finally {
    db.close();
  }
}

test.each([
  ["were up to date", true],
  ["had still to count an order", false],
])("tables that %s stay unchanged", async (_what, counted) => {
  const data = await shopFolder(counted);
  const { isRight, output } = await run(data);
  expect(isRight, output).toBe(true);
  expect(output).toMatch(/^orders\.sold_orders +1 +1 +yes$/m);
  expect(output).toMatch(/^orders\.sales_facts +4 +4 +yes$/m);
  expect(output).toMatch(/^orders\.bought_together +6 +6 +yes$/m);
  expect(output).toMatch(/^products\.purchases +3 +3 +yes$/m);
  expect(output).toMatch(/^products\.sales +3 +3 +yes$/m);
  expect(output).toContain("All as they were.");
});

test.each([
  ["a sum that is wrong", "UPDATE customer_values SET minor = 299", "customer_values", "1 +1"],
  ["a row that is missing", "DELETE FROM bought_together WHERE product_id = 'prod_a'", "bought_together", "4 +6"],
  ["a row too many", "INSERT INTO variant_days VALUES ('var_x', 1, 1)", "variant_days", "4 +3"],
])("%s is found and corrected, and the next run finds nothing", async (_what, statement, table, counts) => {
  const data = await shopFolder(true);
  change(data, statement);
  const first = await run(data);
  expect(first.isRight, first.output).toBe(false);
  expect(first.output).toMatch(new RegExp(`^orders\\.${table} +${counts} +no$`, "m"));
  expect(first.output.match(/ no$/gm)).toHaveLength(1);
  expect((await run(data)).isRight).toBe(true);
});

test("a running shop and a folder without a shop are refused, with the remedy", async () => {
  const data = await shopFolder(true);
  expect(await findRebuildObstacle(data, {})).toBeUndefined();
  // The number of this process itself says nothing: it may be that of a process in another container.
  writeFileSync(path.join(data, "orders", "running.pid"), String(process.ppid));
  expect(await findRebuildObstacle(data, {})).toContain(
    `Process ${process.ppid} runs a shop on ${data}. Stop it first`,
  );
  expect(await findRebuildObstacle(path.join(data, "products", "media"), {})).toContain("There is no shop in");
});

test("an interrupted rebuild has changed nothing", async () => {
  const data = await shopFolder(true);
  change(data, "CREATE TRIGGER cut BEFORE INSERT ON customer_values BEGIN SELECT RAISE(ABORT, 'power cut'); END");
  await expect(run(data)).rejects.toThrow();
  expect(change(data, "SELECT (SELECT count(*) FROM sales_facts) AS facts, minor FROM customer_values")).toEqual([
    { facts: 4, minor: 300 },
  ]);
});
