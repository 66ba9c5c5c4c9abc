/** The lowest price of the 30 days before a reduction: the rule, its windows, and how it is read from the graph. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { findLowestPriorPrice } from "../../src/service/catalogue/lowest-price.ts";
import { addVariant, draft, publish, type Shop, sell, setPrice, shop } from "../support/shop.ts";

const hour = 3_600_000;
const day = 24 * hour;

async function lowestOf({ query }: Shop, id: string, currency = "EUR"): Promise<unknown> {
  const text =
    "query ($id: ID!, $currency: CurrencyCode) { variant(id: $id) { lowestPriorPrice(currency: $currency) { minor currency } } }";
  return Object(Object((await query(text, { id, currency })).data).variant).lowestPriorPrice;
}

const euros = (minor: number) => ({ minor, currency: "EUR" });

test("100, 80, 100, 90: the 90 shows the 80 while it is in the 30 days before, and the 100 later", async () => {
  const s = await shop();
  const { variantId } = await sell(s, { sku: "TEA", prices: { EUR: 100 } });
  const after = async (days: number, minor: number) => {
    await s.runtime.advance(days * day);
    await setPrice(s, variantId, minor);
    return lowestOf(s, variantId);
  };
  expect(await lowestOf(s, variantId)).toBeNull();
  expect(await after(40, 80)).toEqual(euros(100));
  expect(await after(5, 100)).toBeNull();
  expect(await after(29, 90)).toEqual(euros(80));
  // The window stays where the reduction began, however long it lasts.
  await s.runtime.advance(200 * day);
  expect(await lowestOf(s, variantId)).toEqual(euros(80));
  expect(await after(0, 100)).toBeNull();
  expect(await after(30, 90)).toEqual(euros(100));
});

type Step = [day: number, minor: number | null, compareAtMinor?: number];

/** The value on day 1000 after prices that start on the given days. */
function lowestAfter(...steps: Step[]): number | null {
  const periods = steps.map(([at, minor, compareAtMinor = null]) => ({ startsAt: at * day, minor, compareAtMinor }));
  return findLowestPriorPrice(periods, 1_000 * day);
}

test.each<[string, Step[], number | null]>([
  ["no price", [], null],
  ["the first price, struck through or not", [[990, 80, 100]], null],
  [
    "steps of one falling series",
    [
      [800, 100],
      [960, 90],
      [980, 80],
      [990, 70],
    ],
    100,
  ],
  [
    "a rise without a struck-through price",
    [
      [800, 80],
      [990, 100],
    ],
    null,
  ],
  [
    "a rise with a struck-through price",
    [
      [800, 80],
      [990, 100, 120],
    ],
    80,
  ],
  [
    "a rise between two falls",
    [
      [800, 100],
      [970, 70],
      [980, 90],
      [990, 80],
    ],
    70,
  ],
  [
    "a struck-through price added to an unchanged price",
    [
      [800, 100],
      [900, 80],
      [990, 80, 100],
    ],
    80,
  ],
  [
    "a struck-through price that is set again",
    [
      [800, 100],
      [900, 80, 100],
      [990, 80, 100],
    ],
    100,
  ],
  [
    "a struck-through price that was taken away",
    [
      [800, 100],
      [900, 80, 100],
      [990, 80],
    ],
    null,
  ],
  [
    "a variant younger than 30 days",
    [
      [985, 100],
      [990, 90],
    ],
    100,
  ],
  [
    "a price that ended exactly 30 days before",
    [
      [800, 50],
      [960, 100],
      [990, 90],
    ],
    100,
  ],
  [
    "a price that ended less than 30 days before",
    [
      [800, 50],
      [960.001, 100],
      [990, 90],
    ],
    50,
  ],
  [
    "a short break",
    [
      [800, 100],
      [980, null],
      [990, 90],
    ],
    100,
  ],
  [
    "a break of more than 30 days",
    [
      [800, 100],
      [900, null],
      [990, 90],
    ],
    null,
  ],
  [
    "not sold now",
    [
      [800, 100],
      [980, 90],
      [990, null],
    ],
    null,
  ],
  [
    "a planned price",
    [
      [800, 100],
      [990, 90],
      [1_001, 50],
    ],
    100,
  ],
])("%s", (_what, steps, expected) => {
  expect(lowestAfter(...steps)).toBe(expected);
});

type Change = { hours: number; minor: number | null; isStruck: boolean };

/** The same rule hour by hour: in each hour the shop has one price on its shelf or none, and remembers the hour in which the reduction began. */
function readShelf(changes: readonly Change[]): number | null {
  const shelf: (number | null)[] = [];
  let label: { minor: number; isStruck: boolean } | undefined;
  let began: number | null = null;
  for (const { hours, minor, isStruck } of changes) {
    if (minor !== null) {
      const isAgain = label?.minor === minor && label.isStruck === isStruck;
      if (label && minor < label.minor) began = began === null ? shelf.length : began;
      else if (!isAgain) began = label && isStruck ? shelf.length : null;
      label = { minor, isStruck };
    }
    for (let passed = 0; passed < hours; passed += 1) shelf.push(minor);
  }
  if (began === null || (shelf.at(-1) ?? null) === null) return null;
  const seen = shelf.slice(Math.max(0, began - 30 * 24), began).filter((minor) => minor !== null);
  return seen.length === 0 ? null : Math.min(...seen);
}

test("it is the lowest price on the shelf in the 720 hours before the reduction, for any history", () => {
  const anyChange = fc.record({
    hours: fc.integer({ min: 1, max: 500 }),
    minor: fc.option(fc.integer({ min: 1, max: 6 }), { freq: 6 }),
    isStruck: fc.boolean(),
  });
  let found = 0;
  fc.assert(
    fc.property(fc.array(anyChange, { maxLength: 12 }), (changes) => {
      let hours = 0;
      const periods = changes.map(({ minor, isStruck, ...change }) => {
        const startsAt = hours * hour;
        hours += change.hours;
        return { startsAt, minor, compareAtMinor: minor !== null && isStruck ? 10 : null };
      });
      const expected = readShelf(changes);
      if (expected !== null) found += 1;
      expect(findLowestPriorPrice(periods, hours * hour - 1)).toBe(expected);
    }),
    { numRuns: 500 },
  );
  expect(found).toBeGreaterThan(100);
});

test("currencies do not mix, and one without a price has none", async () => {
  const s = await shop();
  const { variantId } = await sell(s, { sku: "TEA", prices: { EUR: 100, GBP: 50 } });
  await s.runtime.advance(day);
  await setPrice(s, variantId, 90);
  expect(await lowestOf(s, variantId)).toEqual(euros(100));
  expect(await lowestOf(s, variantId, "GBP")).toBeNull();
  expect(await lowestOf(s, variantId, "USD")).toBeNull();
});

test("the cheapest variant of a product is the first with the lowest price in the currency", async () => {
  const s = await shop();
  const productId = await draft(s, "Tin", { optionNames: ["Size"] });
  for (const [sku, minor] of [
    ["L", 900],
    ["M", 700],
    ["S", 700],
  ] as const) {
    const variantId = await addVariant(s, productId, sku, { options: [{ name: "Size", value: sku }] });
    await setPrice(s, variantId, minor);
  }
  await publish(s, productId);
  const text = `query ($id: ID!, $in: CurrencyCode) { product(id: $id) { cheapestVariant(currency: $in) { sku } } }`;
  expect((await s.query(text, { id: productId })).data).toEqual({ product: { cheapestVariant: { sku: "M" } } });
  expect((await s.query(text, { id: productId, in: "USD" })).data).toEqual({ product: { cheapestVariant: null } });
});
