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

test("the same days with another end replace the ones before, also once they have begun", async () => {
  const s = await shop();
  await importFile(s, tea([usual, sale]), json);
  await importFile(s, tea([usual, { ...sale, endsOn: dateOf(6) }]), json);
  const at = (days: number) => (days === 0 ? new Date(noon).toISOString() : midnight(days));
  expect(await history(s)).toEqual([
    ["4.50", at(0)],
    ["3.90", at(2)],
    ["4.50", at(7)],
  ]);
  await s.runtime.advance(3 * day);
  const shorter = tea([
    { ...usual, amount: "4.80" },
    { ...sale, endsOn: dateOf(4) },
  ]);
  await importFile(s, shorter, json);
  expect(await history(s)).toEqual([
    ["4.50", at(0)],
    ["3.90", at(2)],
    ["3.90", new Date(noon + 3 * day).toISOString()],
    ["4.80", at(5)],
  ]);
  expect(await importFile(s, shorter, json)).toMatchObject({ productsUnchanged: 1 });
});

test("a new product whose days have begun has its usual price after them", async () => {
  const s = await shop();
  const days = { startsOn: dateOf(-1), endsOn: dateOf(1) };
  const next = { ...sale, amount: "3.70", startsOn: dateOf(2), endsOn: dateOf(3) };
  const file = tea([usual, { ...sale, ...days }, next]);
  await importFile(s, file, json);
  expect((await history(s)).map(([amount]) => amount)).toEqual(["3.90", "3.70", "4.50"]);
  expect(await importFile(s, file, json)).toMatchObject({ productsUnchanged: 1 });
});

test.each(["PRODUCTS", "PRICES"])(
  "planned prices in the shop refuse days around them, in an import of %s",
  async (kind) => {
    const s = await shop();
    await importFile(s, tea([usual, { ...usual, amount: "4.00", startsAt: midnight(3) }]), json);
    const file = kind === "PRODUCTS" ? tea([usual, sale]) : jsonLines([{ sku: "TEA", prices: [usual, sale] }]);
    expect(await importFile(s, file, { ...json, kind })).toMatchObject({
      rowsRefused: 1,
      refused: { nodes: [{ code: "PLANNED_BETWEEN" }] },
    });
  },
);

test("within the days, a file with the present price and no times changes nothing, and another price applies after them", async () => {
  const s = await shop();
  await importFile(s, tea([usual, sale]), json);
  await s.runtime.advance(3 * day);
  const { amount, compareAt } = sale;
  expect(await importFile(s, tea([{ ...usual, amount, compareAt }]), json)).toMatchObject({ productsUnchanged: 1 });
  expect((await history(s)).map(([price]) => price)).toEqual(["4.50", "3.90", "4.50"]);
  expect(await importFile(s, tea([{ ...usual, amount: "4.20" }]), json)).toMatchObject({
    productsChanged: 1,
    notes: { nodes: [{ column: "variants[0].prices", code: "AFTER_DAYS" }] },
  });
  expect((await history(s)).slice(1)).toEqual([
    ["3.90", midnight(2)],
    ["4.20", midnight(5)],
  ]);
});

test("a file without the last day makes the days last", async () => {
  const s = await shop();
  await importFile(s, tea([usual, sale]), json);
  await importFile(s, tea([usual, { ...sale, endsOn: undefined }]), json);
  expect((await history(s)).map(([amount]) => amount)).toEqual(["4.50", "3.90"]);
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
