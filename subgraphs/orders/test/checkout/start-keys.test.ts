/** Idempotency keys of a checkout's start: one key starts one checkout, and its requests get one response. */
import { expect, test } from "vitest";
import { change, present } from "../support/mutations.ts";
import { begin, cartWith, newKey, start } from "../support/purchase.ts";
import { ada, bob, shop, stockLevelOf } from "../support/shop.ts";

test("the same key returns the same checkout, marked as a replay; with other arguments it is refused", async () => {
  const s = await shop();
  const { variantId } = await s.products.sell();
  const cart = await cartWith(s, [{ variantId, quantity: 1 }]);
  const input = { cartId: cart.id, email: "a@example.com", idempotencyKey: newKey() };
  const first = await change(s, "checkoutStart", input);
  expect(first.replayed).toBe(false);
  await change(s, "cartLinesAdd", { cartId: cart.id, lines: [{ variantId, quantity: 1 }] });
  expect(await change(s, "checkoutStart", input)).toMatchObject({
    __typename: "CheckoutStarted",
    replayed: true,
    checkout: { id: present(first.checkout).id, state: "EXPIRED" },
  });
  expect(await change(s, "checkoutStart", { ...input, email: "b@example.com" })).toMatchObject({
    __typename: "IdempotencyKeyReusedError",
    path: ["input", "idempotencyKey"],
  });
});

test("another person's equal key neither collides nor reveals anything", async () => {
  const s = await shop();
  const variant = await s.products.sell();
  const lines = [{ variantId: variant.variantId, quantity: 1 }];
  const [one, two] = [await cartWith(s, lines, { viewer: ada }), await cartWith(s, lines, { viewer: bob })];
  const first = await change(s, "checkoutStart", { cartId: one.id, idempotencyKey: "k" }, { viewer: ada });
  const second = await change(s, "checkoutStart", { cartId: two.id, idempotencyKey: "k" }, { viewer: bob });
  expect(second).toMatchObject({ __typename: "CheckoutStarted", replayed: false });
  expect(present(second.checkout).id).not.toBe(present(first.checkout).id);
});

test("a refusal leaves the key free", async () => {
  const s = await shop();
  const { variantId } = await s.products.sell({ stock: 1 });
  const cart = await cartWith(s, [{ variantId, quantity: 1 }]);
  await s.products.receive(variantId, -1);
  const input = { cartId: cart.id, idempotencyKey: newKey() };
  expect(await change(s, "checkoutStart", input)).toMatchObject({ __typename: "OutOfStockError" });
  await s.products.receive(variantId, 1);
  expect(await change(s, "checkoutStart", input)).toMatchObject({ __typename: "CheckoutStarted", replayed: false });
});

test("a key is bound as soon as work has started under it, and that work is resumed", async () => {
  const s = await shop();
  const { variantId } = await s.products.sell();
  const cart = await cartWith(s, [{ variantId, quantity: 2 }]);
  const input = { cartId: cart.id, idempotencyKey: newKey() };
  s.transport.loseResponses("products.reserve");
  expect(await change(s, "checkoutStart", input).catch(() => "no answer")).toBe("no answer");
  s.transport.clearFaults();
  const other = { ...input, email: "ada@example.com" };
  expect(await change(s, "checkoutStart", other)).toMatchObject({ __typename: "IdempotencyKeyReusedError" });
  expect(await change(s, "checkoutStart", input)).toMatchObject({ __typename: "CheckoutStarted", replayed: false });
  expect(await change(s, "checkoutStart", input)).toMatchObject({ __typename: "CheckoutStarted", replayed: true });
  expect(await stockLevelOf(s, variantId)).toEqual({ onHand: 10, reserved: 2 });
});

test("a start whose checkout has ended meanwhile gets the response that the first one under its key has got", async () => {
  const s = await shop();
  const { variantId } = await s.products.sell();
  const cart = await cartWith(s, [{ variantId, quantity: 1 }]);
  const input = { cartId: cart.id, idempotencyKey: newKey() };
  let first: Awaited<ReturnType<typeof change>> | undefined;
  s.transport.after("products.reserve", async () => {
    first = await change(s, "checkoutStart", input);
    await change(s, "cartLinesAdd", { cartId: cart.id, lines: [{ variantId, quantity: 1 }] });
  });
  const second = await change(s, "checkoutStart", input);
  expect(first).toMatchObject({ __typename: "CheckoutStarted", replayed: false });
  expect(second).toMatchObject({
    __typename: "CheckoutStarted",
    replayed: true,
    checkout: { id: present(first?.checkout).id, state: "EXPIRED" },
  });
});

test("a start that is refused with the first one under its key gives the reason, not a conflict", async () => {
  const s = await shop();
  const { variantId } = await s.products.sell({ stock: 1 });
  const cart = await cartWith(s, [{ variantId, quantity: 1 }]);
  await start(s, (await cartWith(s, [{ variantId, quantity: 1 }])).id);
  const input = { cartId: cart.id, idempotencyKey: newKey() };
  s.transport.after("products.reserve", async () => {
    expect(await change(s, "checkoutStart", input)).toMatchObject({ __typename: "OutOfStockError" });
  });
  expect(await change(s, "checkoutStart", input)).toMatchObject({ __typename: "OutOfStockError" });
});

test.each(["", "  ", "x".repeat(256)])("an empty or overlong key is refused", async (idempotencyKey) => {
  const s = await shop();
  const { cartId, checkoutId } = await begin(s);
  const refused = { __typename: "ValidationError" };
  expect(await change(s, "checkoutStart", { cartId, idempotencyKey })).toMatchObject(refused);
  expect(await change(s, "checkoutReopen", { checkoutId, idempotencyKey })).toMatchObject(refused);
  expect(await change(s, "checkoutComplete", { checkoutId, idempotencyKey })).toMatchObject(refused);
});
