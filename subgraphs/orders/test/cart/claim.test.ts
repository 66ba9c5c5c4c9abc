/** Claim of a guest's cart: effects on it, its checkout and the customer's own cart. */
import { expect, test } from "vitest";
import { change, present, seeCart, seeCheckout } from "../support/mutations.ts";
import { begin, cartWith, complete, paid, pay, ready, start } from "../support/purchase.ts";
import { ada, bob, type Shop, shop, stockLevelOf } from "../support/shop.ts";

const byAda = { viewer: ada };

function claim(s: Shop, cartId: string, strategy = "MERGE", sender = byAda) {
  return change(s, "cartClaim", { cartId, strategy }, sender);
}

async function activeCart(s: Shop): Promise<unknown> {
  const text = `query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on User { activeCart { id } } } }`;
  const response = await s.query(text, { refs: [{ __typename: "User", id: "user_ada" }] }, byAda);
  return response.data?._entities;
}

/** A guest's cart with two of a thing, and the customer's with one of it and one of another. */
async function twoCarts(s: Shop) {
  const [shared, own] = [await s.products.sell({ stock: 5_000 }), await s.products.sell()];
  const guests = await cartWith(s, [{ variantId: shared.variantId, quantity: 2 }]);
  const mine = [shared, own].map(({ variantId }) => ({ variantId, quantity: 1 }));
  return { shared, own, guests, mine: await cartWith(s, mine, byAda) };
}

test.each(["MERGE", "USE_GUEST", "USE_EXISTING"])(
  "%s without an existing cart of the customer: the guest's becomes it",
  async (strategy) => {
    const s = await shop();
    const { variantId } = await s.products.sell();
    const { id } = await cartWith(s, [{ variantId, quantity: 1 }]);
    expect(await claim(s, id, strategy)).toMatchObject({
      __typename: "CartSaved",
      cart: { id, version: 2, owner: { id: "user_ada" }, totalQuantity: 1 },
    });
    expect(await activeCart(s)).toEqual([{ activeCart: { id } }]);
    expect(await seeCart(s, id)).toBeNull();
  },
);

test("MERGE adds the quantities of the same variant and closes the guest's cart", async () => {
  const s = await shop();
  const { guests, mine } = await twoCarts(s);
  expect(await claim(s, guests.id)).toMatchObject({
    cart: { id: mine.id, version: 2, lines: [{ quantity: 3 }, { quantity: 1 }] },
  });
  expect(await seeCart(s, guests.id)).toMatchObject({ state: "CLOSED", lines: [] });
  expect(await activeCart(s)).toEqual([{ activeCart: { id: mine.id } }]);
});

test("MERGE adds quantities up to the shop's limit for a line", async () => {
  const s = await shop();
  const { shared, guests, mine } = await twoCarts(s);
  await change(s, "cartLinesAdd", { cartId: guests.id, lines: [{ variantId: shared.variantId, quantity: 997 }] });
  expect(await claim(s, guests.id)).toMatchObject({
    cart: { id: mine.id, lines: [{ quantity: 999 }, { quantity: 1 }] },
  });
});

test("MERGE puts new lines after the existing ones", async () => {
  const s = await shop();
  const { own, shared, guests, mine } = await twoCarts(s);
  const third = await s.products.sell();
  await change(s, "cartLinesAdd", { cartId: guests.id, lines: [{ variantId: third.variantId, quantity: 1 }] });
  await change(
    s,
    "cartLinesAdd",
    { cartId: mine.id, lines: [{ variantId: (await s.products.sell()).variantId, quantity: 1 }] },
    byAda,
  );
  await change(s, "cartLinesRemove", { cartId: mine.id, lineIds: [present(mine.lines[0]).id] }, byAda);
  const { cart } = await claim(s, guests.id);
  const order = present(cart).lines.map((line) => line.variant.id);
  expect(order[0]).toBe(own.variantId);
  expect(order.slice(2)).toEqual([shared.variantId, third.variantId]);
});

test("MERGE of too many lines is refused and leaves both carts unchanged", async () => {
  const s = await shop({ cartLimits: { lines: 2 } });
  const { guests, mine } = await twoCarts(s);
  const third = await s.products.sell();
  await change(s, "cartLinesAdd", { cartId: guests.id, lines: [{ variantId: third.variantId, quantity: 1 }] });
  expect(await claim(s, guests.id)).toMatchObject({ __typename: "CartLimitError", maximumLines: 2 });
  expect(await seeCart(s, guests.id)).toMatchObject({ state: "OPEN", totalQuantity: 3 });
  expect(await seeCart(s, mine.id, byAda)).toMatchObject({ version: 1, totalQuantity: 2 });
});

test("USE_GUEST keeps the guest's cart and closes the customer's; USE_EXISTING the other way round", async () => {
  const s = await shop();
  const { guests, mine } = await twoCarts(s);
  expect(await claim(s, guests.id, "USE_GUEST")).toMatchObject({ cart: { id: guests.id, totalQuantity: 2 } });
  expect(await seeCart(s, mine.id, byAda)).toMatchObject({ state: "CLOSED" });

  const { id: another } = await cartWith(s, []);
  expect(await claim(s, another, "USE_EXISTING")).toMatchObject({ cart: { id: guests.id, totalQuantity: 2 } });
  expect(await seeCart(s, another)).toMatchObject({ state: "CLOSED" });
});

test("carts of two currencies cannot be merged, but one of them can be chosen", async () => {
  const s = await shop();
  const { variantId } = await s.products.sell({ prices: { EUR: 1_000, USD: 1_100 } });
  const guests = await cartWith(s, [{ variantId, quantity: 1 }], {}, "USD");
  await cartWith(s, [{ variantId, quantity: 1 }], byAda);
  expect(await claim(s, guests.id)).toMatchObject({
    __typename: "CartCurrencyMismatchError",
    guestCurrency: "USD",
    existingCurrency: "EUR",
  });
  expect(await claim(s, guests.id, "USE_GUEST")).toMatchObject({ cart: { id: guests.id, currency: "USD" } });
});

test("claiming twice changes nothing more, with any strategy", async () => {
  const s = await shop();
  const { guests, mine } = await twoCarts(s);
  await claim(s, guests.id);
  expect(await claim(s, guests.id)).toMatchObject({ __typename: "CartClosedError" });
  expect(await claim(s, mine.id)).toMatchObject({ __typename: "CartSaved", cart: { version: 2, totalQuantity: 4 } });
});

test.each(["MERGE", "USE_GUEST", "USE_EXISTING"])("%s never touches another customer's cart", async (strategy) => {
  const s = await shop();
  const { mine } = await twoCarts(s);
  const result = claim(s, mine.id, strategy, { viewer: bob });
  expect(await result).toMatchObject({ __typename: "NotFoundError", path: ["input", "cartId"] });
  expect(await seeCart(s, mine.id, byAda)).toMatchObject({ version: 1, owner: { id: "user_ada" }, totalQuantity: 2 });
});

test("the checkout is claimed too, with its reservation, and belongs to the customer alone", async () => {
  const s = await shop();
  const { cartId, checkoutId, variantId } = await begin(s);
  await claim(s, cartId);
  expect(await seeCheckout(s, checkoutId)).toBeNull();
  expect(await seeCheckout(s, checkoutId, byAda)).toMatchObject({ state: "OPEN" });
  expect(await stockLevelOf(s, variantId)).toEqual({ onHand: 10, reserved: 1 });
});

test("an earlier checkout of the cart no longer shows it to holders of its id", async () => {
  const s = await shop();
  const { cartId, checkoutId, variantId } = await begin(s);
  await change(s, "cartLinesAdd", { cartId, lines: [{ variantId, quantity: 1 }] });
  await claim(s, cartId);
  expect(await seeCheckout(s, checkoutId)).toBeNull();
  expect(await change(s, "checkoutUpdate", { checkoutId, email: "a@b.example" })).toMatchObject({
    __typename: "NotFoundError",
  });
});

test("a checkout that a merge ends releases its stock, on both sides", async () => {
  const s = await shop();
  const { variantId, cartId } = await begin(s);
  const mine = await begin(s, {}, byAda);
  await claim(s, cartId);
  expect(await stockLevelOf(s, variantId)).toEqual({ onHand: 10, reserved: 0 });
  expect(await stockLevelOf(s, mine.variantId)).toEqual({ onHand: 10, reserved: 0 });
  expect(await seeCheckout(s, mine.checkoutId, byAda)).toMatchObject({ state: "EXPIRED", reservedUntil: null });
});

test("a guest's payment in progress continues in the customer's name if the cart is kept", async () => {
  const s = await shop();
  const { cartId, checkoutId } = await ready(s);
  await pay(s, checkoutId, { state: "inProgress" });
  await claim(s, cartId, "USE_GUEST");
  s.payments.move(present(s.payments.all[0]), "authorized");
  await s.applyEvents();
  expect(await complete(s, checkoutId, byAda)).toMatchObject({
    order: { state: "CONFIRMED", customer: { id: "user_ada" } },
    guestToken: null,
  });
});

test.each(["MERGE", "USE_EXISTING"])("%s would end a payment in progress, and is refused", async (strategy) => {
  const s = await shop();
  const { mine } = await twoCarts(s);
  const { cartId, checkoutId } = await ready(s);
  await pay(s, checkoutId, { state: "inProgress" });
  expect(await claim(s, cartId, strategy)).toMatchObject({
    __typename: "CheckoutLockedError",
    checkout: { id: checkoutId, state: "AWAITING_PAYMENT" },
  });
  expect(await seeCart(s, mine.id, byAda)).toMatchObject({ version: 1 });
});

test.each(["MERGE", "USE_GUEST"])(
  "%s would end a payment of the customer's own cart, and is refused",
  async (strategy) => {
    const s = await shop();
    const mine = await ready(s, {}, byAda);
    await pay(s, mine.checkoutId, { sender: byAda, state: "inProgress" });
    const { id } = await cartWith(s, []);
    expect(await claim(s, id, strategy)).toMatchObject({
      __typename: "CheckoutLockedError",
      checkout: { id: mine.checkoutId },
    });
    expect(await claim(s, id, "USE_EXISTING")).toMatchObject({ __typename: "CartSaved", cart: { id: mine.cartId } });
  },
);

test("a cart whose order is being placed cannot be claimed", async () => {
  const s = await shop();
  const { cartId } = await paid(s);
  await s.applyEvents();
  expect(await claim(s, cartId, "USE_GUEST")).toMatchObject({
    __typename: "CheckoutLockedError",
    checkout: { state: "COMPLETING" },
  });
});

test("a cart that became an order cannot be claimed", async () => {
  const s = await shop();
  const { cartId, checkoutId } = await paid(s);
  await complete(s, checkoutId);
  expect(await claim(s, cartId)).toMatchObject({ __typename: "CartClosedError" });
});

test("claiming during a reservation transfers the checkout too", async () => {
  const s = await shop();
  const { variantId } = await s.products.sell();
  const { id } = await cartWith(s, [{ variantId, quantity: 1 }]);
  s.transport.before("products.reserve", () => claim(s, id));
  const { checkout } = await start(s, id);
  expect(await seeCheckout(s, present(checkout).id)).toBeNull();
  expect(await seeCheckout(s, present(checkout).id, byAda)).toMatchObject({ state: "OPEN" });
});
