/** Order lists with 100,000 orders: every filter uses an index. */
import { typedDigits } from "@hansa/kit/runtime";
import { sqliteOnly } from "@hansa/kit/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { countDocuments, findDocumentsPage } from "../../src/store/invoicing/tax-documents.ts";
import { isChangeFilter, type OrderFilter } from "../../src/store/order/order-filters.ts";
import { countOrders, findOrdersPage } from "../../src/store/order/order-lists.ts";
import { manyOrders } from "../support/scale/many-orders.ts";
import { type PlanOf, shopWithPlans } from "../support/scale/query-plans.ts";
import { noon, type Shop, shop, support } from "../support/shop.ts";

const onSqlite = test.runIf(sqliteOnly("query plans"));

const shown = z.object({
  nodes: z.array(z.object({ id: z.string() })),
  pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  totalCount: z.number().optional(),
});

type PageOptions = { first?: number; after?: string | null; more?: string };

/** A page of the list, as support sees it. */
async function list(s: Shop, filter: OrderFilter, { first = 25, after = null, more = "" }: PageOptions = {}) {
  const text = `query ($first: Int, $after: String, $filter: OrderFilter) {
    orders(first: $first, after: $after, filter: $filter) { nodes { id ${more} } pageInfo { hasNextPage endCursor } totalCount }
  }`;
  const time = (at: number | null | undefined) => (typeof at === "number" ? new Date(at).toISOString() : at);
  const variables = { ...filter, placedFrom: time(filter.placedFrom), placedTo: time(filter.placedTo) };
  const { data, errors } = await s.query(text, { first, after, filter: variables }, { viewer: support });
  if (errors) throw new Error(JSON.stringify(errors));
  return shown.parse(data?.orders);
}

type Place = { from: readonly [number, string] | undefined; isBackward: boolean };

/** How SQLite carries a page out, step by step. Each filter and place has a text of its own, which is prepared once. */
function planOfPage(planOf: PlanOf, filter: OrderFilter, place: Place): Promise<string[]> {
  const page = { ...place, size: 25, isReversed: false };
  return planOf(
    (db) => findOrdersPage(db, filter, page, isChangeFilter(filter)),
    /from "(order|refunds" cross join).* limit \?$/i,
  );
}

const within = { placedFrom: noon + 1_000_000, placedTo: noon + 20_000_000 };
const rest: OrderFilter = { state: "SHIPPED", onHold: true, variantId: "var_common", ...within };

/** Each filter with what leads to its rows. */
const plans: [OrderFilter, string][] = [
  [{}, "orders USING INDEX orders_newest"],
  [{ onHold: false }, "orders USING INDEX orders_newest"],
  [within, "SEARCH orders USING INDEX orders_newest (placed_at>"],
  [{ state: "CANCELLED" }, "SEARCH orders USING INDEX orders_by_state (state=?"],
  [
    { state: "CONFIRMED", onHold: false, ...within },
    "SEARCH orders USING INDEX orders_by_state (state=? AND placed_at>",
  ],
  [{ onHold: true }, "orders USING INDEX orders_on_hold"],
  [{ onHold: true, state: "SHIPPED" }, "orders USING INDEX orders_on_hold"],
  [{ customerId: "user_7" }, "SEARCH orders USING INDEX orders_of_customer (customer_id=?"],
  [{ customerId: "user_7", ...rest }, "SEARCH orders USING INDEX orders_of_customer (customer_id=? AND placed_at>"],
  [{ email: "mail7@example.com" }, "SEARCH orders USING INDEX orders_by_email (email=?"],
  [{ email: "mail7@example.com", ...rest }, "SEARCH orders USING INDEX orders_by_email (email=? AND placed_at>"],
  [{ number: "Nr. 700 007 - 0007" }, "SEARCH orders USING INDEX orders_number_unique (number=?)"],
  [
    { number: "7000070007", customerId: "user_7", email: "mail7@example.com", ...rest },
    "SEARCH orders USING INDEX orders_number_unique (number=?)",
  ],
  [
    { variantId: "var_rare" },
    "SEARCH order_variants USING COVERING INDEX sqlite_autoindex_order_variants_1 (variant_id=?",
  ],
  [
    { variantId: "var_common", state: "SHIPPED", onHold: false, ...within },
    "SEARCH order_variants USING COVERING INDEX sqlite_autoindex_order_variants_1 (variant_id=? AND placed_at>",
  ],
  [rest, "SEARCH orders USING INDEX orders_on_hold (placed_at>"],
  [{ settlements: ["PAID"] }, "SEARCH orders USING INDEX orders_by_settlement (settlement=?"],
  [{ settlements: ["PAID", "REFUND_DUE"] }, "orders USING INDEX orders_newest"],
  [{ states: ["CANCELLED", "SHIPPED"] }, "orders USING INDEX orders_newest"],
  [{ holdReasons: ["NEEDS_REVIEW", "MANUAL"] }, "orders USING INDEX orders_on_hold"],
  [{ hasFailedRefund: true }, "refunds USING COVERING INDEX refunds_failed"],
  [
    { hasFailedRefund: true, state: "CONFIRMED", variantId: "var_common", ...within },
    "refunds USING COVERING INDEX refunds_failed (order_placed_at>",
  ],
  [{ hasFailedRefund: true, customerId: "user_13" }, "SEARCH orders USING INDEX orders_of_customer (customer_id=?"],
  [{ hasFailedRefund: false }, "orders USING INDEX orders_newest"],
  [{ countries: ["FR"] }, "SEARCH orders USING INDEX orders_by_country (shipping_country=?"],
  [{ countries: ["FR"], state: "CONFIRMED" }, "SEARCH orders USING INDEX orders_by_state (state=?"],
  [{ countries: ["FR", "DE"] }, "orders USING INDEX orders_newest"],
];

/** Work and words with the index that lists their few orders, which are then sorted. */
const sortedPlans: [OrderFilter, string][] = [
  [{ work: "TO_PREPARE" }, "line_counters USING INDEX line_counters_to_prepare"],
  [{ work: "TO_PACK" }, "line_counters USING INDEX line_counters_to_pack"],
  [{ work: "TO_HAND_OVER" }, "shipments USING COVERING INDEX shipments_to_hand_over"],
  [{ work: "TO_SEND_AGAIN" }, "line_counters USING INDEX line_counters_to_send_again"],
  [{ words: ["mail7"] }, "order_terms USING COVERING INDEX sqlite_autoindex_order_terms_1 (term>? AND term<?)"],
];

/** A step that reads rows by their key, or the values of a filter, but never a whole table. */
const bounded = /^SEARCH|^CORRELATED SCALAR SUBQUERY|^LIST SUBQUERY|^SCAN json_each|^CREATE BLOOM FILTER/;
/** A typed number has two stored forms, so at most two rows are sorted. */
const boundedOfNumber = new RegExp(`${bounded.source}|^USE TEMP B-TREE FOR ORDER BY$`);

onSqlite(
  "among 100,000 orders, the first, last and deep pages of each filter use an index, in one statement",
  async () => {
    const { s, planOf } = await shopWithPlans();
    await manyOrders(s, 100_000);
    const deep = [noon + 15_000_000, "ord_050000"] as const;
    for (const [filter, plan] of plans) {
      const text = JSON.stringify(filter);
      for (const isBackward of [false, true]) {
        const [first, ...others] = await planOfPage(planOf, filter, { from: undefined, isBackward });
        expect(first, text).toContain(plan);
        for (const other of others) expect(other, text).toMatch(filter.number ? boundedOfNumber : bounded);
        const [next, ...behind] = await planOfPage(planOf, filter, { from: deep, isBackward });
        // From the second page on, also the index of all orders is entered where the page beside it ended.
        if (!filter.number) expect(next, text).toMatch(/^SEARCH .*placed_at/);
        for (const other of behind) expect(other, text).toMatch(filter.number ? boundedOfNumber : bounded);
      }
    }

    for (const [filter, index] of sortedPlans) {
      const text = JSON.stringify(filter);
      for (const from of [undefined, deep]) {
        const plan = await planOfPage(planOf, filter, { from, isBackward: false });
        expect(plan[0], text).toMatch(/^SEARCH orders USING INDEX sqlite_autoindex_orders_1 \(id=\?\)/);
        expect(plan, text).toContainEqual(expect.stringContaining(index));
      }
      expect(await s.running.service.deps.store.read((db) => countOrders(db, filter)), text).toBeGreaterThan(0);
    }

    const more =
      "number totalQuantity lines { id quantity } timeline { kind } notes { text } totals { total { minor } }";
    for (const [filter] of plans) {
      const before = await counted(s);
      const { nodes } = await list(s, filter, { more });
      if (Object.keys(filter).length < Object.keys(rest).length) expect(nodes, JSON.stringify(filter)).not.toEqual([]);
      // The page, its count, and for all its orders their lines, timelines and notes.
      expect((await counted(s)) - before, JSON.stringify(filter)).toBe(nodes.length > 0 ? 5 : 2);
    }
  },
);

async function counted({ running }: Shop): Promise<number> {
  const { body } = await running.service.internal.inject({ method: "GET", url: "/metrics" });
  return Number(/^hansa_sql_statements_total\{entry="graphql"\} (\d+)/m.exec(body)?.[1] ?? 0);
}

const row = z.object({
  id: z.string(),
  number: z.string(),
  customerId: z.string(),
  email: z.string(),
  placedAt: z.number(),
  state: z.string(),
  held: z.number(),
  failed: z.number(),
  country: z.string().nullable(),
  toPrepare: z.number(),
  variantId: z.string(),
});

/** The filter as a predicate on one order. */
function matches(order: z.infer<typeof row>, filter: OrderFilter): boolean {
  const same = (expected: string | null | undefined, found: string) => !expected || expected === found;
  return (
    same(filter.state, order.state) &&
    (typeof filter.onHold !== "boolean" || filter.onHold === (order.held === 1)) &&
    (typeof filter.hasFailedRefund !== "boolean" || filter.hasFailedRefund === (order.failed === 1)) &&
    (!filter.countries || filter.countries.some((country) => country === order.country)) &&
    (!filter.work || (order.toPrepare === 1 && order.held === 0 && order.state !== "CANCELLED")) &&
    same(filter.email, order.email) &&
    same(filter.number && (typedDigits(filter.number) ?? "none"), order.number.replace("-", "")) &&
    same(filter.customerId, order.customerId) &&
    same(filter.variantId, order.variantId) &&
    order.placedAt >= (filter.placedFrom ?? 0) &&
    order.placedAt < (filter.placedTo ?? Number.POSITIVE_INFINITY)
  );
}

const maybe = <T>(...values: T[]) => fc.option(fc.constantFrom(...values), { freq: 2 });
const anyFilter = fc.record({
  state: maybe("CONFIRMED" as const, "SHIPPED" as const, "CANCELLED" as const, "DELIVERED" as const),
  onHold: maybe(true, false),
  hasFailedRefund: maybe(true, false),
  countries: maybe(["FR"], ["DE", "FR"], ["AT"]),
  work: fc.option(fc.constant("TO_PREPARE" as const), { freq: 3 }),
  email: fc.option(fc.constantFrom("mail1@example.com", "mail97@example.com"), { freq: 5 }),
  number: fc.option(fc.constantFrom("700097-0097", "#7000010001", "７０００００００００", "none"), { freq: 9 }),
  customerId: fc.option(fc.constantFrom("user_0", "user_97", "user_none"), { freq: 5 }),
  variantId: maybe("var_rare", "var_common", "var_none"),
  placedFrom: maybe(noon, noon + 100_000),
  placedTo: maybe(noon + 1, noon + 250_000),
});

test("the pages of every combination of filters are exactly the matching orders, newest first", async () => {
  const s = await shop();
  await manyOrders(s, 600);
  const all = z.array(row).parse(
    await s.rows(`SELECT orders.id, number, customer_id AS "customerId", email, placed_at AS "placedAt", state, hold_reason IS NOT NULL AS held,
      EXISTS (SELECT 1 FROM refunds WHERE refunds.order_id = orders.id AND refunds.state = 'FAILED') AS failed, shipping_country AS country,
      EXISTS (SELECT 1 FROM line_counters WHERE line_counters.order_id = orders.id AND allocated = 0) AS "toPrepare", variant_id AS "variantId" FROM orders JOIN order_lines ON order_id = orders.id ORDER BY placed_at DESC, orders.id DESC`),
  );
  await fc.assert(
    fc.asyncProperty(anyFilter, fc.integer({ min: 20, max: 100 }), async (filter, first) => {
      const expected = all.filter((order) => matches(order, filter)).map((order) => order.id);
      const seen: string[] = [];
      let after: string | null = null;
      do {
        const { nodes, pageInfo, totalCount }: z.infer<typeof shown> = await list(s, filter, { first, after });
        expect(totalCount).toBe(expected.length);
        seen.push(...nodes.map((node) => node.id));
        after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
      } while (after !== null);
      expect(seen).toEqual(expected);
    }),
    { numRuns: 60 },
  );
});

onSqlite.each([{}, { kind: "INVOICE" as const }])(
  "tax documents are read in the order of their index: %o",
  async (filter) => {
    const { planOf } = await shopWithPlans();
    const page = { size: 25, from: undefined, isBackward: false, isReversed: false };
    const plan = await planOf((db) => findDocumentsPage(db, filter, page), /from "tax_documents".* limit \?$/i);
    expect(plan).toEqual([expect.stringContaining("tax_documents USING INDEX tax_documents_by_day")]);
  },
);

onSqlite.each([
  [{ kind: "INVOICE" as const }, "tax_documents USING COVERING INDEX tax_documents_numbered (kind=?)"],
  [
    { kind: "INVOICE" as const, fromDay: 1, toDay: 2 },
    "tax_documents USING COVERING INDEX tax_documents_by_day (day>? AND day<?)",
  ],
  [{ kind: "INVOICE" as const, orderId: "ord_1" }, "tax_documents USING INDEX tax_documents_of_order (order_id=?)"],
])("tax documents are counted by the index of the most selective filter: %o", async (filter, index) => {
  const { planOf } = await shopWithPlans();
  const plan = await planOf((db) => countDocuments(db, filter), /count\(\*\) from .*"tax_documents"/i);
  expect(plan).toContainEqual(expect.stringContaining(index));
});
