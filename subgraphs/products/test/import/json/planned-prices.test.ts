/** Prices with a start in the JSON Lines format: planned for new and existing variants, in effect from then on. */
import { expect, test } from "vitest";
import { z } from "zod";
import { importFile, jsonLines } from "../../support/imports.ts";
import { manager, noon, type Shop, shop } from "../../support/shop.ts";

const json = { format: "JSON_LINES" };
const dayMs = 24 * 60 * 60 * 1_000;
const inDays = (days: number) => new Date(noon + days * dayMs).toISOString();

const usual = { currency: "EUR", amount: "5.00" };
const sale = { currency: "EUR", amount: "4.00", compareAt: "5.00", startsAt: inDays(7) };
const afterSale = { currency: "EUR", amount: "5.50", startsAt: inDays(14) };

const tea = (prices: readonly object[], more: object = {}) => ({
  handle: "tea",
  title: "Tea",
  status: "ACTIVE",
  variants: [{ sku: "TEA", prices }],
  ...more,
});

const seen = z.object({
  product: z.object({
    status: z.string(),
    priceRange: z.object({ min: z.object({ minor: z.int() }) }).nullable(),
    variants: z.object({
      nodes: z.array(
        z.object({
          price: z.object({ minor: z.int() }).nullable(),
          compareAtPrice: z.object({ minor: z.int() }).nullable(),
          priceHistory: z.array(
            z.object({ startsAt: z.string(), price: z.object({ minor: z.int(), currency: z.string() }).nullable() }),
          ),
        }),
      ),
    }),
  }),
});

/** The price that is in effect, the lowest one in lists, and all prices by the day they start. */
async function read(s: Shop) {
  const query = `{ product(slug: "tea") { status priceRange { min { minor } } variants { nodes {
    price { minor } compareAtPrice { minor } priceHistory { startsAt price { minor currency } }
  } } } }`;
  const { product } = seen.parse((await s.query(query, {}, manager)).data);
  const [variant] = product.variants.nodes;
  const history = (variant?.priceHistory ?? []).map(({ startsAt, price }) => [
    Math.round((Date.parse(startsAt) - noon) / dayMs),
    price?.minor ?? null,
  ]);
  return {
    status: product.status,
    price: variant?.price?.minor ?? null,
    compareAt: variant?.compareAtPrice?.minor ?? null,
    inLists: product.priceRange?.min.minor ?? null,
    history,
  };
}

/** Lets time pass and runs the jobs, which bring started prices into lists. */
async function waitDays(s: Shop, days: number) {
  await s.runtime.advance(days * dayMs);
  await s.service.runJobsOnce();
}

test("planned prices of a new product take effect at their start, in lists too", async () => {
  const s = await shop();
  expect(await importFile(s, jsonLines([tea([sale, usual, afterSale])]), json)).toMatchObject({
    rowsRefused: 0,
    productsCreated: 1,
  });
  const history = [
    [14, 550],
    [7, 400],
    [0, 500],
  ];
  expect(await read(s)).toEqual({ status: "ACTIVE", price: 500, compareAt: null, inLists: 500, history });
  await waitDays(s, 8);
  expect(await read(s)).toEqual({ status: "ACTIVE", price: 400, compareAt: 500, inLists: 400, history });
  await waitDays(s, 8);
  expect(await read(s)).toEqual({ status: "ACTIVE", price: 550, compareAt: null, inLists: 550, history });
});

test("the same file changes nothing: before a planned price starts, while it is in effect, and after it", async () => {
  const s = await shop();
  const file = jsonLines([tea([usual, sale, afterSale])]);
  await importFile(s, file, json);
  const { history } = await read(s);
  for (const days of [0, 8, 8]) {
    await waitDays(s, days);
    const dry = await importFile(s, file, { ...json, dryRun: true });
    expect(dry).toMatchObject({ productsChanged: 0, productsUnchanged: 1 });
    expect(await importFile(s, file, json)).toMatchObject({ productsChanged: 0, productsUnchanged: 1 });
    expect((await read(s)).history).toEqual(history);
  }
});

test("prices of existing variants are planned without a change of today's, and planned ones that the file does not name stay", async () => {
  const s = await shop();
  await importFile(s, jsonLines([tea([usual])]), json);
  const prices = { ...json, kind: "PRICES" };
  const plan = jsonLines([{ sku: "TEA", prices: [sale] }]);
  expect(await importFile(s, plan, prices)).toMatchObject({ productsChanged: 1, rowsRefused: 0 });
  expect(await importFile(s, plan, prices)).toMatchObject({ productsChanged: 0, productsUnchanged: 1 });
  const both = [
    [7, 400],
    [0, 500],
  ];
  expect(await read(s)).toMatchObject({ price: 500, inLists: 500, history: both });
  expect(await importFile(s, jsonLines([tea([afterSale])]), json)).toMatchObject({ productsChanged: 1 });
  expect(await read(s)).toMatchObject({ status: "ACTIVE", price: 500, history: [[14, 550], ...both] });

  const lower = jsonLines([tea([usual, { ...sale, amount: "3.50" }])]);
  expect(await importFile(s, lower, json)).toMatchObject({ productsChanged: 1 });
  expect((await read(s)).history).toEqual([
    [14, 550],
    [7, 350],
    [0, 500],
  ]);
});

test("of started prices the last one counts, and none is written into the past", async () => {
  const s = await shop();
  const past = [
    { ...afterSale, startsAt: inDays(-3) },
    { ...sale, startsAt: inDays(-9) },
  ];
  await importFile(s, jsonLines([tea([...past, usual])]), json);
  expect(await read(s)).toMatchObject({ price: 550, compareAt: null, inLists: 550, history: [[0, 550]] });
});

test("a product whose first price is planned is a draft, unless it is published no sooner", async () => {
  const s = await shop();
  const early = await importFile(s, jsonLines([tea([sale])]), json);
  expect(early.notes.nodes).toMatchObject([{ code: "STAYS_DRAFT" }]);
  expect((await read(s)).status).toBe("DRAFT");
  const file = jsonLines([tea([sale], { publishedAt: inDays(7) })]);
  expect((await importFile(s, file, json)).notes.nodes).toEqual([]);
  expect((await read(s)).status).toBe("ACTIVE");

  const fresh = await shop();
  expect((await importFile(fresh, file, json)).notes.nodes).toEqual([]);
  expect(await read(fresh)).toMatchObject({ status: "ACTIVE", price: null, inLists: null });
  expect(await importFile(fresh, file, json)).toMatchObject({ productsUnchanged: 1 });
});

test.each<[string, object[], string, string]>([
  ["two prices with one start", [sale, { ...sale, amount: "3" }], "CURRENCY_REPEATED", "variants[0].prices"],
  ["a day for a start", [{ ...usual, startsAt: "2026-02-01" }], "INVALID", "variants[0].prices[0].startsAt"],
  [
    "more prices than a plan has",
    Array.from({ length: 101 }, (_, day) => ({ ...usual, startsAt: inDays(day) })),
    "INVALID",
    "variants[0].prices",
  ],
])("%s is refused", async (_what, prices, code, column) => {
  const job = await importFile(await shop(), jsonLines([tea(prices)]), json);
  expect(job).toMatchObject({ productsCreated: 0, rowsRefused: 1, refused: { nodes: [{ line: 1, code, column }] } });
});
