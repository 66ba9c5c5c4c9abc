/** The id of a guest's checkout alone shows nothing personal: that needs the id in the header `hansa-guest` too. */
import { expect, test } from "vitest";
import { change, present, seeCheckout } from "../support/mutations.ts";
import { begin, bought, complete, fillIn, home, newKey, paid, ready, start } from "../support/purchase.ts";
import { ada, bob, type Sender, shop } from "../support/shop.ts";

const hidden = { email: null, shippingAddress: null, billingAddress: null, order: null };
const idAlone: [string, Sender][] = [
  ["no header", { guest: [] }],
  ["the id of another checkout", { guest: ["chk_other"] }],
  ["an account", { viewer: bob, guest: [] }],
];

test.each(idAlone)(
  "a query with %s shows goods and totals of a guest's checkout, and no person",
  async (_name, sender) => {
    const s = await shop();
    const { checkoutId } = await ready(s);
    await change(s, "checkoutUpdate", { checkoutId, billingAddress: home });
    const whole = present(await seeCheckout(s, checkoutId));
    expect(whole).toMatchObject({
      email: "ada@example.com",
      shippingAddress: { line1: "Quay 1" },
      billingAddress: home,
    });
    const seen = present(await seeCheckout(s, checkoutId, sender));
    expect(seen).toEqual({ ...whole, ...hidden });
  },
);

test.each(idAlone)(
  "a mutation with %s changes a guest's checkout, and its answer shows no person",
  async (_name, sender) => {
    const s = await shop();
    const { checkoutId } = await begin(s);
    const saved = await fillIn(s, checkoutId, sender);
    expect(saved).toMatchObject({ __typename: "CheckoutSaved", checkout: { missing: [], ...hidden } });
    expect(await seeCheckout(s, checkoutId)).toMatchObject({ email: "ada@example.com" });
  },
);

test("a checkout that is started again shows no person to the holder of the cart's id", async () => {
  const s = await shop();
  const { cartId, checkoutId } = await ready(s);
  const again = await start(s, cartId, { guest: [] });
  expect(again.checkout).toMatchObject({ id: checkoutId, ...hidden });
});

test.each(idAlone)(
  "with %s an order is neither placed nor given, and its guest token stays secret",
  async (_name, sender) => {
    const s = await shop();
    const { checkoutId } = await paid(s);
    const refusal = { __typename: "NotFoundError", message: expect.stringContaining("hansa-guest") };
    expect(await complete(s, checkoutId, sender)).toMatchObject(refusal);
    expect(await seeCheckout(s, checkoutId)).toMatchObject({ order: null });
    const key = newKey();
    const completed = await complete(s, checkoutId, {}, key);
    expect(completed).toMatchObject({ __typename: "CheckoutCompleted", guestToken: expect.any(String) });
    expect(await complete(s, checkoutId, sender, key)).toMatchObject(refusal);
    expect(await seeCheckout(s, checkoutId, sender)).toMatchObject(hidden);
  },
);

test("the id in the header opens the order, the id in the variables does not", async () => {
  const s = await shop();
  const { checkoutId, orderId } = await bought(s);
  const text = "query ($id: ID!) { checkout(id: $id) { order { id email } } }";
  expect((await s.query(text, { id: checkoutId }, { guest: [checkoutId] })).data).toEqual({
    checkout: { order: { id: orderId, email: "ada@example.com" } },
  });
  expect((await s.query(text, { id: checkoutId })).data).toEqual({ checkout: { order: null } });
});

test("a customer needs no header, and no header opens a customer's checkout", async () => {
  const s = await shop();
  const { checkoutId } = await ready(s, {}, { viewer: ada });
  expect(await seeCheckout(s, checkoutId, { viewer: ada, guest: [] })).toMatchObject({ email: "ada@example.com" });
  expect(await seeCheckout(s, checkoutId, { guest: [checkoutId] })).toBeNull();
  expect(await seeCheckout(s, checkoutId, { viewer: bob, guest: [checkoutId] })).toBeNull();
});
