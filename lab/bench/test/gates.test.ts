/** Tests of the gates: a difference between two answers and a wrong number of fetches are found and named. */
import { expect, test } from "vitest";
import { findCountFault, findDifference, greatestCounts, sumCounts } from "../measurement/gates.ts";

const response = { data: { me: { orders: [{ id: "ord_1", lines: [{ title: "Mug", variant: null }] }] } } };

test("equal answers have no difference, whatever the order of keys", () => {
  const reordered = { data: { me: { orders: [{ lines: [{ variant: null, title: "Mug" }], id: "ord_1" }] } } };
  expect(findDifference(response, reordered)).toBeUndefined();
});

test.each([
  [
    "another value",
    { data: { me: { orders: [{ id: "ord_2", lines: [{ title: "Mug", variant: null }] }] } } },
    "$.data.me.orders.0.id",
  ],
  [
    "a missing field",
    { data: { me: { orders: [{ id: "ord_1", lines: [{ title: "Mug" }] }] } } },
    "lines.0.variant is missing",
  ],
  ["an added field", { ...response, extensions: {} }, "$.extensions is not expected"],
  ["a shorter list", { data: { me: { orders: [] } } }, "$.data.me.orders.0 is missing"],
  ["null for a list", { data: { me: { orders: null } } }, "$.data.me.orders is null"],
  ["an object for a list", { data: { me: { orders: { 0: { id: "ord_1" } } } } }, "$.data.me.orders is {"],
])("the place of %s is named", (_name, found, place) => {
  expect(findDifference(response, found)).toContain(place);
});

test("fetches are as declared only if every subgraph has exactly its number", () => {
  const declared = { products: 2, users: 1 };
  expect(findCountFault(declared, { users: 1, products: 2 })).toBeUndefined();
  expect(findCountFault(declared, { products: 3, users: 1 })).toBe("products 3 instead of 2");
  expect(findCountFault(declared, { products: 1, users: 1 })).toBe("products 1 instead of 2");
  expect(findCountFault(declared, { products: 2, users: 1, orders: 1 })).toBe("orders 1 instead of 0");
  expect(findCountFault(declared, { products: 2 })).toBe("users 0 instead of 1");
});

test("the fetches of an operation are the most of any request", () => {
  const requests = [{ products: 2, users: 0 }, { products: 1, users: 1 }, { orders: 0 }];
  expect(greatestCounts(requests)).toEqual({ products: 2, users: 1 });
  expect(sumCounts(requests)).toBe(4);
});
