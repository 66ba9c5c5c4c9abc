/** Limits of promotions: never exceeded, in total or by one customer, with concurrent purchases. */
import { expect, test } from "vitest";
import { releaseUses, takeUse } from "../../src/store/promotions/uses.ts";
import { apply, checkoutWithCode, promote, tenPercent, usesOf } from "../support/back-office/promotions.ts";
import { save } from "../support/back-office/settings.ts";
import { advanceClockUntilDone } from "../support/clock.ts";
import { present, seeCheckout } from "../support/mutations.ts";
import { cartWith, complete, fillIn, pay, ready, start } from "../support/purchase.ts";
import { ada, bob, type Shop, shop } from "../support/shop.ts";

const asAda = { viewer: ada };

/** Checkouts with the code, ready for payment, each of a different guest. */
async function readyWithCode(s: Shop, variantId: string, code: string, buyers: number): Promise<string[]> {
  const checkouts: string[] = [];
  for (let buyer = 0; buyer < buyers; buyer += 1) {
    const { checkoutId } = await checkoutWithCode(s, variantId, code);
    await fillIn(s, checkoutId, {}, { email: `guest-${buyer}@example.com` });
    checkouts.push(checkoutId);
  }
  return checkouts;
}

const used = (reason: string) => ({ outcome: "promotionUsedUp", reason });

test("a code with one use and twenty concurrent payments: exactly one gets it, and the others are refused before they pay", async () => {
  const s = await shop();
  const id = await tenPercent(s, "FIRST", { usesTotal: 1 });
  const { variantId } = await s.products.sell({ stock: 100 });
  const checkouts = await readyWithCode(s, variantId, "FIRST", 20);
  expect(await usesOf(s, id)).toEqual({ taken: 0, states: [] });
  const responses = await Promise.all(checkouts.map((checkoutId) => s.payable(checkoutId)));
  expect(responses.filter(({ outcome }) => outcome === "payable")).toMatchObject([{ amountMinor: 1_390 }]);
  const lost = responses.filter(({ outcome }) => outcome !== "payable");
  expect(lost).toHaveLength(19);
  for (const response of lost) expect(response).toMatchObject(used("LIMIT_REACHED"));
  expect(await usesOf(s, id)).toMatchObject({ taken: 1 });
});

test("two processes on one store grant the last use once", async () => {
  const s = await shop();
  const id = await tenPercent(s, "LAST", { usesTotal: 1 });
  const { variantId } = await s.products.sell();
  const checkouts = await readyWithCode(s, variantId, "LAST", 2);
  const [here, there] = [s.running.service, await s.twin()];
  const requests = Promise.all(
    checkouts.map(async (checkoutId, index) => {
      s.running.service = index === 0 ? here : there;
      return s.payable(checkoutId);
    }),
  );
  const responses = await advanceClockUntilDone(s.runtime, requests);
  s.running.service = here;
  expect(responses.map(({ outcome }) => outcome).sort()).toEqual(["payable", "promotionUsedUp"]);
  expect(await usesOf(s, id)).toMatchObject({ taken: 1 });
});

test("a checkout whose code was used up meanwhile is priced without it, keeps its reservation, and can be paid then", async () => {
  const s = await shop();
  await tenPercent(s, "GONE", { usesTotal: 1 });
  const { variantId } = await s.products.sell();
  const [first, second] = await readyWithCode(s, variantId, "GONE", 2);
  await pay(s, present(first));
  const checkoutId = present(second);
  expect(await s.payable(checkoutId)).toMatchObject(used("LIMIT_REACHED"));
  expect(await seeCheckout(s, checkoutId)).toMatchObject({
    state: "OPEN",
    discounts: [],
    totals: { discount: { minor: 0 }, total: { minor: 1_490 } },
    cart: { code: "GONE", codeRejection: "LIMIT_REACHED" },
  });
  expect(await s.payable(checkoutId)).toMatchObject({ outcome: "payable", amountMinor: 1_490 });
});

test("a used-up automatic promotion is refused before the payment, too", async () => {
  const s = await shop();
  const id = await promote(s, { label: "For the first", rateOff: "0.1", usesTotal: 1 });
  const [first, second] = [await ready(s), await ready(s)];
  expect(await s.payable(first.checkoutId)).toMatchObject({ outcome: "payable", amountMinor: 1_390 });
  expect(await s.payable(second.checkoutId)).toMatchObject(used("LIMIT_REACHED"));
  expect(await s.payable(second.checkoutId)).toMatchObject({ outcome: "payable", amountMinor: 1_490 });
  expect(await usesOf(s, id)).toMatchObject({ taken: 1 });
  expect(await cartWith(s, [{ variantId: first.variantId, quantity: 1 }])).toMatchObject({ discounts: [] });
});

test("a free checkout takes its uses at completion, and is refused with PromotionUsedUpError and the new prices", async () => {
  const s = await shop();
  const id = await promote(s, { code: "FREE", rateOff: "1", freeShipping: true, usesTotal: 1 });
  const { variantId } = await s.products.sell();
  const [first, second] = await readyWithCode(s, variantId, "FREE", 2);
  expect(await usesOf(s, id)).toEqual({ taken: 0, states: [] });
  expect(await complete(s, present(first))).toMatchObject({ __typename: "CheckoutCompleted" });
  expect(await complete(s, present(second))).toMatchObject({
    __typename: "PromotionUsedUpError",
    code: "PROMOTION_USED_UP",
    usedUpReason: "LIMIT_REACHED",
    cart: { code: "FREE", totals: { total: { minor: 1_490 } } },
  });
  expect(await complete(s, present(second))).toMatchObject({ __typename: "PaymentRequiredError" });
  expect(await usesOf(s, id)).toMatchObject({ taken: 1 });
});

test("a customer's second payment with a code of one use per customer is refused it", async () => {
  const s = await shop();
  const id = await tenPercent(s, "EACH", { usesPerCustomer: 1 });
  const { variantId } = await s.products.sell();
  const own = [
    await checkoutWithCode(s, variantId, "EACH", asAda),
    await checkoutWithCode(s, variantId, "EACH", asAda),
  ];
  for (const { checkoutId } of own) await fillIn(s, checkoutId, asAda);
  const responses = await Promise.all(own.map(({ checkoutId }) => s.payable(checkoutId, "user_ada")));
  expect(responses.map(({ outcome }) => outcome).sort()).toEqual(["payable", "promotionUsedUp"]);
  const { checkoutId } = await checkoutWithCode(s, variantId, "EACH", { viewer: bob });
  await fillIn(s, checkoutId, { viewer: bob }, { email: "bob@example.com" });
  expect(await s.payable(checkoutId, "user_bob")).toMatchObject({ outcome: "payable" });
  expect(await usesOf(s, id)).toMatchObject({ taken: 2 });
});

test.each([
  ["a code", { code: "EACH" }],
  ["an automatic promotion", {}],
])(
  "an e-mail address that has used up %s and one that has not get the same response until the payment",
  async (_name, how) => {
    const s = await shop();
    await promote(s, { rateOff: "0.1", usesPerCustomer: 1, ...how });
    const { variantId } = await s.products.sell();
    const codeOf = "code" in how ? how.code : undefined;
    const startCheckout = async (email?: string) => {
      const { id } = await cartWith(s, [{ variantId, quantity: 1 }]);
      const applied = codeOf ? await apply(s, id, codeOf) : undefined;
      const { checkout, __typename } = await start(s, id, {}, email ? { email } : {});
      return { cartId: id, applied: applied?.__typename, started: __typename, checkoutId: present(checkout).id };
    };
    const { checkoutId } = await startCheckout();
    await fillIn(s, checkoutId, {}, { email: "known@example.com" });
    await pay(s, checkoutId);
    await complete(s, checkoutId);
    const seen: unknown[] = [];
    for (const email of ["known@example.com", "new@example.com"]) {
      const { cartId, checkoutId: id, ...responses } = await startCheckout(email);
      const filled = await fillIn(s, id, {}, { email });
      const reapplied = codeOf ? await apply(s, cartId, codeOf) : undefined;
      seen.push({
        ...responses,
        filled: filled.__typename,
        totals: filled.checkout?.totals,
        again: reapplied?.__typename,
      });
    }
    expect(seen[0]).toEqual(seen[1]);
    expect(seen[0]).toMatchObject({
      started: "CheckoutStarted",
      filled: "CheckoutSaved",
      totals: { discount: { minor: 100 } },
    });
    const { checkoutId: last } = await startCheckout();
    await fillIn(s, last, {}, { email: " KNOWN@example.com" });
    expect(await s.payable(last)).toMatchObject(used("LIMIT_REACHED"));
  },
);

test("the settings say how many unpaid uses the checkouts of one network reserve", async () => {
  const s = await shop({ reservationLimits: { promotionUses: 1 } });
  await tenPercent(s, "FEW", { usesTotal: 100 });
  const { variantId } = await s.products.sell({ stock: 100 });
  const sender = { from: { address: "192.0.2.1", agent: null } };
  const begin = async () => {
    const { checkoutId } = await checkoutWithCode(s, variantId, "FEW", sender);
    await fillIn(s, checkoutId, sender);
    return checkoutId;
  };
  expect(await s.payable(await begin())).toMatchObject({ outcome: "payable" });
  const second = await begin();
  expect(await s.payable(second)).toMatchObject(used("TOO_MANY_UNPAID"));
  await save(s, "shopSettingsUpdate", { reservationLimits: { promotionUses: 2 } });
  expect(await s.payable(second)).toMatchObject({ outcome: "payable" });
});

test("checkouts of one network reserve at most five unpaid uses of a limited promotion, and more once those are paid", async () => {
  const s = await shop();
  const id = await tenPercent(s, "FEW", { usesTotal: 100 });
  const { variantId } = await s.products.sell({ stock: 100 });
  const begin = async (address: string) => {
    const sender = { from: { address, agent: null } };
    const { checkoutId } = await checkoutWithCode(s, variantId, "FEW", sender);
    await fillIn(s, checkoutId, sender);
    return checkoutId;
  };
  const checkouts: string[] = [];
  for (let n = 0; n < 6; n += 1) checkouts.push(await begin("192.0.2.1"));
  const [first, ...others] = checkouts;
  const last = present(others.pop());
  const payment = await pay(s, present(first), { state: "inProgress" });
  for (const checkoutId of others) expect(await s.payable(checkoutId)).toMatchObject({ outcome: "payable" });
  expect(await s.payable(last)).toMatchObject(used("TOO_MANY_UNPAID"));
  expect(await seeCheckout(s, last)).toMatchObject({ state: "OPEN", totals: { discount: { minor: 100 } } });
  expect(await s.payable(await begin("192.0.2.2"))).toMatchObject({ outcome: "payable" });
  expect(await usesOf(s, id)).toMatchObject({ taken: 6 });
  s.payments.move(payment, "authorized");
  await complete(s, present(first));
  expect(await s.payable(last)).toMatchObject({ outcome: "payable" });
});

test("the statement that takes a use checks the limits itself", async () => {
  const s = await shop();
  const [total, each] = [
    await tenPercent(s, "ALL", { usesTotal: 1 }),
    await tenPercent(s, "EACH", { usesPerCustomer: 1 }),
  ];
  const { store } = s.running.service.deps;
  const take = (promotionId: string, checkoutId: string, email: string | null) =>
    store.write("take", (tx) => takeUse(tx, { promotionId, checkoutId, userId: null, email }, []));
  expect([await take(total, "chk_1", null), await take(total, "chk_2", null)]).toEqual([true, false]);
  expect([await take(total, "chk_1", null), await usesOf(s, total)]).toEqual([
    false,
    { taken: 1, states: ["reserved"] },
  ]);
  expect([
    await take(each, "chk_1", "a@b.c"),
    await take(each, "chk_2", "a@b.c"),
    await take(each, "chk_2", null),
  ]).toEqual([true, false, true]);
  await store.write("release", (tx) => releaseUses(tx, "chk_1"));
  await store.write("release-again", (tx) => releaseUses(tx, "chk_1"));
  expect([await take(total, "chk_2", null), await usesOf(s, total)]).toEqual([
    true,
    { taken: 1, states: ["released", "reserved"] },
  ]);
  expect(await take("promo_none", "chk_1", null)).toBe(false);
});
