/** Prices for whole days in the JSON Lines format. */
import { expect, test } from "vitest";
import { importFile, jobOf, jsonLines, queue, upload } from "../../support/imports.ts";
import { manager, noon, type Shop, shop } from "../../support/shop.ts";

const json = { format: "JSON_LINES" };
const day = 24 * 60 * 60 * 1_000;
const dateOf = (days: number) => new Date(noon + days * day).toISOString().slice(0, "2026-01-15".length);
const midnight = (days: number) => new Date(noon + (days - 0.5) * day).toISOString();

const usual = { currency: "EUR", amount: "4.50" };
const sale = { currency: "EUR", amount: "3.90", compareAt: "4.50", startsOn: dateOf(2), endsOn: dateOf(4) };
const tea = (prices: readonly object[]) =>
  jsonLines([{ handle: "tea", title: "Tea", status: "ACTIVE", variants: [{ sku: "TEA", prices }] }]);

async function history(s: Shop) {
  const query = '{ variant(sku: "TEA") { priceHistory { startsAt price { decimal } } } }';
  const { data } = await s.query(query, {}, manager);
  const rows: { startsAt: string; price: { decimal: string } | null }[] = Object(data).variant.priceHistory;
  return rows.map(({ startsAt, price }) => [price?.decimal ?? null, startsAt]).reverse();
}

test("a price for whole days is planned with its end, and the same file changes nothing before, within and after them", async () => {
  const s = await shop();
  expect(await importFile(s, tea([usual, sale]), json)).toMatchObject({ productsCreated: 1, rowsRefused: 0 });
  const planned = [
    ["4.50", new Date(noon).toISOString()],
    ["3.90", midnight(2)],
    ["4.50", midnight(5)],
  ];
  expect(await history(s)).toEqual(planned);
  for (const _when of ["before", "within", "after"]) {
    expect(await importFile(s, tea([usual, sale]), json)).toMatchObject({ productsChanged: 0, productsUnchanged: 1 });
    await s.runtime.advance(3 * day);
    await s.service.runJobsOnce();
  }
  expect(await history(s)).toEqual(planned);
  const prices = jsonLines([{ sku: "TEA", prices: [usual, { ...usual, amount: "4.00", startsOn: dateOf(20) }] }]);
  expect(await importFile(s, prices, { ...json, kind: "PRICES" })).toMatchObject({ productsChanged: 1 });
  expect((await history(s)).at(-1)).toEqual(["4.00", midnight(20)]);
});

test("days that follow each other end at the next ones, and then the price without days applies", async () => {
  const s = await shop();
  await importFile(s, tea([sale, { ...sale, amount: "3.70", startsOn: dateOf(5), endsOn: dateOf(5) }, usual]), json);
  expect((await history(s)).map(([amount]) => amount)).toEqual(["4.50", "3.90", "3.70", "4.50"]);
});

test.each([
  [[usual, { ...sale, startsOn: "2026-02-30" }], "[1].startsOn", "INVALID"],
  [[usual, { ...sale, startsAt: midnight(2) }], "[1].startsOn", "NOT_BOTH"],
  [[usual, { ...sale, endsOn: dateOf(1) }], "[1].endsOn", "BEFORE_START"],
  [[usual, sale, { ...usual, amount: "4.00", startsAt: midnight(3) }], "[1].endsOn", "PLANNED_BETWEEN"],
  [[sale], "[0].endsOn", "PRICE_MISSING"],
])("prices %j are refused at %s with %s", async (prices, place, code) => {
  const s = await shop();
  const job = await importFile(s, tea(prices), json);
  expect(job.refused.nodes).toMatchObject([{ column: `variants[0].prices${place}`, code }]);
  expect(job.rowsRefused).toBe(1);
});

test("an import with days waits for orders, which has the time zone", async () => {
  const s = await shop();
  const { dayOf } = s.peers.orders.calendar;
  s.peers.orders.calendar.dayOf = undefined;
  const id = await queue(s, await upload(s, tea([usual, sale]), { contentType: "application/jsonl" }), json);
  await s.service.runJobsOnce().catch(() => {});
  expect(await jobOf(s, id)).toMatchObject({ state: "QUEUED" });
  s.peers.orders.calendar.dayOf = dayOf;
  await s.service.runJobsOnce();
  expect(await jobOf(s, id)).toMatchObject({ state: "SUCCEEDED", productsCreated: 1 });
});
