/** Projections of orders: units per day, best sellers of the last 30 days, and the rebuild. */
import { events } from "@hansa/contracts/events";
import fc from "fast-check";
import { expect, test } from "vitest";
import { rebuildProjections } from "../src/api/events.ts";
import { purchases, sales } from "../src/store/projections/tables.ts";
import { lines, orderPayload } from "./support/peers.ts";
import { change, type Shop, sell, shop, walk } from "./support/shop.ts";

const day = 86_400_000;

type Units = Readonly<Record<string, number>>;

const payload = { orderId: "ord_1", customerId: null };

function confirm(s: Shop, units: Units, customerId: string | null = null): void {
  s.peers.orders.tell(events.orderConfirmed, orderPayload(customerId, units));
}

function cancel(s: Shop, units: Units, wasConfirmed = true): void {
  const facts = { ...orderPayload(null, units), reason: "CUSTOMER", wasConfirmed, cancelledNow: lines(units) };
  s.peers.orders.tell(events.orderCancelled, facts);
}

function cancelLines(s: Shop, units: Units): void {
  s.peers.orders.tell(events.orderLinesCancelled, { ...payload, lines: lines(units) });
}

function receiveReturn(s: Shop, units: Units): void {
  const back = lines(units).map((line) => ({ ...line, restocked: true }));
  s.peers.orders.tell(events.returnReceived, { ...payload, returnId: "ret_1", lines: back });
}

/** Four products on sale, by title. */
async function teas(s: Shop): Promise<Record<"Assam" | "Bai" | "Ceylon" | "Dian", string>> {
  const idOf = async (title: string) => (await sell(s, { sku: title, title })).productId;
  return { Assam: await idOf("Assam"), Bai: await idOf("Bai"), Ceylon: await idOf("Ceylon"), Dian: await idOf("Dian") };
}

const bestsellers = (s: Shop, first = 2) => walk(s, "products(sort: BESTSELLING", { first });
const unitsOf = async (s: Shop, id: string) =>
  (await s.rows(`SELECT sum(units) AS units FROM sales WHERE product_id = '${id}'`))[0];
const latelyOf = async (s: Shop, id: string) =>
  (await s.rows(`SELECT sold_lately AS lately FROM products WHERE id = '${id}'`))[0];

test("best sellers are sorted by units of confirmed orders, and every product is on exactly one page", async () => {
  const s = await shop();
  const { Assam, Bai, Ceylon } = await teas(s);
  confirm(s, { [Bai]: 2, [Ceylon]: 1 });
  confirm(s, { [Ceylon]: 3, [Assam]: 2 });
  s.peers.orders.tell(events.orderPlaced, orderPayload(null, { [Assam]: 100 }));
  await s.service.catchUp();
  for (const first of [1, 2, 3, 100]) expect(await bestsellers(s, first)).toEqual(["Ceylon", "Bai", "Assam", "Dian"]);
});

test("the same product on two lines of an order counts with both", async () => {
  const s = await shop();
  const { Assam } = await teas(s);
  const facts = orderPayload(null, { [Assam]: 2 });
  s.peers.orders.tell(events.orderConfirmed, { ...facts, lines: [...facts.lines, ...facts.lines] });
  await s.service.catchUp();
  expect(await unitsOf(s, Assam)).toEqual({ units: 4 });
});

test("cancelled and returned units no longer count; an order that was never confirmed subtracts nothing", async () => {
  const s = await shop();
  const { Assam, Bai } = await teas(s);
  confirm(s, { [Assam]: 10, [Bai]: 5 });
  cancelLines(s, { [Assam]: 1 });
  receiveReturn(s, { [Assam]: 2 });
  cancel(s, { [Assam]: 4 }, false);
  await s.service.catchUp();
  expect(await unitsOf(s, Assam)).toEqual({ units: 7 });
  cancel(s, { [Assam]: 3 });
  await s.service.catchUp();
  expect(await latelyOf(s, Assam)).toEqual({ lately: 4 });
  expect((await bestsellers(s)).slice(0, 2)).toEqual(["Bai", "Assam"]);
});

test("a sale counts for 30 days, but not for 31", async () => {
  const s = await shop();
  const { Assam } = await teas(s);
  confirm(s, { [Assam]: 3 });
  await s.service.catchUp();
  await s.runtime.advance(29 * day);
  await s.service.runJobsOnce();
  expect(await latelyOf(s, Assam)).toEqual({ lately: 3 });
  await s.runtime.advance(day);
  await s.service.runJobsOnce();
  expect(await latelyOf(s, Assam)).toEqual({ lately: 0 });
  expect(await unitsOf(s, Assam)).toEqual({ units: 3 });
});

test("a return long after the sale never ranks a product behind those without sales", async () => {
  const s = await shop();
  const { Assam } = await teas(s);
  confirm(s, { [Assam]: 3 });
  await s.runtime.advance(40 * day);
  receiveReturn(s, { [Assam]: 3 });
  await s.service.catchUp();
  await s.service.runJobsOnce();
  expect(await latelyOf(s, Assam)).toEqual({ lately: 0 });
  expect(await unitsOf(s, Assam)).toEqual({ units: 0 });
});

test("events about unknown products are counted and change nothing", async () => {
  const s = await shop();
  confirm(s, { prod_none: 1 }, "user_ada");
  await s.service.catchUp();
  expect(await unitsOf(s, "prod_none")).toEqual({ units: 1 });
});

test("a product's version does not rise by sales or reviews, which would disturb its editor", async () => {
  const s = await shop();
  const { productId } = await sell(s, { sku: "TEA" });
  const version = () => s.rows(`SELECT version FROM products WHERE id = '${productId}'`);
  const before = await version();
  confirm(s, { [productId]: 1 });
  await s.service.catchUp();
  expect(await version()).toEqual(before);
});

/** All rows that are derived from the events of orders. */
async function dump(s: Shop): Promise<unknown> {
  return {
    purchases: await s.rows("SELECT * FROM purchases ORDER BY customer_id, product_id"),
    sales: await s.rows("SELECT * FROM sales ORDER BY product_id, day"),
    lately: await s.rows("SELECT id, sold_lately FROM products ORDER BY id"),
    verified: await s.rows("SELECT id, verified_purchase FROM reviews ORDER BY id"),
    settings: await s.rows("SELECT * FROM shop_settings"),
    cursors: await s.rows("SELECT * FROM inbox_cursor ORDER BY source"),
  };
}

const anyChange = fc.record({
  what: fc.constantFrom("confirm", "cancel", "never", "lines", "return", "erase", "day" as const),
  product: fc.nat(3),
  units: fc.integer({ min: 1, max: 5 }),
  who: fc.constantFrom(null, "user_ada", "user_bob"),
});

function publishChange(
  s: Shop,
  productId: string,
  { what, units, who }: { what: string; units: number; who: string | null },
) {
  const some = { [productId]: units };
  if (what === "confirm") confirm(s, some, who);
  if (what === "cancel") cancel(s, some);
  if (what === "never") cancel(s, some, false);
  if (what === "lines") cancelLines(s, some);
  if (what === "return") receiveReturn(s, some);
  if (what === "erase" && who) s.peers.users.tell(events.userErased, { userId: who });
}

test("a rebuild gives the same tables after any events, and recent sales equal a recount", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyChange, { minLength: 5, maxLength: 30 }), async (all) => {
      const s = await shop();
      const ids = Object.values(await teas(s));
      for (const one of all) {
        if (one.what === "day") await s.runtime.advance(9 * day);
        publishChange(s, ids[one.product] ?? "prod_none", one);
        if (one.units > 3) await s.service.catchUp();
      }
      await s.service.catchUp();
      await s.service.runJobsOnce();
      const before = await dump(s);
      const today = Math.floor(s.runtime.now() / day);
      const lately = await s.rows(`SELECT sold_lately, (SELECT sum(units) FROM sales
        WHERE product_id = id AND day > ${today - 30}) AS units FROM products`);
      for (const { sold_lately, units } of lately.map(Object)) expect(sold_lately).toBe(Math.max(0, units ?? 0));
      await rebuildProjections(s.service.deps);
      expect(await dump(s)).toEqual(before);
    }),
    { numRuns: 15 },
  );
});

test("a rebuild repairs damaged tables, and may be repeated", async () => {
  const s = await shop();
  const { Assam, Bai } = await teas(s);
  await change(s, "reviewSubmit", { productId: Assam, rating: 5, body: "Good." });
  confirm(s, { [Assam]: 2, [Bai]: 1 }, "user_manager");
  await s.service.catchUp();
  const before = await dump(s);
  await s.service.deps.store.write("spoil", async (tx) => {
    await tx.delete(purchases);
    await tx.update(sales).set({ units: 99 });
  });
  expect(await dump(s)).not.toEqual(before);
  await rebuildProjections(s.service.deps);
  expect(await dump(s)).toEqual(before);
  await rebuildProjections(s.service.deps);
  expect(await dump(s)).toEqual(before);
});
