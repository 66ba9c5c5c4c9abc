/** The story of a hundred buyers and one item. */
import { beforeAll, expect, test } from "vitest";
import { auditStores } from "../../scripts/audit/audit.ts";
import { available } from "../shop/afterwards.ts";
import { findSomething, setStock } from "../shop/buyer.ts";
import { type Shop, sharedShop } from "../shop/processes.ts";
import { isFair, rush } from "../shop/rush.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await sharedShop();
});

test("of a hundred buyers one has the item, 99 are told that it is gone, and nothing is taken from them or held for them", async () => {
  const { id, sku } = await findSomething(shop);
  await setStock(shop, id, -(await available(shop, sku)));
  const one = await rush(shop, id, 1);
  expect(one).toEqual({
    seed: 1,
    ends: { CONFIRMED: 1, OutOfStockError: 99 },
    ...{ onHand: 0, reserved: 0, orders: 1, payments: 1, captures: 1 },
  });
  expect(isFair(one)).toBe(true);
  expect(isFair({ ...one, reserved: 1 })).toBe(false);
  const { verdicts } = auditStores({ data: shop.data });
  expect(verdicts.filter(({ verdict }) => verdict === "broken")).toEqual([]);
});
