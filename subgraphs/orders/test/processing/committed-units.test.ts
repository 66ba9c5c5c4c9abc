/** Sold units of an order are on the shelf until they are sent: parcels, hand-overs and cancellations tell products, each once. */
import { expect, test } from "vitest";
import { present } from "../support/mutations.ts";
import { buy, cancelParts, prepareUnits, runRetries, ship } from "../support/order-changes.ts";
import { cartWith, complete, fillIn, paid, pay, start } from "../support/purchase.ts";
import { type Shop, shop, stockLevelOf } from "../support/shop.ts";

const movementsOf = async (s: Shop) =>
  (await s.products.rows("SELECT reason, delta FROM stock_ledger ORDER BY id")).slice(1);

test("an order takes units off the shelf with its parcels, and a cancelled unit can be sold again", async () => {
  const s = await shop();
  const bought = await buy(s);
  const level = () => stockLevelOf(s, bought.line.variantId);
  expect(await level()).toEqual({ onHand: 10, committed: 3, reserved: 0 });
  await prepareUnits(s, bought.orderId, [{ lineId: bought.line.lineId, quantity: 1 }]);
  expect(await level()).toEqual({ onHand: 10, committed: 3, reserved: 0 });
  await ship(s, bought, 1);
  expect(await level()).toEqual({ onHand: 9, committed: 2, reserved: 0 });
  await cancelParts(s, bought, 1);
  expect(await level()).toEqual({ onHand: 9, committed: 1, reserved: 0 });
  expect(await movementsOf(s)).toEqual([{ reason: "SHIPPED", delta: -1 }]);
});

/** A paid, not completed checkout of one unit of a variant. */
async function paidFor(s: Shop, variantId: string) {
  const cart = await cartWith(s, [{ variantId, quantity: 1 }]);
  const { checkout } = await start(s, cart.id);
  const checkoutId = present(checkout).id;
  await fillIn(s, checkoutId);
  return { checkoutId, payment: await pay(s, checkoutId) };
}

test("goods damaged below the reserved units go to who pays first, and another order ends before its capture", async () => {
  const s = await shop();
  const { variantId } = await s.products.sell({ stock: 2 });
  const first = await paidFor(s, variantId);
  const second = await paidFor(s, variantId);
  await s.products.receive(variantId, -1);
  expect(await complete(s, second.checkoutId)).toMatchObject({ order: { state: "CONFIRMED" } });
  expect(await complete(s, first.checkoutId)).toMatchObject({
    order: { state: "CANCELLED", cancelReason: "OUT_OF_STOCK" },
  });
  expect([second.payment.state, first.payment.state]).toEqual(["captured", "voided"]);
  expect(first.payment.capturedMinor).toBeUndefined();
  expect(await stockLevelOf(s, variantId)).toEqual({ onHand: 1, committed: 1, reserved: 0 });
});

test.each(["dropRequests", "loseResponses"] as const)(
  "goods that are handed over without a parcel leave the shelf once, also if the service dies: %s",
  async (kind) => {
    const s = await shop();
    s.transport[kind]("products.endCommitment");
    const bought = await buy(s, [{ quantity: 2 }, { quantity: 3, weightGrams: null }]);
    await ship(s, bought, 2);
    const levels = () => Promise.all(bought.lines.map(({ variantId }) => stockLevelOf(s, variantId)));
    await s.restart();
    s.transport.clearFaults();
    await runRetries(s);
    await runRetries(s);
    expect(await levels()).toEqual([
      { onHand: 8, reserved: 0 },
      { onHand: 7, reserved: 0 },
    ]);
    expect((await movementsOf(s)).filter((row) => Object(row).reason === "SHIPPED")).toEqual([
      { reason: "SHIPPED", delta: -2 },
      { reason: "SHIPPED", delta: -3 },
    ]);
  },
);

test("an order that is rolled back after its stock was sold leaves nothing committed", async () => {
  const s = await shop();
  const { checkoutId, variantId } = await paid(s);
  s.payments.captures.push({ outcome: "refused", reason: "blocked" });
  expect(await complete(s, checkoutId)).toMatchObject({ order: { state: "CANCELLED" } });
  await runRetries(s);
  expect(await stockLevelOf(s, variantId)).toEqual({ onHand: 10, reserved: 0 });
  expect(await movementsOf(s)).toEqual([]);
});
