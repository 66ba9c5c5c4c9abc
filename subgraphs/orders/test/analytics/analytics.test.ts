/** Analytics of products, variants and customers: bought together, units sold, lifetime value. */
import { events } from "@hansa/contracts/events";
import { refuseChange, userWith } from "@hansa/kit/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { advanceClockUntilDone } from "../support/clock.ts";
import { type History, histories, publishHistories, type Sale } from "../support/order-histories.ts";
import { bought } from "../support/purchase.ts";
import { ada, minute, noon, type Shop, shop, support } from "../support/shop.ts";

const dayMs = 24 * 60 * minute;
const start = Date.UTC(2026, 0, 1);
const staff = userWith("user_staff", ["orders:read"]);
const products = [1, 2, 3, 4, 5].map((number) => `prod_${number}`);
const variants = [1, 2, 3, 4, 5].flatMap((number) => [`var_${number}_1`, `var_${number}_2`]);

async function entities(
  s: Shop,
  type: string,
  ids: readonly string[],
  selection: string,
): Promise<Record<string, unknown>[]> {
  const text = `query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on ${type} { ${selection} } } }`;
  const response = await s.query(text, { refs: ids.map((id) => ({ __typename: type, id })) }, { viewer: staff });
  if (response.errors) throw new Error(JSON.stringify(response.errors));
  return z.array(z.record(z.string(), z.unknown())).parse(response.data?._entities);
}

/** Units of each line that were not cancelled. */
function leftOf({ sale, after }: History) {
  const parts = after.flatMap((then) => (then.kind === "cancelled" ? then.parts : []));
  const cancelled = (lineId: string) =>
    parts.filter((part) => part.lineId === lineId).reduce((units, part) => units + part.quantity, 0);
  return sale.lines.map((line) => ({ ...line, left: line.quantity - cancelled(line.lineId) }));
}

function togetherWith(all: readonly History[], productId: string): string[] {
  const counts = new Map<string, number>();
  for (const history of all) {
    const inIt = new Set(
      leftOf(history)
        .filter(({ left }) => left > 0)
        .map((line) => line.productId),
    );
    if (!inIt.has(productId)) continue;
    for (const other of inIt) if (other !== productId) counts.set(other, (counts.get(other) ?? 0) + 1);
  }
  return [...counts].sort(([a, orders], [b, others]) => others - orders || (a < b ? -1 : 1)).map(([id]) => id);
}

function lifetimeValueOf(all: readonly History[], customer: string): Record<string, number> {
  const values: Record<string, number> = {};
  for (const { sale, after } of all.filter((history) => history.sale.customerId === customer)) {
    const back = after.reduce((sum, then) => sum + (then.kind === "refunded" ? then.refund.amount.minor : 0), 0);
    values[sale.total.currency] = (values[sale.total.currency] ?? 0) + sale.total.minor - back;
  }
  return values;
}

const values = z.array(z.object({ minor: z.number(), currency: z.string() }));

test("analytics equal a recount of the orders after any history", async () => {
  await fc.assert(
    fc.asyncProperty(histories, async (all) => {
      const s = await shop();
      await publishHistories(s, all, start);
      await s.applyEvents();
      s.runtime.setNow(start + 60 * dayMs);
      const together = await entities(s, "Product", products, "frequentlyBoughtWith { id }");
      expect(together).toEqual(
        products.map((id) => ({
          frequentlyBoughtWith: togetherWith(all, id)
            .slice(0, 4)
            .map((other) => ({ id: other })),
        })),
      );
      const unitsSince = (variantId: string, day: number) =>
        all
          .filter((history) => history.day >= day)
          .flatMap(leftOf)
          .filter((line) => line.variantId === variantId)
          .reduce((sum, { left }) => sum + left, 0);
      expect(
        await entities(s, "ProductVariant", variants, "all: unitsSold(days: 61) some: unitsSold(days: 41)"),
      ).toEqual(variants.map((id) => ({ all: unitsSince(id, 0), some: unitsSince(id, 20) })));
      const people = ["user_ada", "user_bob", "user_nobody"];
      const found = await entities(s, "User", people, "lifetimeValue { minor currency }");
      const lifetimeValues = found.map(({ lifetimeValue }) =>
        Object.fromEntries(values.parse(lifetimeValue).map(({ minor, currency }) => [currency, minor])),
      );
      expect(lifetimeValues).toEqual(people.map((id) => lifetimeValueOf(all, id)));
    }),
    { numRuns: 10 },
  );
});

test("wholesale orders do not count for products bought together, even if most units are cancelled", async () => {
  const s = await shop();
  const lines = Array.from({ length: 31 }, (_, index) => ({
    lineId: `line_${index}`,
    variantId: `var_${index}`,
    productId: `prod_${index}`,
    quantity: 1,
    lineTotalMinor: 100,
    discountMinor: 0,
    taxMinor: 0,
  }));
  const money = {
    subtotalMinor: 3_100,
    discountMinor: 0,
    shippingMinor: 0,
    taxMinor: 0,
    promotions: [],
    total: { minor: 3_100, currency: "EUR" },
  };
  const about = {
    orderId: "ord_big",
    number: "1",
    checkoutId: "chk_1",
    customerId: null,
    country: null,
    placedAt: noon,
  };
  const sale: Sale = { ...about, ...money, lines };
  const pair = lines.slice(29).map((line) => ({ ...line, lineId: `${line.lineId}_small` }));
  await s.publishEvent(events.orderConfirmed, { ...sale, orderId: "ord_small", lines: pair });
  await s.publishEvent(events.orderConfirmed, sale);
  await s.publishEvent(events.orderLinesCancelled, {
    orderId: "ord_big",
    customerId: null,
    lines: lines.slice(0, 29),
  });
  await s.publishEvent(events.orderLinesCancelled, {
    orderId: "ord_big",
    customerId: null,
    lines: lines.slice(29, 30),
  });
  await s.applyEvents();
  expect(await s.rows("SELECT product_id AS id, other_id AS other, orders FROM bought_together ORDER BY id")).toEqual([
    { id: "prod_29", other: "prod_30", orders: 1 },
    { id: "prod_30", other: "prod_29", orders: 1 },
  ]);
});

test("analytics of fifty products, variants and customers take one statement each", async () => {
  const s = await shop();
  await bought(s, { viewer: ada });
  await s.applyEvents();
  const { metrics } = s.running.service.deps;
  const count = async () =>
    Number(/hansa_sql_statements_total\{entry="graphql"\} (\d+)/.exec(await metrics.registry.metrics())?.[1] ?? 0);
  const ids = Array.from({ length: 50 }, (_, index) => `id_${index}`);
  for (const [type, selection] of [
    ["Product", "frequentlyBoughtWith(first: 3) { id }"],
    ["ProductVariant", "unitsSold"],
    ["User", "lifetimeValue { minor }"],
  ] as const) {
    const before = await count();
    await entities(s, type, ids, selection);
    expect([type, (await count()) - before]).toEqual([type, 1]);
  }
});

test.each([
  ["Product", "frequentlyBoughtWith(first: 0) { id }"],
  ["Product", "frequentlyBoughtWith(first: 21) { id }"],
  ["ProductVariant", "unitsSold(days: 0)"],
  ["ProductVariant", "unitsSold(days: 367)"],
])("%s.%s is refused", async (type, selection) => {
  const s = await shop();
  await expect(entities(s, type, ["id_1"], selection)).rejects.toThrow("BAD_USER_INPUT");
});

test("orders by e-mail are found regardless of capitals, and a customer's value beside them", async () => {
  const s = await shop();
  const { orderId } = await bought(s, { viewer: ada });
  await s.applyEvents();
  const text = `{ orders(filter: { email: "ADA@example.com" }) { nodes { id customer { lifetimeValue { minor currency } } } } }`;
  const response = await s.query(text, {}, { viewer: support });
  expect(response.data?.orders).toEqual({
    nodes: [{ id: orderId, customer: { lifetimeValue: [{ minor: 1_490, currency: "EUR" }] } }],
  });
});

test("events are counted once: with two processes, after a crash within a page, and after redelivery", async () => {
  const s = await shop();
  await bought(s, { viewer: ada });
  const twin = await s.twin();
  await advanceClockUntilDone(s.runtime, Promise.all([s.applyEvents(), twin.catchUp(), s.applyEvents()]));
  await bought(s, { viewer: ada });
  const accept = await refuseChange(s.place, { event: "INSERT", table: "customer_values" }, "power cut");
  await expect(s.applyEvents()).rejects.toThrow();
  await accept();
  await s.restart();
  await s.applyEvents();
  await s.applyEvents();
  expect(await s.rows("SELECT minor FROM customer_values")).toEqual([{ minor: 2_980 }]);
  expect(await s.rows("SELECT sum(orders) AS orders, sum(total_minor) AS total FROM sales_facts")).toEqual([
    { orders: 2, total: 2_980 },
  ]);
});

test("the lag of the projections is visible, also while they fail", async () => {
  const s = await shop();
  await bought(s);
  // The settings of a new shop, and an order placed, invoiced and confirmed.
  const lag = async () => {
    const metrics = await s.running.service.internal.inject({ method: "GET", url: "/metrics" });
    return /^hansa_consumer_lag_events\{consumer="orders.projections"\} (\d+)$/m.exec(metrics.body)?.[1];
  };
  const accept = await refuseChange(s.place, { event: "INSERT", table: "sold_orders" }, "stuck");
  await expect(s.applyEvents()).rejects.toThrow();
  expect(await lag()).toBe("4");
  await accept();
  await s.applyEvents();
  expect(await lag()).toBe("0");
});

test("a running service projects new events without delay", async () => {
  const s = await shop();
  await s.restart();
  s.running.service.startWork();
  await bought(s, { viewer: ada });
  await expect
    .poll(async () => {
      await s.runtime.advance(250);
      return s.rows("SELECT minor FROM customer_values");
    })
    .toEqual([{ minor: 1_490 }]);
});
