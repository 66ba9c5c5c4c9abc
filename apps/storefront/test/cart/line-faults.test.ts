/** Faults of the lines of a cart: the one that is mended first. */
import { expect, test } from "vitest";
import type { CartContent } from "../../pages/cart/actions.ts";
import { findFault, linesWithoutPrice } from "../../pages/cart/line-faults.ts";

type Line = CartContent["lines"][number];
const euros = { decimal: "19.90", currency: "EUR" };
const known = { id: "var_1", sku: "MUG", image: null, product: { slug: "mug", media: [] } };
const whole: Line = {
  id: "line_1",
  quantity: 2,
  title: "Mug",
  unitPrice: euros,
  discount: { minor: 0 },
  lineTotal: { decimal: "39.80", currency: "EUR" },
  priceChanged: false,
  outOfStock: false,
  variant: { ...known, stockStatus: "IN_STOCK", prices: [euros] },
};
const gone: Partial<Line> = { variant: { ...known, stockStatus: "OUT_OF_STOCK", prices: [euros] } };
const none = new Map<string, number>();

test.each<[string, Partial<Line>, ReadonlyMap<string, number>, ReturnType<typeof findFault>]>([
  ["nothing", {}, none, null],
  ["a changed price", { priceChanged: true }, none, { kind: "price", price: euros }],
  ["goods that are gone", { ...gone, outOfStock: true, priceChanged: true }, none, { kind: "sold out" }],
  ["fewer units than wanted", { outOfStock: true, priceChanged: true }, none, { kind: "too few" }],
  ["fewer units than wanted, counted", { outOfStock: true }, new Map([["var_1", 1]]), { kind: "short", left: 1 }],
  ["the last one sold to another buyer", {}, new Map([["var_1", 0]]), { kind: "sold out" }],
  ["too few units", { priceChanged: true }, new Map([["var_1", 1]]), { kind: "short", left: 1 }],
  ["too few units of other goods", {}, new Map([["var_2", 1]]), null],
  ["products that are away", { variant: null, priceChanged: null, outOfStock: null }, new Map([["var_1", 0]]), null],
])("%s", (_name, change, shortages, fault) => {
  expect(findFault({ ...whole, ...change }, "EUR", shortages)).toEqual(fault);
});

test("goods without a price in the currency of the cart can only leave", () => {
  expect(findFault({ ...whole, priceChanged: true }, "USD", none)).toEqual({ kind: "not sold" });
});

test("lines without a price in another currency are named, as far as products can be reached", () => {
  const unknown = { ...whole, variant: null };
  expect(linesWithoutPrice([whole, unknown], "USD")).toEqual([whole]);
  expect(linesWithoutPrice([whole, unknown], "EUR")).toEqual([]);
});
