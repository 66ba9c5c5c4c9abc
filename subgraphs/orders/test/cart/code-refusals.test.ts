/** Refusals of promotion codes: their reasons, and that they change nothing. */
import { expect, test } from "vitest";
import { apply, promote, tenPercent } from "../support/back-office/promotions.ts";
import { change, present, seeCart } from "../support/mutations.ts";
import { cartWith, fillIn, newKey, paid, pay, ready, start } from "../support/purchase.ts";
import { ada, bob, minute, noon, type Shop, shop } from "../support/shop.ts";

const at = (ms: number) => new Date(noon + ms).toISOString();
const eur = (minor: number) => ({ minor, currency: "EUR" });

/** A cart with two things of 10.00. */
async function twoVariants(s: Shop, options: { collectionIds?: string[]; weightGrams?: null } = {}) {
  const { variantId } = await s.products.sell(options);
  return { variantId, cart: await cartWith(s, [{ variantId, quantity: 2 }]) };
}

test.each([
  ["UNKNOWN", "MISSING", {}, null],
  ["NOT_STARTED", "CODE", { startsAt: at(minute) }, null],
  ["ENDED", "CODE", { startsAt: at(-minute), endsAt: at(0) }, null],
  ["NOT_APPLICABLE", "CODE", { variantIds: ["var_other"] }, null],
  ["NOT_APPLICABLE", "CODE", { rateOff: null, amountsOff: [{ minor: 100, currency: "USD" }] }, null],
  ["NOT_APPLICABLE", "CODE", { minimumSubtotals: [{ minor: 100, currency: "USD" }] }, null],
  ["BELOW_MINIMUM", "CODE", { minimumSubtotals: [eur(2_001)] }, eur(2_001)],
])("a code is refused as %s, and the earlier one stays", async (reason, code, terms, minimum) => {
  const s = await shop();
  await tenPercent(s, "BEFORE");
  await tenPercent(s, "CODE", terms);
  const { cart } = await twoVariants(s);
  await apply(s, cart.id, "before");
  expect(await apply(s, cart.id, code)).toMatchObject({
    __typename: "CodeRejectedError",
    code: "CODE_REJECTED",
    path: ["input", "code"],
    reason,
    minimum,
  });
  expect(await seeCart(s, cart.id)).toMatchObject({ version: 2, code: "BEFORE", totals: { discount: eur(200) } });
});

test("free shipping is refused if nothing is shipped", async () => {
  const s = await shop();
  await promote(s, { code: "FREE", freeShipping: true });
  const { cart } = await twoVariants(s, { weightGrams: null });
  expect(await apply(s, cart.id, "free")).toMatchObject({ reason: "NOT_APPLICABLE" });
  const { cart: sent } = await twoVariants(s);
  expect((await apply(s, sent.id, "free")).cart).toMatchObject({ discounts: [{ code: "FREE", discount: eur(0) }] });
});

test("a used-up code is refused until a use is released", async () => {
  const s = await shop();
  await tenPercent(s, "ONE", { usesTotal: 1 });
  const [mine, other] = [await twoVariants(s), await twoVariants(s)];
  await apply(s, mine.cart.id, "one");
  const checkoutId = present((await start(s, mine.cart.id)).checkout).id;
  await fillIn(s, checkoutId);
  await pay(s, checkoutId, { state: "inProgress" });
  expect(await apply(s, other.cart.id, "one")).toMatchObject({
    __typename: "CodeRejectedError",
    reason: "LIMIT_REACHED",
  });
  await change(s, "checkoutReopen", { checkoutId, idempotencyKey: newKey() });
  expect(await apply(s, other.cart.id, "one")).toMatchObject({ __typename: "CartSaved" });
});

test("a customer who used a code as often as allowed is refused it, with the reason", async () => {
  const s = await shop();
  const asAda = { viewer: ada };
  await tenPercent(s, "MINE", { usesPerCustomer: 1 });
  const { variantId } = await s.products.sell();
  const carts = [];
  for (const sender of [asAda, asAda, { viewer: bob }]) {
    carts.push(present(await cartWith(s, [{ variantId, quantity: 1 }], sender)));
  }
  const [first, second, bobs] = carts;
  await apply(s, present(first).id, "mine", asAda);
  await apply(s, present(second).id, "mine", asAda);
  const checkoutId = present((await start(s, present(first).id, asAda)).checkout).id;
  await fillIn(s, checkoutId, asAda);
  await pay(s, checkoutId, { sender: asAda });
  expect(await apply(s, present(second).id, "mine", asAda)).toMatchObject({ reason: "LIMIT_REACHED" });
  expect(await seeCart(s, present(second).id, asAda)).toMatchObject({
    code: "MINE",
    codeRejection: "LIMIT_REACHED",
    discounts: [],
    totals: { discount: eur(0) },
  });
  expect(await apply(s, present(bobs).id, "mine", { viewer: bob })).toMatchObject({ __typename: "CartSaved" });
});

test.each([
  ["cartCodeApply", { code: "TEN" }],
  ["cartCodeRemove", {}],
] as const)("%s asks as every change of a cart does", async (field, terms) => {
  const s = await shop();
  await tenPercent(s, "TEN");
  const { cart } = await twoVariants(s);
  const ask = (cartId: string, more = {}, sender = {}) => change(s, field, { cartId, ...terms, ...more }, sender);
  const missing = { __typename: "NotFoundError", path: ["input", "cartId"] };
  expect(await ask("cart_none")).toMatchObject(missing);
  const adas = await cartWith(s, [], { viewer: ada });
  expect(await ask(adas.id)).toMatchObject(missing);
  expect(await ask(adas.id, {}, { viewer: bob })).toMatchObject(missing);
  expect(await ask(cart.id, { expectedVersion: 7 })).toMatchObject({
    __typename: "CartConflictError",
    current: { id: cart.id, version: 1 },
  });
  const locked = await ready(s);
  await pay(s, locked.checkoutId, { state: "inProgress" });
  expect(await ask(locked.cartId)).toMatchObject({ __typename: "CheckoutLockedError" });
  const sold = await paid(s);
  await change(s, "checkoutComplete", { checkoutId: sold.checkoutId, idempotencyKey: newKey() });
  expect(await ask(sold.cartId)).toMatchObject({ __typename: "CartClosedError" });
});
