/** Abandoned carts: those of guests are deleted when their days are over, and nothing else is. */
import { expect, test } from "vitest";
import { checkoutWithCode, tenPercent, usesOf } from "../support/back-office/promotions.ts";
import { save } from "../support/back-office/settings.ts";
import { countDeleted, countRows, day, hour, noRows, pass } from "../support/data/abandoned-purchases.ts";
import { change, seeCart } from "../support/mutations.ts";
import { findSecrets, personal } from "../support/personal-data.ts";
import { begin, bought, cartWith, fillIn, pay, ready, start } from "../support/purchase.ts";
import { ada, minute, type Shop, shop } from "../support/shop.ts";

test("a guest's cart is deleted with its lines after 30 days without a change, and not earlier", async () => {
  const s = await shop();
  const { variantId } = await s.products.sell();
  const cart = await cartWith(s, [{ variantId, quantity: 1 }]);
  await pass(s, 20 * day);
  await change(s, "cartLinesAdd", { cartId: cart.id, lines: [{ variantId, quantity: 1 }] });
  await pass(s, 30 * day - 1);
  expect(await seeCart(s, cart.id)).toMatchObject({ id: cart.id });
  await pass(s, 2);
  expect(await seeCart(s, cart.id)).toBeNull();
  expect(await countRows(s)).toEqual(noRows);
  expect(await countDeleted(s, "carts")).toBe(1);
});

test("carts of customers stay, also one that was a guest's", async () => {
  const s = await shop();
  const { variantId } = await s.products.sell();
  const own = await cartWith(s, [{ variantId, quantity: 1 }], { viewer: ada });
  const claimed = await cartWith(s, [{ variantId, quantity: 1 }]);
  await change(s, "cartClaim", { cartId: claimed.id, strategy: "USE_GUEST" }, { viewer: ada });
  await pass(s, 400 * day);
  for (const { id } of [own, claimed]) expect(await seeCart(s, id, { viewer: ada })).toMatchObject({ id });
});

test("a guest's cart that was closed without an order is deleted too", async () => {
  const s = await shop();
  const { variantId } = await s.products.sell();
  await cartWith(s, [{ variantId, quantity: 1 }], { viewer: ada });
  const guest = await cartWith(s, [{ variantId, quantity: 1 }]);
  await change(s, "cartClaim", { cartId: guest.id, strategy: "USE_EXISTING" }, { viewer: ada });
  await pass(s, 30 * day + 1);
  expect(await countRows(s)).toMatchObject({ carts: 1, cart_lines: 1 });
});

test("a deleted cart takes its checkouts, their released uses of promotions and its keys with it", async () => {
  const s = await shop();
  await save(s, "shopSettingsUpdate", { retentionDays: { guestCarts: 2, unpaidCheckouts: 60 } });
  const { variantId } = await s.products.sell();
  const id = await tenPercent(s, "BACK", { usesTotal: 1 });
  const { checkoutId } = await checkoutWithCode(s, variantId, "BACK");
  await fillIn(s, checkoutId, {}, personal);
  await pay(s, checkoutId, { state: "failed" });
  await s.applyEvents();
  expect(await usesOf(s, id)).toEqual({ taken: 0, states: ["released"] });
  await pass(s, hour + minute);
  await pass(s, 2 * day - minute);
  expect(await countRows(s)).toEqual(noRows);
  expect(await findSecrets(s)).toEqual([]);
});

test("a cart is in use while its checkout is: the days begin with the end of the last one", async () => {
  const s = await shop();
  const { variantId } = await s.products.sell();
  const cart = await cartWith(s, [{ variantId, quantity: 1 }]);
  await pass(s, 29 * day);
  await start(s, cart.id);
  await pass(s, 2 * day);
  await pass(s, day);
  expect(await seeCart(s, cart.id)).toMatchObject({ id: cart.id });
  await pass(s, 28 * day);
  expect(await seeCart(s, cart.id)).toBeNull();
});

test("a checkout and a cart with an order stay", async () => {
  const s = await shop();
  const { checkoutId, cartId } = await bought(s);
  await pass(s, 400 * day);
  expect(await s.rows("SELECT id, cart_id FROM checkouts")).toEqual([{ id: checkoutId, cart_id: cartId }]);
  expect(await s.rows("SELECT id, ordered FROM carts")).toEqual([{ id: cartId, ordered: 1 }]);
});

test.each<[string, (s: Shop, cartId: string) => Promise<unknown>]>([
  ["changed", (s, cartId) => change(s, "cartLinesRemove", { cartId, lineIds: [] })],
  ["claimed", (s, cartId) => change(s, "cartClaim", { cartId, strategy: "USE_GUEST" }, { viewer: ada })],
  ["checked out", (s, cartId) => start(s, cartId)],
])("a cart that is %s while its deletion begins stays", async (_change, touch) => {
  const s = await shop();
  await save(s, "shopSettingsUpdate", { retentionDays: { unpaidCheckouts: 60 } });
  const { cartId } = await begin(s);
  await pass(s, hour);
  await s.runtime.advance(30 * day);
  s.transport.before("payments.withLivePayments", () => touch(s, cartId));
  await s.work();
  expect(await countRows(s)).toMatchObject({ carts: 1, cart_lines: 1 });
});

test("many rows are deleted in batches, and kept ones do not delay those behind them", async () => {
  const s = await shop();
  const { variantId, checkoutId } = await ready(s);
  const payment = await pay(s, checkoutId, { state: "inProgress" });
  s.payments.voids.push({ outcome: "voided" });
  await pass(s, hour + minute);
  s.payments.move(payment, "authorized", false);
  for (let made = 0; made < 45; made += 1) await cartWith(s, [{ variantId, quantity: 1 }]);
  await pass(s, 31 * day);
  expect(await countRows(s)).toMatchObject({ carts: 1, checkouts: 1 });
  expect(await countDeleted(s, "carts")).toBe(45);
});

test("the days can be changed, each alone, from 1 to 3650", async () => {
  const s = await shop();
  const { variantId } = await s.products.sell();
  await cartWith(s, [{ variantId, quantity: 1 }]);
  await save(s, "shopSettingsUpdate", { retentionDays: { guestCarts: 3 } });
  await pass(s, 3 * day - minute);
  expect(await countRows(s)).toMatchObject({ carts: 1 });
  await pass(s, 2 * minute);
  expect(await countRows(s)).toMatchObject({ carts: 0 });
  const wrong = { retentionDays: { guestCarts: 0, unpaidCheckouts: 3_651, unconfirmedAccounts: 1 } };
  expect(await save(s, "shopSettingsUpdate", wrong)).toMatchObject({
    problems: [
      { path: ["input", "retentionDays", "guestCarts"], code: "OUT_OF_RANGE" },
      { path: ["input", "retentionDays", "unpaidCheckouts"], code: "OUT_OF_RANGE" },
    ],
  });
});
