/** Promotions from checkout to order: frozen at the start, priced with shipping, copied into the order and published. */
import { events } from "@hansa/contracts/events";
import { findEvents } from "@hansa/kit/messaging";
import { expect, test } from "vitest";
import { apply, marketing, promote, tenPercent, usesOf } from "../support/back-office/promotions.ts";
import { change, present, seeCart, seeCheckout } from "../support/mutations.ts";
import { begin, cartWith, complete, fillIn, pay, start } from "../support/purchase.ts";
import { minute, noon, shop } from "../support/shop.ts";

const eur = (minor: number) => ({ minor, currency: "EUR" });
const at = (ms: number) => new Date(noon + ms).toISOString();

test("an order keeps its applied promotions, by line and in its totals, and publishes them", async () => {
  const s = await shop();
  const { outer } = await s.products.shelve("tins");
  const { variantId: tin } = await s.products.sell({ prices: { EUR: 999 }, collectionIds: [outer] });
  const { variantId: tea } = await s.products.sell({ prices: { EUR: 2_000 }, taxClass: "zero" });
  const percent = await promote(s, { label: "Tins week", rateOff: "0.1", collectionIds: [outer] });
  const amount = await promote(s, { label: "Welcome", code: "HELLO", amountsOff: [eur(500)] });
  const cart = await cartWith(s, [
    { variantId: tin, quantity: 3 },
    { variantId: tea, quantity: 1 },
  ]);
  await apply(s, cart.id, "hello");
  const { checkout } = await start(s, cart.id);
  const { id: checkoutId } = present(checkout);
  expect(checkout).toMatchObject({
    discounts: [
      { label: "Tins week", code: null, discount: eur(300) },
      { label: "Welcome", code: "HELLO", discount: eur(500) },
    ],
    totals: { subtotal: eur(4_997), discount: eur(800), shipping: eur(0), total: eur(4_197) },
  });
  await fillIn(s, checkoutId);
  await pay(s, checkoutId);
  const { order } = await complete(s, checkoutId);
  const discounts = [{ discount: eur(300) }, { label: "Welcome", discount: eur(500) }];
  expect(order).toMatchObject({
    state: "CONFIRMED",
    discounts,
    totals: { subtotal: eur(4_997), discount: eur(800), shipping: eur(490), total: eur(4_687) },
    lines: [
      { quantity: 3, unitPrice: eur(999), discount: eur(587), lineTotal: eur(2_410), tax: eur(385) },
      { quantity: 1, unitPrice: eur(2_000), discount: eur(213), lineTotal: eur(1_787), tax: eur(0) },
    ],
  });
  const { events: published } = await s.running.service.deps.store.read((db) => findEvents(db, 0, 10));
  const ofOrders = published.filter(({ type }) => type.startsWith("order."));
  const [placed, confirmed] = ofOrders.map((event) => events.orderConfirmed.payload.parse(event.payload));
  expect(confirmed).toEqual(placed);
  expect(placed).toMatchObject({
    subtotalMinor: 4_997,
    discountMinor: 800,
    promotions: [
      { promotionId: percent, label: "Tins week", discountMinor: 300 },
      { promotionId: amount, label: "Welcome", discountMinor: 500 },
    ],
    lines: [
      { lineTotalMinor: 2_410, discountMinor: 587 },
      { lineTotalMinor: 1_787, discountMinor: 213 },
    ],
  });
});

test("the price of an order never changes, even when its promotions do", async () => {
  const s = await shop();
  const id = await tenPercent(s, "TEN");
  const { variantId } = await s.products.sell();
  const cart = await cartWith(s, [{ variantId, quantity: 1 }]);
  await apply(s, cart.id, "ten");
  const checkoutId = present((await start(s, cart.id)).checkout).id;
  await fillIn(s, checkoutId);
  await pay(s, checkoutId);
  const { order, guestToken } = await complete(s, checkoutId);
  await change(s, "promotionSave", { id, label: "Renamed" }, marketing);
  await change(s, "promotionEnd", { id }, marketing);
  const text =
    "query ($id: ID, $token: String) { order(id: $id, guestToken: $token) { discounts { label discount { minor } } } }";
  const { data } = await s.query(text, { id: order?.id, token: guestToken });
  expect(data?.order).toEqual({ discounts: [{ label: "Ten percent", discount: { minor: 100 } }] });
});

test("free shipping takes off the price of any chosen shipping option", async () => {
  const s = await shop();
  const id = await promote(s, { label: "We pay the parcel", freeShipping: true });
  const { checkoutId } = await begin(s);
  expect(await seeCheckout(s, checkoutId)).toMatchObject({
    discounts: [{ discount: eur(0) }],
    totals: { total: eur(1_000) },
  });
  for (const [option, price] of [
    ["home-standard", 490],
    ["home-express", 1_290],
  ] as const) {
    expect((await fillIn(s, checkoutId, {}, { shippingOptionId: option })).checkout).toMatchObject({
      discounts: [{ label: "We pay the parcel", discount: eur(price) }],
      totals: { shipping: eur(price), discount: eur(price), tax: eur(160), total: eur(1_000) },
    });
  }
  await pay(s, checkoutId, { state: "inProgress" });
  expect(await usesOf(s, id)).toEqual({ taken: 1, states: ["reserved"] });
});

test("the best promotion is determined again when shipping is chosen, and only its use is reserved", async () => {
  const s = await shop();
  const goods = await promote(s, { label: "Off goods", amountsOff: [eur(300)] });
  const parcel = await promote(s, { label: "Free parcel", freeShipping: true, combines: false });
  const { checkoutId } = await begin(s);
  expect(await seeCheckout(s, checkoutId)).toMatchObject({ discounts: [{ label: "Off goods" }] });
  expect((await fillIn(s, checkoutId)).checkout).toMatchObject({
    discounts: [{ label: "Free parcel", discount: eur(490) }],
    totals: { discount: eur(490), total: eur(1_000) },
  });
  await pay(s, checkoutId);
  expect([await usesOf(s, goods), await usesOf(s, parcel)]).toEqual([
    { taken: 0, states: [] },
    { taken: 1, states: ["reserved"] },
  ]);
  expect((await complete(s, checkoutId)).order).toMatchObject({
    state: "CONFIRMED",
    discounts: [{ label: "Free parcel" }],
  });
  expect(await usesOf(s, parcel)).toEqual({ taken: 1, states: ["used"] });
});

test("a promotion that ends or changes after the checkout started still applies to it, and to it only", async () => {
  const s = await shop();
  const id = await tenPercent(s, "LAST", { endsAt: at(5 * minute) });
  await s.runtime.advance(1);
  const automatic = await promote(s, { label: "Sale", rateOff: "0.2" });
  const { variantId } = await s.products.sell();
  const cart = await cartWith(s, [{ variantId, quantity: 1 }]);
  await apply(s, cart.id, "last");
  const checkoutId = present((await start(s, cart.id)).checkout).id;
  await s.runtime.advance(6 * minute);
  await change(s, "promotionSave", { id, label: "Renamed", minimumSubtotals: [eur(9_999)] }, marketing);
  await change(s, "promotionEnd", { id: automatic }, marketing);
  await promote(s, { label: "New sale", rateOff: "0.9" });
  const frozen = { discounts: [{ label: "Ten percent" }, { label: "Sale" }], totals: { discount: eur(280) } };
  expect((await fillIn(s, checkoutId)).checkout).toMatchObject({ totals: { discount: eur(280), total: eur(1_210) } });
  expect(await seeCart(s, cart.id)).toMatchObject({ codeRejection: null, ...frozen, lines: [{ discount: eur(280) }] });
  await pay(s, checkoutId);
  expect((await complete(s, checkoutId)).order).toMatchObject({ state: "CONFIRMED", ...frozen });
});

test("a checkout does not start with an inapplicable code, and reserves nothing", async () => {
  const s = await shop();
  const id = await tenPercent(s, "GONE");
  const { variantId } = await s.products.sell();
  const cart = await cartWith(s, [{ variantId, quantity: 1 }]);
  await apply(s, cart.id, "gone");
  await change(s, "promotionEnd", { id }, marketing);
  const before = s.transport.requests.length;
  expect(await start(s, cart.id)).toMatchObject({
    __typename: "CodeRejectedError",
    reason: "ENDED",
    minimum: null,
    path: null,
  });
  expect(s.transport.requests.slice(before)).toEqual(["products.quote"]);
  expect(await s.rows("SELECT id FROM checkouts")).toEqual([]);
  await change(s, "cartCodeRemove", { cartId: cart.id });
  expect(await start(s, cart.id)).toMatchObject({ checkout: { discounts: [], totals: { discount: eur(0) } } });
});

test("a checkout names a code's minimum when the cart has shrunk below it", async () => {
  const s = await shop();
  await tenPercent(s, "MIN", { minimumSubtotals: [eur(1_500)] });
  const { variantId } = await s.products.sell();
  const cart = await cartWith(s, [{ variantId, quantity: 2 }]);
  await apply(s, cart.id, "min");
  await change(s, "cartLinesUpdate", { cartId: cart.id, lines: [{ lineId: present(cart.lines[0]).id, quantity: 1 }] });
  expect(await start(s, cart.id)).toMatchObject({ reason: "BELOW_MINIMUM", minimum: eur(1_500) });
});

test("a code that is not needed does not prevent a checkout", async () => {
  const s = await shop();
  const id = await tenPercent(s, "TEN");
  await promote(s, { label: "Half", rateOff: "0.5", combines: false });
  const { variantId } = await s.products.sell();
  const cart = await cartWith(s, [{ variantId, quantity: 1 }]);
  await apply(s, cart.id, "ten");
  const { checkout } = await start(s, cart.id);
  expect(checkout).toMatchObject({
    discounts: [{ label: "Half" }],
    cart: { code: "TEN", codeRejection: "NOT_NEEDED" },
  });
  expect(await usesOf(s, id)).toEqual({ taken: 0, states: [] });
});

test("collections are those at the start of the checkout", async () => {
  const s = await shop();
  const { outer, internal } = await s.products.shelve("hats");
  await promote(s, { rateOff: "0.1", collectionIds: [outer] });
  const { variantId, productId } = await s.products.sell();
  const cart = await cartWith(s, [{ variantId, quantity: 1 }]);
  expect(cart).toMatchObject({ totals: { discount: eur(0) } });
  await s.products.place(productId, [internal]);
  const { checkout } = await start(s, cart.id);
  expect(checkout).toMatchObject({ totals: { discount: eur(100) }, cart: { lines: [{ discount: eur(100) }] } });
  await s.products.place(productId, []);
  const checkoutId = present(checkout).id;
  await fillIn(s, checkoutId);
  await pay(s, checkoutId);
  expect((await complete(s, checkoutId)).order).toMatchObject({ totals: { discount: eur(100), total: eur(1_390) } });
});
