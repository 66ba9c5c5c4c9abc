/** A short run of the experiment, and proof that a disagreement is found. */
import { requireDatabase } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { readBudgets } from "../../smoke/files.ts";
import { compare } from "../comparison.ts";
import { compareMonth, monthOf } from "../months.ts";
import { runPurchases, summaryOf } from "../run.ts";

test("eight purchases in four shops agree with the model", async () => {
  const result = await runPurchases({ purchases: 8, seed: 3 });
  expect(result.disagreements).toEqual([]);
  expect(summaryOf(result)).toMatch(
    /^purchases: 8 purchases, \d+ steps, \d currencies, 4 shops, 8 months, 0 disagreements$/,
  );
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

test("a document less in a month is missed in its tax, in the total and among the numbers", () => {
  const rate = { name: "VAT 19%", rate: "0.19", category: "STANDARD", country: "DE" } as const;
  const sale = (number: string) => ({
    ...({ kind: "INVOICE", cause: "SALE" } as const),
    ...{ number, issuedAt: "2026-01-31T23:30:00Z", total: { minor: 119, currency: "EUR" } },
    taxLines: [{ ...rate, base: { minor: 100 }, amount: { minor: 19 } }],
  });
  const sum = (base: number, tax: number) => ({
    base: { minor: base, currency: "EUR" },
    tax: { minor: tax, currency: "EUR" },
  });
  const report = {
    rows: [{ ...rate, sales: sum(200, 38), cancellations: sum(0, 0), refunds: sum(0, 0), net: sum(200, 38) }],
    totals: [{ currency: "EUR", net: { total: { minor: 238 } }, rounding: { minor: 0 } }],
    invoices: { count: 2, first: "000001", last: "000002" },
    creditNotes: { count: 0, first: null, last: null },
  };
  const month = monthOf("2026-01-31T23:30:00Z");
  expect(compareMonth(month, [sale("000001"), sale("000002")], report)).toEqual([]);
  expect(compareMonth(month, [sale("000001")], report).map(({ place }) => place)).toEqual([
    "2026-02.taxes.EUR sales VAT 19% 190000 STANDARD DE",
    "2026-02.taxes.EUR net VAT 19% 190000 STANDARD DE",
    "2026-02.totals.EUR",
    "2026-02.invoices.count",
    "2026-02.invoices.last",
  ]);
});
