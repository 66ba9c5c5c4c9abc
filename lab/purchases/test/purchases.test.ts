/** A short run of the experiment, and proof that a disagreement is found. */
import { requireDatabase } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { readBudgets } from "../../smoke/files.ts";
import { compare } from "../comparison.ts";
import { runPurchases, summaryOf } from "../run.ts";

test("eight purchases in four shops agree with the model", async () => {
  const result = await runPurchases({ purchases: 8, seed: 2 });
  expect(result.disagreements).toEqual([]);
  expect(summaryOf(result)).toMatch(/^purchases: 8 purchases, \d+ steps, \d currencies, 4 shops, 0 disagreements$/);
});

test("twelve purchases agree with the model where all services are on PostgreSQL", async (context) => {
  const { url: postgresql } = await requireDatabase(context);
  const result = await runPurchases({ purchases: 12, seed: 2, postgresql });
  expect(result.disagreements).toEqual([]);
  expect(result.purchases).toBe(12);
  const { purchaseWrites } = readBudgets();
  expect([...result.writes.keys()].sort()).toEqual(Object.keys(purchaseWrites));
  for (const [store, { statements, waits }] of result.writes) {
    expect(statements, `statements of ${store}`).toBe(purchaseWrites[store]?.statements);
    expect(waits, `waits of ${store}`).toBeLessThanOrEqual(purchaseWrites[store]?.waits ?? 0);
  }
  const sumOf = (part: "statements" | "waits") =>
    [...result.writes.values()].reduce((sum, count) => sum + count[part], 0);
  // On the network each wait takes a round trip, during which the store's write lock is held.
  expect(sumOf("waits")).toBeLessThanOrEqual((sumOf("statements") * 2) / 3);
});

test("a disagreement names its place, the expected and the found value", () => {
  const [expected, found] = [
    { total: 100, taxes: { "VAT 19%": [84, 16] } },
    { total: 100, taxes: {} },
  ];
  expect(compare("order", expected, found)).toEqual([
    { place: "order.taxes.VAT 19%", expected: "[84,16]", found: "nothing" },
  ]);
  expect(compare("order", expected, expected)).toEqual([]);
});
