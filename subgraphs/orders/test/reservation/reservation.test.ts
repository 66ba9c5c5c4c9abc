/** Reservation of a checkout: lost responses, concurrent changes of the cart and concurrent attempts leave no reservation behind. */
import { expect, test } from "vitest";
import { change, present, seeCart, seeCheckout } from "../support/mutations.ts";
import { begin, cartWith, start } from "../support/purchase.ts";
import { minute, shop, stockLevelOf } from "../support/shop.ts";

test("a price that changes at the last moment is reported the same way, and nothing stays reserved", async () => {
  const s = await shop();
  const { variantId } = await s.products.sell();
  const cart = await cartWith(s, [{ variantId, quantity: 1 }]);
  s.transport.before("products.reserve", () => s.products.price(variantId, 900));
  expect(await start(s, cart.id)).toMatchObject({
    __typename: "PriceChangedError",
    cart: { version: 2, checkout: null, lines: [{ unitPrice: { minor: 900 } }] },
    changes: [{ was: { minor: 1_000 } }],
  });
  expect(await stockLevelOf(s, variantId)).toEqual({ onHand: 10, reserved: 0 });
  expect(await start(s, cart.id)).toMatchObject({ __typename: "CheckoutStarted" });
});

test("a cart changed while a last-moment price is reported keeps the change", async () => {
  const s = await shop();
  const [removed, remaining] = [await s.products.sell(), await s.products.sell()];
  const cart = await cartWith(s, [
    { variantId: removed.variantId, quantity: 1 },
    { variantId: remaining.variantId, quantity: 1 },
  ]);
  s.transport.before("products.reserve", async () => {
    await s.products.price(removed.variantId, 900);
    await change(s, "cartLinesRemove", { cartId: cart.id, lineIds: [present(cart.lines[0]).id] });
  });
  expect(await start(s, cart.id)).toMatchObject({ __typename: "CartConflictError", current: { version: 2 } });
  expect(await seeCart(s, cart.id)).toMatchObject({ version: 2, lines: [{ variant: { id: remaining.variantId } }] });
});

test("two buyers and one last item: one reserves it, the other is told that none is left", async () => {
  const s = await shop();
  const { variantId } = await s.products.sell({ stock: 1 });
  const carts = [await cartWith(s, [{ variantId, quantity: 1 }]), await cartWith(s, [{ variantId, quantity: 1 }])];
  const responses = await Promise.all(carts.map((cart) => start(s, cart.id)));
  expect(responses.map((response) => response.__typename).sort()).toEqual(["CheckoutStarted", "OutOfStockError"]);
  expect(await stockLevelOf(s, variantId)).toEqual({ onHand: 1, reserved: 1 });
});

test("while products is down the error is coded, and a later start works", async () => {
  const s = await shop();
  const { variantId } = await s.products.sell();
  const { id } = await cartWith(s, [{ variantId, quantity: 1 }]);
  s.transport.dropRequests("products");
  await expect(start(s, id)).rejects.toThrow("SUBGRAPH_UNAVAILABLE");
  s.transport.clearFaults();
  expect(await start(s, id)).toMatchObject({ __typename: "CheckoutStarted" });
});

test("when the response to a reservation is lost, the checkout is not visible, and the next start continues with the same reservation", async () => {
  const s = await shop();
  const { variantId } = await s.products.sell();
  const cart = await cartWith(s, [{ variantId, quantity: 2 }]);
  s.transport.loseResponses("products.reserve");
  await expect(start(s, cart.id)).rejects.toThrow("SUBGRAPH_UNAVAILABLE");
  const [row] = await s.rows("SELECT id, reserved FROM checkouts");
  expect(row).toMatchObject({ reserved: 0 });
  expect(await seeCart(s, cart.id)).toMatchObject({ state: "OPEN", checkout: null });
  await s.restart();
  s.transport.clearFaults();
  const { checkout } = await start(s, cart.id);
  expect(row).toMatchObject({ id: present(checkout).id });
  expect(await stockLevelOf(s, variantId)).toEqual({ onHand: 10, reserved: 2 });
});

test("a reservation whose response was lost and whose buyer never returns is released", async () => {
  const s = await shop();
  const { variantId } = await s.products.sell();
  const cart = await cartWith(s, [{ variantId, quantity: 2 }]);
  s.transport.loseResponses("products.reserve");
  await expect(start(s, cart.id)).rejects.toThrow("SUBGRAPH_UNAVAILABLE");
  s.transport.clearFaults();
  await s.runtime.advance(15 * minute + 1);
  await s.work();
  expect(await stockLevelOf(s, variantId)).toEqual({ onHand: 10, reserved: 0 });
});

test("a cart changed during its reservation is not bought in its old state, and nothing stays reserved", async () => {
  const s = await shop();
  const { variantId } = await s.products.sell();
  const cart = await cartWith(s, [{ variantId, quantity: 1 }]);
  const more = { cartId: cart.id, lines: [{ variantId, quantity: 1 }] };
  for (const when of [s.transport.before, s.transport.after]) {
    when("products.reserve", () => change(s, "cartLinesAdd", more));
    expect(await start(s, cart.id)).toMatchObject({ __typename: "CartConflictError" });
    expect(await stockLevelOf(s, variantId)).toEqual({ onHand: 10, reserved: 0 });
  }
});

test("of two starts, one refused and one successful, no reservation remains without a checkout", async () => {
  const s = await shop();
  const { variantId } = await s.products.sell({ stock: 1 });
  const cart = await cartWith(s, [{ variantId, quantity: 1 }]);
  await s.products.receive(variantId, -1);
  let second: unknown;
  s.transport.after("products.reserve", async () => {
    await s.products.receive(variantId, 1);
    second = await start(s, cart.id);
  });
  const first = await start(s, cart.id);
  expect(second).toMatchObject({ __typename: "CheckoutStarted", checkout: { state: "OPEN" } });
  expect(first).toMatchObject({ __typename: "CheckoutStarted", checkout: { state: "OPEN" } });
  expect(await seeCart(s, cart.id)).toMatchObject({ checkout: { id: present(first.checkout).id, state: "OPEN" } });
  expect(await stockLevelOf(s, variantId)).toEqual({ onHand: 1, reserved: 1 });
});

test("a reservation that arrives after its start was refused is released", async () => {
  const s = await shop();
  const { variantId } = await s.products.sell({ stock: 1 });
  const cart = await cartWith(s, [{ variantId, quantity: 1 }]);
  await s.products.receive(variantId, -1);
  const late = s.transport.delayRequests("products.reserve");
  const second = start(s, cart.id);
  await late.arrived;
  s.transport.clearFaults();
  expect(await start(s, cart.id)).toMatchObject({ __typename: "OutOfStockError" });
  await s.products.receive(variantId, 1);
  late.releaseAll();
  expect(await second).toMatchObject({ __typename: "CartConflictError" });
  expect(await stockLevelOf(s, variantId)).toEqual({ onHand: 1, reserved: 0 });
});

test("changing the cart while the checkout is open ends the checkout and releases the goods", async () => {
  const s = await shop();
  const { cartId, checkoutId, variantId } = await begin(s);
  await change(s, "cartLinesAdd", { cartId, lines: [{ variantId, quantity: 1 }] });
  expect(await seeCheckout(s, checkoutId)).toMatchObject({ state: "EXPIRED", reservedUntil: null });
  expect(await stockLevelOf(s, variantId)).toEqual({ onHand: 10, reserved: 0 });
  const { checkout } = await start(s, cartId);
  expect(present(checkout).id).not.toBe(checkoutId);
  expect(await stockLevelOf(s, variantId)).toEqual({ onHand: 10, reserved: 2 });
});

test("goods that could not be released at once are released by the timer, also after a restart", async () => {
  const s = await shop();
  const { cartId, variantId } = await begin(s);
  s.transport.dropRequests("products.release");
  await change(s, "cartLinesRemove", { cartId, lineIds: [] });
  expect(await stockLevelOf(s, variantId)).toEqual({ onHand: 10, reserved: 1 });
  await s.restart();
  s.transport.clearFaults();
  await s.work();
  expect(await stockLevelOf(s, variantId)).toEqual({ onHand: 10, reserved: 0 });
  const released = s.transport.requests.length;
  await s.work();
  expect(s.transport.requests.slice(released)).not.toContain("products.release");
});
