/** The content of a variant's unit, and the price by its unit of reference. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { computeUnitPrice } from "../../src/service/catalogue/content.ts";
import { addVariant, change, draft, manager, type Shop, sell, shop } from "../support/shop.ts";

async function read(s: Shop, id: string, currency?: string) {
  const text = `query ($id: ID!, $currency: CurrencyCode) {
    variant(id: $id) { content { amount unit } unitPrice(currency: $currency) { minor currency } }
  }`;
  return Object((await s.query(text, { id, currency })).data).variant;
}

test.each([
  ["1.5 kg for 12.00", { amount: 1_500, unit: "KG" }, 800],
  ["50 g for 12.00", { amount: 50, unit: "G" }, 24_000],
  ["0.75 l for 12.00", { amount: 750, unit: "L" }, 1_600],
  ["330 ml for 12.00", { amount: 330, unit: "ML" }, 3_636],
  ["2.5 m for 12.00", { amount: 2_500, unit: "M" }, 480],
  ["0.5 square metres for 12.00", { amount: 5_000, unit: "M2" }, 2_400],
  ["16 pieces for 12.00", { amount: 16, unit: "PIECE" }, 75],
])("%s has its price by the unit of reference", async (_what, content, minor) => {
  const s = await shop();
  const { productId, variantId } = await sell(s, { sku: "TEA", prices: { EUR: 1_200 } });
  expect(await read(s, variantId)).toEqual({ content: null, unitPrice: null });
  expect(await change(s, "variantSave", { id: variantId, productId, sku: "TEA", content })).toEqual({
    __typename: "VariantSaved",
  });
  expect(await read(s, variantId)).toEqual({ content, unitPrice: { minor, currency: "EUR" } });
  expect(await read(s, variantId, "GBP")).toEqual({ content, unitPrice: null });
});

test("absent content stays, and null removes it", async () => {
  const s = await shop();
  const productId = await draft(s, "Tea");
  const content = { amount: 50, unit: "G" };
  const id = await addVariant(s, productId, "TEA", { content });
  const text = `query ($id: ID!) { variant(id: $id) { content { amount unit } } }`;
  const seen = async () => Object((await s.query(text, { id }, manager)).data).variant.content;
  await change(s, "variantSave", { id, productId, sku: "TEA" });
  expect(await seen()).toEqual(content);
  await change(s, "variantSave", { id, productId, sku: "TEA", content: null });
  expect(await seen()).toBeNull();
});

test.each([0, -1, 1_000_000_001])("a content of %d is refused by name", async (amount) => {
  const s = await shop();
  const productId = await draft(s, "Tea");
  const input = { productId, sku: "TEA", content: { amount, unit: "KG" } };
  expect(await change(s, "variantSave", input, "... on ValidationError { problems { path code } }")).toEqual({
    __typename: "ValidationError",
    problems: [{ path: ["input", "content", "amount"], code: "RANGE" }],
  });
});

test("a price by the unit is rounded half to even", () => {
  // 0.5, 1.5 and 2.5 cents.
  expect([1, 3, 5].map((minor) => computeUnitPrice(minor, { amount: 2, unit: "PIECE" }))).toEqual([0, 2, 2]);
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 10_000_000_000 }),
      fc.integer({ min: 1, max: 1_000_000 }),
      (minor, amount) => {
        const off =
          2n * (BigInt(minor) * 1_000n - BigInt(computeUnitPrice(minor, { amount, unit: "G" })) * BigInt(amount));
        expect(off <= BigInt(amount) && -off <= BigInt(amount)).toBe(true);
      },
    ),
    { numRuns: 200 },
  );
});
