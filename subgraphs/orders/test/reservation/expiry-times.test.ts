/** Expiry times of the reservation of an open checkout. */
import { products as contract } from "@hansa/contracts/products";
import { callPeer } from "@hansa/kit/rpc";
import { expect, test } from "vitest";
import { changeCheckout } from "../../src/store/checkout/checkouts.ts";
import { change, seeCheckout } from "../support/mutations.ts";
import { begin as beginAnonymously, fillIn } from "../support/purchase.ts";
import { minute, noon, type Shop, shop, stockLevelOf } from "../support/shop.ts";

const later = (minutes: number) => new Date(noon + minutes * minute).toISOString();

/** A checkout of a guest who has given an e-mail address. */
async function begin(s: Shop) {
  const checkout = await beginAnonymously(s);
  await fillIn(s, checkout.checkoutId);
  return checkout;
}

/** A step that changes nothing. */
function touch(s: Shop, checkoutId: string) {
  return change(s, "checkoutUpdate", { checkoutId });
}

test("each step extends the reservation to 15 minutes, 60 in all at most", async () => {
  const s = await shop();
  const { checkoutId, variantId } = await begin(s);
  const held: unknown[] = [];
  for (const step of [10, 10, 10, 10, 10, 9]) {
    await s.runtime.advance(step * minute);
    await s.work();
    held.push((await touch(s, checkoutId)).checkout?.reservedUntil);
  }
  expect(held).toEqual([later(25), later(35), later(45), later(55), later(60), later(60)]);
  expect(await stockLevelOf(s, variantId)).toEqual({ onHand: 10, reserved: 1 });
  await s.runtime.advance(minute + 1);
  await s.work();
  expect(await touch(s, checkoutId)).toMatchObject({ __typename: "CheckoutExpiredError" });
  expect(await stockLevelOf(s, variantId)).toEqual({ onHand: 10, reserved: 0 });
});

test("every step extends the reservation, and products learns of it once in half a minute", async () => {
  const s = await shop();
  const { checkoutId } = await begin(s);
  let calls = 0;
  s.transport.before("products.extend", async () => {
    calls += 1;
  });
  await s.runtime.advance(minute / 2 - 1);
  expect((await touch(s, checkoutId)).checkout?.reservedUntil).toBe(new Date(noon + 15.5 * minute - 1).toISOString());
  expect(calls).toBe(0);
  await s.runtime.advance(1);
  expect((await touch(s, checkoutId)).checkout?.reservedUntil).toBe(later(15.5));
  expect(calls).toBe(1);
});

test("after 15 minutes without a step the goods are released, and the cart can start again", async () => {
  const s = await shop();
  const { cartId, checkoutId, variantId } = await begin(s);
  await s.runtime.advance(15 * minute);
  await s.work();
  expect(await seeCheckout(s, checkoutId)).toMatchObject({ state: "OPEN" });
  await s.runtime.advance(1);
  await s.work();
  expect(await seeCheckout(s, checkoutId)).toMatchObject({ state: "EXPIRED", reservedUntil: null });
  expect(await stockLevelOf(s, variantId)).toEqual({ onHand: 10, reserved: 0 });
  expect(await touch(s, checkoutId)).toMatchObject({
    __typename: "CheckoutExpiredError",
    cart: { id: cartId, state: "OPEN", checkout: null },
  });
});

test("a step at the last moment wins over a timer that has already found the checkout overdue", async () => {
  const s = await shop();
  const ended = await begin(s);
  const other = await begin(s);
  await s.runtime.advance(15 * minute + 1);
  const { store } = s.running.service.deps;
  const step = store
    .awaitCommit(store.commits(), minute, new AbortController().signal)
    .then(() =>
      store.write("a-step", (tx) =>
        changeCheckout(tx, other.checkoutId, ["OPEN"], { reservedUntil: noon + 30 * minute }),
      ),
    );
  await s.work();
  expect(await step).toMatchObject({ reservedUntil: noon + 30 * minute });
  expect(await seeCheckout(s, ended.checkoutId)).toMatchObject({ state: "EXPIRED" });
  expect(await seeCheckout(s, other.checkoutId)).toMatchObject({ state: "OPEN" });
  expect(await stockLevelOf(s, other.variantId)).toEqual({ onHand: 10, reserved: 1 });
});

test("goods released by products end the checkout", async () => {
  const s = await shop();
  const { checkoutId, variantId } = await begin(s);
  await s.runtime.advance(10 * minute);
  await callPeer(s.products.peer, contract.release, { checkoutId });
  expect(await touch(s, checkoutId)).toMatchObject({ __typename: "CheckoutExpiredError" });
  expect(await stockLevelOf(s, variantId)).toEqual({ onHand: 10, reserved: 0 });
});
