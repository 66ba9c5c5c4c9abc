/** The limit per customer counts a person once: by account and by address, signed in or as a guest. */
import { expect, test } from "vitest";
import { checkoutWithCode, tenPercent, usesOf } from "../support/back-office/promotions.ts";
import { change, seeCheckout } from "../support/mutations.ts";
import { complete, fillIn, newKey, pay } from "../support/purchase.ts";
import { ada, type Sender, type Shop, shop } from "../support/shop.ts";

const asAda: Sender = { viewer: ada };
const usedUp = { outcome: "promotionUsedUp", reason: "LIMIT_REACHED" };

/** A shop in which Ada has verified this address, with a code that each customer can use once. */
async function shopWithCode(address: string) {
  const s = await shop();
  s.users.verify("user_ada", address);
  await s.applyEvents();
  await s.work();
  const promotionId = await tenPercent(s, "WELCOME", { usesPerCustomer: 1 });
  const { variantId } = await s.products.sell();
  return { s, promotionId, variantId };
}

/** A checkout with the code, ready for payment. */
async function readyWithCode(s: Shop, variantId: string, email: string, sender: Sender = {}): Promise<string> {
  const { checkoutId } = await checkoutWithCode(s, variantId, "WELCOME", sender);
  await fillIn(s, checkoutId, sender, { email });
  return checkoutId;
}

async function buyWithCode(s: Shop, variantId: string, email: string, sender: Sender = {}): Promise<void> {
  const checkoutId = await readyWithCode(s, variantId, email, sender);
  await pay(s, checkoutId, { sender });
  expect((await complete(s, checkoutId, sender)).order).toMatchObject({ state: "CONFIRMED" });
}

test.each([
  ["the account's address in capitals", "ada@example.com", "ADA@EXAMPLE.COM"],
  ["the address of the checkout", "office@example.com", "Office@Example.com"],
  ["the account's address, which the checkout did not have", "office@example.com", "ada@example.com"],
])(
  "a code that an account has used is used up for a guest with %s, and nothing is charged",
  async (_what, first, email) => {
    const { s, promotionId, variantId } = await shopWithCode("ada@example.com");
    await buyWithCode(s, variantId, first, asAda);
    const checkoutId = await readyWithCode(s, variantId, email);
    expect(await s.payable(checkoutId)).toMatchObject(usedUp);
    expect(await seeCheckout(s, checkoutId)).toMatchObject({ state: "OPEN", totals: { discount: { minor: 0 } } });
    expect(s.payments.all).toHaveLength(1);
    expect(await usesOf(s, promotionId)).toMatchObject({ taken: 1 });
  },
);

test("a code that a guest has used is used up for the account with that address, in the cart already", async () => {
  const { s, variantId } = await shopWithCode("ada@example.com");
  await buyWithCode(s, variantId, "ada@example.com");
  const cart = await change(s, "cartCreate", { currency: "EUR", lines: [{ variantId, quantity: 1 }] }, asAda);
  const applied = await change(s, "cartCodeApply", { cartId: cart.cart?.id, code: "WELCOME" }, asAda);
  expect(applied).toMatchObject({ reason: "LIMIT_REACHED" });
});

test("a guest's use counts for the account that verifies the address later", async () => {
  const s = await shop();
  await tenPercent(s, "WELCOME", { usesPerCustomer: 1 });
  const { variantId } = await s.products.sell();
  await buyWithCode(s, variantId, "late@example.org");
  s.users.verify("user_ada", "late@example.org");
  await s.applyEvents();
  await s.work();
  const { id } =
    (await change(s, "cartCreate", { currency: "EUR", lines: [{ variantId, quantity: 1 }] }, asAda)).cart ?? {};
  expect(await change(s, "cartCodeApply", { cartId: id, code: "WELCOME" }, asAda)).toMatchObject({
    reason: "LIMIT_REACHED",
  });
});

test("two people use the code once each", async () => {
  const { s, promotionId, variantId } = await shopWithCode("ada@example.com");
  await buyWithCode(s, variantId, "ada@example.com", asAda);
  await buyWithCode(s, variantId, "bob@example.com");
  expect(await usesOf(s, promotionId)).toMatchObject({ taken: 2 });
  const checkoutId = await readyWithCode(s, variantId, "bob@example.com");
  expect(await change(s, "checkoutComplete", { checkoutId, idempotencyKey: newKey() })).not.toMatchObject({
    __typename: "CheckoutCompleted",
  });
  expect(await s.payable(checkoutId)).toMatchObject(usedUp);
});
