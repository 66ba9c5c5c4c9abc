/** Story of a hundred buyers and one item. */
import { beforeAll, expect, test } from "vitest";
import { auditStores } from "../../tools/audit/audit.ts";
import { findAvailableVariant, setStock } from "../client/buyer.ts";
import { type Shop, sharedShop } from "../client/processes/shop.ts";
import { readAvailability } from "../client/staff-desk.ts";
import { isFair, runContention } from "../contention/contest.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await sharedShop();
});

test("of a hundred buyers one gets the item, 99 are told that it is sold out, and nothing is charged or reserved for them", async () => {
  const { id, sku } = await findAvailableVariant(shop);
  await setStock(shop, id, -(await readAvailability(shop, sku)));
  const one = await runContention(shop, id, 1);
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
