/** Uses of promotions: held while a checkout lives, given back when nothing comes of it, used when an order is certain, taken along by whoever signs in. */
import { expect, test } from "vitest";
import { change, present, seeCart, seeCheckout } from "./asks.ts";
import { cartWith, complete, fillIn, newKey, pay, start } from "./buying.ts";
import { apply, cartWithCode, checkoutWithCode, tenPercent, usesOf } from "./promoting.ts";
import { ada, minute, type Shop, shop } from "./shop.ts";

const asAda = { viewer: ada };

const ways: [
  string,
  (s: Shop, ids: { cartId: string; checkoutId: string; lineId: string; variantId: string }) => Promise<unknown>,
][] = [
  [
    "the cart is changed",
    (s, { cartId, lineId }) => change(s, "cartLinesUpdate", { cartId, lines: [{ lineId, quantity: 2 }] }),
  ],
  ["the code is taken off", (s, { cartId }) => change(s, "cartCodeRemove", { cartId })],
  [
    "the hold runs out",
    async (s) => {
      await s.world.advance(16 * minute);
      await s.work();
    },
  ],
  [
    "nobody pays in time",
    async (s, { checkoutId }) => {
      await fillIn(s, checkoutId);
      await pay(s, checkoutId, { state: "inProgress" });
      for (let passed = 0; passed <= 60; passed += 5) {
        await s.world.advance(5 * minute);
        await s.work();
      }
    },
  ],
  [
    "the goods are gone when the money comes",
    async (s, { checkoutId, variantId }) => {
      await fillIn(s, checkoutId);
      await pay(s, checkoutId);
      await s.world.advance(26 * minute);
      await s.products.service.runJobsOnce();
      await s.products.receive(variantId, -10);
      expect((await complete(s, checkoutId)).order).toMatchObject({ state: "CANCELLED" });
    },
  ],
  [
    "the card is refused in the end",
    async (s, { checkoutId }) => {
      s.payments.captures.push({ outcome: "refused", reason: "blocked" });
      await fillIn(s, checkoutId);
      await pay(s, checkoutId);
      expect((await complete(s, checkoutId)).order).toMatchObject({ state: "CANCELLED" });
    },
  ],
];

test.each(ways)("a use is given back when %s", async (_name, end) => {
  const s = await shop();
  const id = await tenPercent(s, "BACK", { usesTotal: 1 });
  const { variantId } = await s.products.sell();
  const { cartId, checkoutId } = await checkoutWithCode(s, variantId, "BACK");
  const lineId = present(present(await seeCart(s, cartId)).lines[0]).id;
  expect(await usesOf(s, id)).toEqual({ taken: 1, states: ["held"] });
  await end(s, { cartId, checkoutId, lineId, variantId });
  expect(await usesOf(s, id)).toEqual({ taken: 0, states: ["released"] });
  await s.products.receive(variantId, 20);
  const next = await checkoutWithCode(s, variantId, "BACK");
  expect(await seeCheckout(s, next.checkoutId)).toMatchObject({ totals: { discount: { minor: 100 } } });
});

test("a use is given back when the goods are refused at the start, and the same cart may have it again", async () => {
  const s = await shop();
  const id = await tenPercent(s, "BACK", { usesTotal: 1 });
  const { variantId } = await s.products.sell({ stock: 1 });
  const cartId = await cartWithCode(s, variantId, "BACK");
  await s.products.receive(variantId, -1);
  expect(await start(s, cartId)).toMatchObject({ __typename: "OutOfStockError" });
  expect(await usesOf(s, id)).toEqual({ taken: 0, states: ["released"] });
  await s.products.receive(variantId, 1);
  expect(await start(s, cartId)).toMatchObject({ checkout: { totals: { discount: { minor: 100 } } } });
  expect(await usesOf(s, id)).toEqual({ taken: 1, states: ["released", "held"] });
});

test("an answer about the goods that is lost does not take a second use", async () => {
  const s = await shop();
  const id = await tenPercent(s, "ONCE", { usesTotal: 1 });
  const { variantId } = await s.products.sell();
  const cartId = await cartWithCode(s, variantId, "ONCE");
  const idempotencyKey = newKey();
  s.line.loseAnswers("products.reserve");
  await expect(start(s, cartId, {}, { idempotencyKey })).rejects.toThrow();
  await s.restart();
  s.line.mend();
  expect(await start(s, cartId, {}, { idempotencyKey })).toMatchObject({
    checkout: { totals: { discount: { minor: 100 } } },
  });
  expect(await usesOf(s, id)).toEqual({ taken: 1, states: ["held"] });
});

test("reopening keeps the use, for the checkout can be paid again as it is; changing the cart then gives it back", async () => {
  const s = await shop();
  const id = await tenPercent(s, "KEPT", { usesTotal: 1 });
  const { variantId } = await s.products.sell();
  const { cartId, checkoutId } = await checkoutWithCode(s, variantId, "KEPT");
  await fillIn(s, checkoutId);
  await pay(s, checkoutId, { state: "inProgress" });
  const { checkout } = await change(s, "checkoutReopen", { checkoutId, idempotencyKey: newKey() });
  expect(checkout).toMatchObject({ state: "OPEN", totals: { discount: { minor: 100 } } });
  expect(await usesOf(s, id)).toEqual({ taken: 1, states: ["held"] });
  await change(s, "cartCodeRemove", { cartId });
  expect(await usesOf(s, id)).toEqual({ taken: 0, states: ["released"] });
});

test("what an order has used stays used", async () => {
  const s = await shop();
  const id = await tenPercent(s, "USED", { usesTotal: 1 });
  const { variantId } = await s.products.sell();
  const { cartId, checkoutId } = await checkoutWithCode(s, variantId, "USED");
  await fillIn(s, checkoutId);
  await pay(s, checkoutId);
  await complete(s, checkoutId);
  await complete(s, checkoutId);
  expect(await usesOf(s, id)).toEqual({ taken: 1, states: ["used"] });
  await s.world.advance(60 * minute);
  await s.work();
  expect(await usesOf(s, id)).toEqual({ taken: 1, states: ["used"] });
  const next = await cartWith(s, [{ variantId, quantity: 1 }]);
  expect(await apply(s, next.id, "used")).toMatchObject({ reason: "LIMIT_REACHED" });
  expect(await seeCart(s, cartId)).toMatchObject({ state: "CLOSED" });
  expect(() => s.meddle("UPDATE promotion_uses SET state = 'released'")).toThrow("stays used");
});

test("signing in takes a guest's use along, and gives back that of the cart that it takes the place of", async () => {
  const s = await shop();
  const id = await tenPercent(s, "EACH", { usesPerCustomer: 1 });
  const { variantId } = await s.products.sell();
  const guest = await checkoutWithCode(s, variantId, "EACH");
  await change(s, "cartClaim", { cartId: guest.cartId, strategy: "USE_GUEST" }, asAda);
  expect(s.rows("SELECT customer_key AS who FROM promotion_uses")).toEqual([{ who: "user_ada" }]);
  const second = await checkoutWithCode(s, variantId, "EACH");
  const claimed = await change(s, "cartClaim", { cartId: second.cartId, strategy: "USE_GUEST" }, asAda);
  expect(claimed).toMatchObject({ __typename: "CartSaved", cart: { code: "EACH" } });
  expect(await start(s, second.cartId, asAda)).toMatchObject({ __typename: "CheckoutStarted" });
  expect(await usesOf(s, id)).toMatchObject({ taken: 1 });
});

test("claiming a checkout with a code that the customer holds elsewhere ends that checkout, not its payment", async () => {
  const s = await shop();
  const id = await tenPercent(s, "EACH", { usesPerCustomer: 1 });
  const { variantId } = await s.products.sell();
  const own = await checkoutWithCode(s, variantId, "EACH", asAda);
  await fillIn(s, own.checkoutId, asAda);
  await pay(s, own.checkoutId, { asker: asAda });
  await complete(s, own.checkoutId, asAda);

  const open = await checkoutWithCode(s, variantId, "EACH");
  await change(s, "cartClaim", { cartId: open.cartId }, asAda);
  expect(await seeCheckout(s, open.checkoutId, asAda)).toMatchObject({ state: "EXPIRED" });
  expect(await start(s, open.cartId, asAda)).toMatchObject({
    __typename: "CodeRejectedError",
    reason: "LIMIT_REACHED",
  });
  expect(await usesOf(s, id)).toEqual({ taken: 1, states: ["used", "released"] });

  const paying = await checkoutWithCode(s, variantId, "EACH");
  await fillIn(s, paying.checkoutId);
  const payment = await pay(s, paying.checkoutId, { state: "inProgress" });
  await change(s, "cartClaim", { cartId: paying.cartId, strategy: "USE_GUEST" }, asAda);
  s.payments.move(payment, "authorized");
  expect((await complete(s, paying.checkoutId, asAda)).order).toMatchObject({
    state: "CONFIRMED",
    totals: { discount: { minor: 100 } },
  });
});
