/** Sales report: days and weeks of sales, the fields of a row, and rejected arguments. */
import { events } from "@hansa/contracts/events";
import { expect, test } from "vitest";
import { bought } from "../support/purchase.ts";
import { owner, readReport, sumByCurrency } from "../support/sales-report.ts";
import { ada, minute, shop } from "../support/shop.ts";

const dayMs = 24 * 60 * minute;

test("a confirmed order appears in the report with the sums of its invoice", async () => {
  const s = await shop();
  const { productId, variantId } = await bought(s, { viewer: ada });
  await s.applyEvents();
  const eur = (minor: number) => [{ minor, currency: "EUR" }];
  const { rows, total } = await readReport(s, "DAY");
  expect(rows).toEqual([{ ...total, key: "2026-01-15", label: "2026-01-15" }]);
  expect(total).toMatchObject({ key: null, label: "Total", orders: 1, units: 1, unitsCancelled: 0 });
  expect(total).toMatchObject({
    gross: eur(1_000),
    discount: eur(0),
    shipping: eur(490),
    tax: eur(238),
    total: eur(1_490),
  });
  expect((await readReport(s, "PRODUCT")).rows).toMatchObject([
    { key: productId, label: productId, orders: null, units: 1, total: eur(1_000) },
    { key: null, label: "Beside the lines", units: 0, shipping: eur(490), total: eur(490) },
  ]);
  expect((await readReport(s, "COUNTRY")).rows).toMatchObject([{ key: "DE", orders: 1 }]);
  expect((await readReport(s, "PROMOTION")).rows).toMatchObject([{ key: null, label: "No promotion", orders: 1 }]);
  const refs = await s.query(
    `{ salesReport(from: "2026-01-01T00:00:00Z", to: "2026-02-01T00:00:00Z", by: VARIANT) { rows { product { id } variant { id } } } }`,
    {},
    { viewer: owner },
  );
  expect(refs.data?.salesReport).toEqual({
    rows: [
      { product: null, variant: { id: variantId } },
      { product: null, variant: null },
    ],
  });
});

test("a day is a UTC day, a week begins on Monday, and its year is that of its Thursday", async () => {
  const s = await shop();
  const { orderId } = await bought(s);
  await s.applyEvents();
  const refund = {
    orderId,
    customerId: null,
    shippingMinor: 1,
    adjustmentMinor: 0,
    lines: [],
    amount: { minor: 1, currency: "EUR" },
  };
  const moments = [
    "2025-12-28T23:59:59.999Z",
    "2025-12-29T00:00:00Z",
    "2026-01-04T23:59:59.999Z",
    "2026-01-05T00:00:00Z",
  ];
  for (const [index, moment] of moments.entries()) {
    s.runtime.setNow(Date.parse(moment));
    await s.publishEvent(events.orderRefunded, { ...refund, refundId: `ref_${index}` });
  }
  await s.applyEvents();
  const keysBy = async (by: string) =>
    (await readReport(s, by, "2025-12-01", "2026-01-10")).rows.map(({ key, refunded }) => [key, refunded[0]?.minor]);
  expect(await keysBy("WEEK")).toEqual([
    ["2025-W52", 1],
    ["2026-W01", 2],
    ["2026-W02", 1],
  ]);
  expect(await keysBy("DAY")).toEqual([
    ["2025-12-28", 1],
    ["2025-12-29", 1],
    ["2026-01-04", 1],
    ["2026-01-05", 1],
  ]);
  expect(await keysBy("MONTH")).toEqual([
    ["2025-12", 2],
    ["2026-01", 2],
  ]);
});

test("a past month does not change when one of its orders is refunded later", async () => {
  const s = await shop();
  const { orderId } = await bought(s);
  await s.applyEvents();
  const january = await readReport(s, "DAY", "2026-01-01", "2026-02-01");
  await s.runtime.advance(30 * dayMs);
  const amount = { minor: 1_490, currency: "EUR" };
  const parts = { shippingMinor: 490, adjustmentMinor: 1_000, lines: [] };
  await s.publishEvent(events.orderRefunded, {
    orderId,
    customerId: null,
    refundId: "ref_1",
    amount,
    ...parts,
  });
  await s.applyEvents();
  expect(await readReport(s, "DAY", "2026-01-01", "2026-02-01")).toEqual(january);
  expect((await readReport(s, "DAY", "2026-02-01", "2026-03-01")).total).toMatchObject({
    orders: 0,
    refunded: [amount],
  });
});

test("beyond five hundred rows the rest is one row, and the rows still sum to the total", async () => {
  const s = await shop();
  await bought(s);
  await s.applyEvents();
  await s.corruptStore(`
    WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 600)
    INSERT INTO sales_facts SELECT seq + n, order_id, line_id, day, currency, country, product_id, variant_id || n, promotion_key, promotion_label,
      0, n, 0, gross_minor, 0, 0, 0, n, 0, 0 FROM sales_facts, numbers WHERE line_id <> '';
  `);
  const { rows, rest, total } = await readReport(s, "VARIANT");
  expect(rows).toHaveLength(500);
  expect(rest).toMatchObject({ key: null, label: "Everything else" });
  const units = rows.map((part) => part.units);
  expect(units).toEqual([...units].sort((a, b) => b - a));
  expect(sumByCurrency([...rows.map((part) => part.total), rest?.total ?? []])).toEqual(sumByCurrency([total.total]));
  expect(units.reduce((sum, count) => sum + count, rest?.units ?? 0)).toBe(total.units);
});

test.each([
  ["hours", "2026-01-01T01:00:00Z", "2026-01-02T00:00:00Z"],
  ["nothing", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z"],
  ["time that goes backwards", "2026-01-02T00:00:00Z", "2026-01-01T00:00:00Z"],
  ["more than a year", "2025-01-01T00:00:00Z", "2026-01-03T00:00:00Z"],
])("a report of %s is refused", async (_what, from, to) => {
  const s = await shop();
  const response = await s.query(
    `query ($from: DateTime!, $to: DateTime!) { salesReport(from: $from, to: $to) { by } }`,
    { from, to },
    { viewer: owner },
  );
  expect(response.errors?.map(({ extensions }) => extensions?.code)).toEqual(["BAD_USER_INPUT"]);
});

test("a report of a year takes thirteen statements, of a month two, for any number of sales", async () => {
  const s = await shop();
  await bought(s);
  await s.applyEvents();
  const { metrics } = s.running.service.deps;
  const count = async () =>
    Number(/hansa_sql_statements_total\{entry="graphql"\} (\d+)/.exec(await metrics.registry.metrics())?.[1] ?? 0);
  const before = await count();
  await readReport(s, "PRODUCT", "2026-01-01", "2026-02-01");
  expect((await count()) - before).toBe(2);
  expect((await readReport(s, "PRODUCT", "2025-06-01", "2026-06-02")).total.orders).toBe(1);
  expect((await count()) - before).toBe(15);
});
