/** Limits of promotions: never exceeded, overall or by one customer, however many buy at once. */
import { expect, test } from "vitest";
import { assignUse, releaseUses, takeUse } from "../src/store/promotion-uses.ts";
import { change, present, seeCheckout } from "./asks.ts";
import { cartWith, fillIn, start } from "./buying.ts";
import { whileTimePasses } from "./passing-time.ts";
import { cartWithCode, checkoutWithCode, promote, tenPercent, usesOf } from "./promoting.ts";
import { ada, bob, shop } from "./shop.ts";

const asAda = { viewer: ada };

test("a code with one use and twenty buyers at once: exactly one has it, and the others hear why", async () => {
  const s = await shop();
  const id = await tenPercent(s, "FIRST", { usesTotal: 1 });
  const { variantId } = await s.products.sell({ stock: 100 });
  const carts: string[] = [];
  for (let buyer = 0; buyer < 20; buyer += 1) carts.push(await cartWithCode(s, variantId, "FIRST"));
  const answers = await Promise.all(carts.map((cartId) => start(s, cartId)));
  const [won, lost] = [
    answers.filter((answer) => answer.__typename === "CheckoutStarted"),
    answers.filter((answer) => answer.__typename === "CodeRejectedError"),
  ];
  expect([won.length, lost.length]).toEqual([1, 19]);
  for (const answer of lost) expect(answer).toMatchObject({ reason: "LIMIT_REACHED" });
  expect(won[0]?.checkout?.totals).toMatchObject({ discount: { minor: 100 } });
  expect(await usesOf(s, id)).toEqual({ taken: 1, states: ["held"] });
  expect(s.rows("SELECT count(*) AS checkouts FROM checkouts")).toEqual([{ checkouts: 1 }]);
});

test("two processes on one store give the last use once", async () => {
  const s = await shop();
  const id = await tenPercent(s, "LAST", { usesTotal: 1 });
  const { variantId } = await s.products.sell();
  const carts = [await cartWithCode(s, variantId, "LAST"), await cartWithCode(s, variantId, "LAST")];
  const [here, there] = [s.running.service, await s.twin()];
  const starting = Promise.all(
    carts.map(async (cartId, index) => {
      s.running.service = index === 0 ? here : there;
      return start(s, cartId);
    }),
  );
  const answers = await whileTimePasses(s.world, starting);
  s.running.service = here;
  expect(answers.map((answer) => answer.__typename).sort()).toEqual(["CheckoutStarted", "CodeRejectedError"]);
  expect(await usesOf(s, id)).toEqual({ taken: 1, states: ["held"] });
});

test("an automatic promotion that is used up simply is not at work", async () => {
  const s = await shop();
  const id = await promote(s, { label: "For the first", percentOff: "10", usesTotal: 1 });
  const { variantId } = await s.products.sell();
  const [first, second] = await Promise.all(
    [1, 2].map(async () => {
      const cart = await cartWith(s, [{ variantId, quantity: 1 }]);
      return present((await start(s, cart.id)).checkout);
    }),
  );
  const off = [first, second].map((checkout) => checkout?.totals.discount.minor).sort();
  expect(off).toEqual([0, 100]);
  expect(await usesOf(s, id)).toEqual({ taken: 1, states: ["held"] });
  expect(await cartWith(s, [{ variantId, quantity: 1 }])).toMatchObject({ discounts: [] });
});

test("two checkouts of the same customer at once: one has the code that a customer may use once", async () => {
  const s = await shop();
  const id = await tenPercent(s, "EACH", { usesPerCustomer: 1 });
  const { variantId } = await s.products.sell();
  const carts = [await cartWithCode(s, variantId, "EACH", asAda), await cartWithCode(s, variantId, "EACH", asAda)];
  const bobs = await cartWithCode(s, variantId, "EACH", { viewer: bob });
  const answers = await Promise.all([
    ...carts.map((cartId) => start(s, cartId, asAda)),
    start(s, bobs, { viewer: bob }),
  ]);
  expect(answers.map((answer) => answer.__typename).sort()).toEqual([
    "CheckoutStarted",
    "CheckoutStarted",
    "CodeRejectedError",
  ]);
  expect(answers[2]?.__typename).toBe("CheckoutStarted");
  expect(await usesOf(s, id)).toEqual({ taken: 2, states: ["held", "held"] });
});

test("two guests' checkouts with one e-mail address: whoever gives it second is refused, and nothing is set", async () => {
  const s = await shop();
  const id = await tenPercent(s, "EACH", { usesPerCustomer: 1 });
  const { variantId } = await s.products.sell();
  const begun = [await checkoutWithCode(s, variantId, "EACH"), await checkoutWithCode(s, variantId, "EACH")];
  const emails = ["Guest@Example.com", " guest@example.com"];
  const answers = await Promise.all(
    begun.map(({ checkoutId }, index) => fillIn(s, checkoutId, {}, { email: emails[index] })),
  );
  expect(answers.map((answer) => answer.__typename).sort()).toEqual(["CheckoutSaved", "CodeRejectedError"]);
  const refused = answers.findIndex((answer) => answer.__typename === "CodeRejectedError");
  expect(answers[refused]).toMatchObject({ reason: "LIMIT_REACHED", path: ["input", "email"], minimum: null });
  const { checkoutId, cartId } = present(begun[refused]);
  expect(await seeCheckout(s, checkoutId)).toMatchObject({ state: "OPEN", email: null, shippingAddress: null });
  expect(await s.payable(checkoutId)).toEqual({ outcome: "notPayable", reason: "INCOMPLETE" });
  expect(await fillIn(s, checkoutId, {}, { email: "other@example.com" })).toMatchObject({
    __typename: "CheckoutSaved",
  });
  expect(await usesOf(s, id)).toEqual({ taken: 2, states: ["held", "held"] });
  await change(s, "cartCodeRemove", { cartId });
  expect(await usesOf(s, id)).toMatchObject({ taken: 1 });
});

test("an e-mail address that is known when a guest's checkout starts counts at once", async () => {
  const s = await shop();
  await tenPercent(s, "EACH", { usesPerCustomer: 1 });
  const { variantId } = await s.products.sell();
  const email = "guest@example.com";
  await start(s, await cartWithCode(s, variantId, "EACH"), {}, { email });
  expect(await start(s, await cartWithCode(s, variantId, "EACH"), {}, { email: "GUEST@example.com" })).toMatchObject({
    __typename: "CodeRejectedError",
    reason: "LIMIT_REACHED",
  });
});

test("an automatic promotion that this e-mail address has used up is not at work once the address is given", async () => {
  const s = await shop();
  const id = await promote(s, { label: "Once for each", percentOff: "10", usesPerCustomer: 1 });
  const { variantId } = await s.products.sell();
  const checkouts: string[] = [];
  for (const _guest of [1, 2]) {
    const { id: cartId } = await cartWith(s, [{ variantId, quantity: 1 }]);
    checkouts.push(present((await start(s, cartId)).checkout).id);
  }
  const [first, second] = checkouts;
  expect(await fillIn(s, present(first))).toMatchObject({ checkout: { totals: { discount: { minor: 100 } } } });
  expect(await fillIn(s, present(second))).toMatchObject({
    checkout: { discounts: [], totals: { discount: { minor: 0 } } },
  });
  expect(await usesOf(s, id)).toEqual({ taken: 1, states: ["held", "released"] });
  const other = { email: "other@example.com" };
  expect(await fillIn(s, present(second), {}, other)).toMatchObject({
    checkout: { totals: { discount: { minor: 100 } } },
  });
});

test("a checkout that is updated again and again holds one use", async () => {
  const s = await shop();
  const id = await tenPercent(s, "ONE", { usesTotal: 1, usesPerCustomer: 1 });
  const { variantId } = await s.products.sell();
  const { checkoutId } = await checkoutWithCode(s, variantId, "ONE");
  for (const email of ["a@example.com", "a@example.com", "b@example.com"]) {
    expect(await fillIn(s, checkoutId, {}, { email })).toMatchObject({ __typename: "CheckoutSaved" });
  }
  expect(await usesOf(s, id)).toEqual({ taken: 1, states: ["held"] });
  expect(s.rows("SELECT customer_key AS who FROM promotion_uses")).toEqual([{ who: "b@example.com" }]);
});

test("the statement that takes a use asks the limits itself, and so does the one that says whose it is", async () => {
  const s = await shop();
  const [total, each] = [
    await tenPercent(s, "ALL", { usesTotal: 1 }),
    await tenPercent(s, "EACH", { usesPerCustomer: 1 }),
  ];
  const { store } = s.running.service.deps;
  const take = (promotionId: string, checkoutId: string, customerKey: string | null) =>
    store.write("take", (tx) => takeUse(tx, { promotionId, checkoutId, customerKey }));
  expect([await take(total, "chk_1", null), await take(total, "chk_2", null)]).toEqual([true, false]);
  expect([await take(total, "chk_1", null), await usesOf(s, total)]).toEqual([false, { taken: 1, states: ["held"] }]);
  expect([
    await take(each, "chk_1", "a@b.c"),
    await take(each, "chk_2", "a@b.c"),
    await take(each, "chk_2", null),
  ]).toEqual([true, false, true]);
  const assign = (customerKey: string) =>
    store.write("assign", (tx) => assignUse(tx, { promotionId: each, checkoutId: "chk_2", customerKey }));
  expect([await assign("a@b.c"), await assign("d@e.f"), await assign("d@e.f")]).toEqual([false, true, true]);
  await store.write("release", (tx) => releaseUses(tx, "chk_1"));
  await store.write("release-again", (tx) => releaseUses(tx, "chk_1"));
  expect([await take(total, "chk_2", null), await usesOf(s, total)]).toEqual([
    true,
    { taken: 1, states: ["released", "held"] },
  ]);
  expect(await take("promo_none", "chk_1", null)).toBe(false);
});
