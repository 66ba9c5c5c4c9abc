/** Unpaid checkouts: deleted with all that belongs to them when their days are over, unless their payment or their goods prevent it. */
import { expect, test } from "vitest";
import { save } from "../support/back-office/settings.ts";
import { countDeleted, countRows, day, hour, noRows, pass } from "../support/data/abandoned-purchases.ts";
import { change, seeCart, seeCheckout } from "../support/mutations.ts";
import { findSecrets, personal } from "../support/personal-data.ts";
import { begin, fillIn, newKey, pay, ready, start } from "../support/purchase.ts";
import { ada, minute, shop } from "../support/shop.ts";

test("an unpaid checkout is deleted 30 days after its end with addresses, e-mail and keys, from every file", async () => {
  const s = await shop();
  const { checkoutId, cartId } = await begin(s);
  await fillIn(s, checkoutId, {}, personal);
  await pass(s, hour);
  expect(await seeCheckout(s, checkoutId)).toMatchObject({ state: "EXPIRED" });
  await pass(s, 20 * day);
  await change(s, "cartLinesRemove", { cartId, lineIds: [] });
  await pass(s, 10 * day - 2 * hour);
  expect(await findSecrets(s)).not.toEqual([]);
  await pass(s, 2 * hour);
  expect(await findSecrets(s)).toEqual([]);
  expect(await countRows(s)).toEqual({ ...noRows, carts: 1, cart_lines: 1 });
  expect(await countDeleted(s, "checkouts")).toBe(1);
  expect(s.payments.erasedGuestCheckouts).toEqual([checkoutId]);
});

test("the unpaid checkout of a customer is deleted, and its key with it, while the cart stays", async () => {
  const s = await shop();
  await save(s, "shopSettingsUpdate", { retentionDays: { unpaidCheckouts: 1 } });
  const { cartId } = await begin(s, {}, { viewer: ada });
  await pass(s, hour);
  await pass(s, day);
  expect(await countRows(s)).toEqual({ ...noRows, carts: 1, cart_lines: 1 });
  expect(await seeCart(s, cartId, { viewer: ada })).toMatchObject({ state: "OPEN", checkout: null });
});

test.each(["inProgress", "authorized", "captured"] as const)(
  "a checkout whose payment is %s stays, with its cart, while the others are deleted",
  async (state) => {
    const s = await shop();
    const kept = await ready(s);
    const payment = await pay(s, kept.checkoutId, { state: "inProgress" });
    await ready(s);
    s.payments.voids.push({ outcome: "voided" });
    await pass(s, hour + minute);
    await s.work();
    expect(await seeCheckout(s, kept.checkoutId)).toMatchObject({ state: "EXPIRED" });
    s.payments.move(payment, state, false);
    await pass(s, 31 * day);
    expect(await s.rows("SELECT id FROM checkouts")).toEqual([{ id: kept.checkoutId }]);
    expect(await s.rows("SELECT id FROM carts")).toEqual([{ id: kept.cartId }]);
    s.payments.move(payment, "voided", false);
    await pass(s, hour);
    expect(await countRows(s)).toMatchObject({ carts: 0, checkouts: 0 });
  },
);

test("while payments does not answer nothing is deleted, and the next run continues", async () => {
  const s = await shop();
  await ready(s);
  await pass(s, hour);
  await s.runtime.advance(31 * day);
  s.transport.dropRequests("payments.withLivePayments");
  await s.work().catch(() => undefined);
  expect(await countRows(s)).toMatchObject({ carts: 1, checkouts: 1 });
  s.transport.clearFaults();
  await s.work();
  expect(await countRows(s)).toMatchObject({ carts: 0, checkouts: 0 });
});

test("while its goods are not released a checkout stays, with its cart", async () => {
  const s = await shop();
  await ready(s);
  s.transport.dropRequests("products.release");
  await pass(s, 31 * day);
  await s.work();
  await pass(s, 31 * day);
  expect(await countRows(s)).toMatchObject({ carts: 1, checkouts: 1 });
  s.transport.clearFaults();
  await s.work();
  expect(await countRows(s)).toMatchObject({ carts: 0, checkouts: 0 });
});

test("the key of a reopened checkout is deleted with the checkout", async () => {
  const s = await shop();
  await save(s, "shopSettingsUpdate", { retentionDays: { unpaidCheckouts: 1 } });
  const { checkoutId } = await ready(s);
  await pay(s, checkoutId, { state: "inProgress" });
  const reopened = await change(s, "checkoutReopen", { checkoutId, idempotencyKey: newKey() }, { guest: [checkoutId] });
  expect(reopened).toMatchObject({ checkout: { state: "OPEN" } });
  await pass(s, hour);
  await pass(s, day);
  expect(await countRows(s)).toMatchObject({ checkouts: 0, idempotency: 0 });
});

test("a checkout that is started again under a key of a deleted one is a new one", async () => {
  const s = await shop();
  await save(s, "shopSettingsUpdate", { retentionDays: { unpaidCheckouts: 1 } });
  const { cartId } = await begin(s);
  const idempotencyKey = newKey();
  await pass(s, hour);
  await start(s, cartId, {}, { idempotencyKey });
  await pass(s, hour);
  await pass(s, day);
  expect(await start(s, cartId, {}, { idempotencyKey })).toMatchObject({
    __typename: "CheckoutStarted",
    replayed: false,
  });
});
