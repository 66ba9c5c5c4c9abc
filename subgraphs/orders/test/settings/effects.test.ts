/** Effects of changed settings: carts use them immediately; started checkouts and orders keep their amounts. */
import { sendQuery } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { save } from "../support/back-office/settings.ts";
import { change, present, seeCart, seeCheckout } from "../support/mutations.ts";
import { begin, bought, cartWith, complete, fillIn, pay, ready, start } from "../support/purchase.ts";
import { ada, shop } from "../support/shop.ts";

test("customers see the new settings at once, also through another process", async () => {
  const s = await shop();
  const twin = await s.twin();
  const text = "{ shop { name currencies country pricesIncludeTax supportEmail } }";
  await save(s, "shopSettingsUpdate", {
    name: "Kontor",
    currencies: ["USD"],
    country: "US",
    pricesIncludeTax: false,
    supportEmail: "help@example.com",
  });
  const expected = {
    name: "Kontor",
    currencies: ["USD"],
    country: "US",
    pricesIncludeTax: false,
    supportEmail: "help@example.com",
  };
  expect((await s.query(text)).data?.shop).toEqual(expected);
  expect((await sendQuery("orders", twin, s.runtime, { query: text })).data?.shop).toEqual(expected);
});

test("carts follow a change of country and tax at once; a started checkout keeps both", async () => {
  const s = await shop();
  const { variantId } = await s.products.sell();
  const cart = await cartWith(s, [{ variantId, quantity: 1 }]);
  const started = await ready(s);
  const before = present(await seeCheckout(s, started.checkoutId)).totals;
  expect(cart.totals).toMatchObject({ total: { minor: 1_000 }, tax: { minor: 160 }, taxIncluded: true });

  await save(s, "shopSettingsUpdate", { country: "FR", pricesIncludeTax: false });
  expect(present(await seeCart(s, cart.id)).totals).toMatchObject({
    total: { minor: 1_200 },
    tax: { minor: 200 },
    taxIncluded: false,
  });
  expect(present(await seeCheckout(s, started.checkoutId)).totals).toEqual(before);
  const { checkout } = await change(s, "checkoutUpdate", { checkoutId: started.checkoutId, email: "new@example.com" });
  expect(present(checkout).totals).toEqual(before);
  await pay(s, started.checkoutId);
  const { order } = await complete(s, started.checkoutId);
  expect(order).toMatchObject({ state: "CONFIRMED", totals: before });

  const { checkout: next } = await start(s, cart.id);
  expect(next).toMatchObject({ totals: { total: { minor: 1_200 }, taxIncluded: false } });
});

test("an order keeps its total when the shop changes its tax", async () => {
  const s = await shop();
  const { orderId } = await bought(s, { viewer: ada });
  const text = `{ order(id: "${orderId}") { totals { total { minor } tax { minor } taxIncluded } } }`;
  const before = (await s.query(text, {}, { viewer: ada })).data;
  await save(s, "shopSettingsUpdate", { country: "JP", pricesIncludeTax: false });
  expect((await s.query(text, {}, { viewer: ada })).data).toEqual(before);
});

test("a cart in a removed currency stays, but its checkout cannot start; a started one continues", async () => {
  const s = await shop();
  const { variantId } = await s.products.sell({ prices: { USD: 2_000, EUR: 1_000 } });
  const cart = await cartWith(s, [{ variantId, quantity: 1 }], {}, "USD");
  const started = await begin(s);
  await save(s, "shopSettingsUpdate", { currencies: ["USD"] });
  expect((await start(s, started.cartId)).checkout).toMatchObject({ id: started.checkoutId, state: "OPEN" });
  expect((await fillIn(s, started.checkoutId)).__typename).toBe("CheckoutSaved");

  await save(s, "shopSettingsUpdate", { currencies: ["EUR", "GBP"] });
  expect(await start(s, cart.id)).toMatchObject({
    __typename: "CurrencyNotOfferedError",
    code: "CURRENCY_NOT_OFFERED",
    path: ["input", "cartId"],
    offered: ["EUR", "GBP"],
  });
  expect(await s.products.rows(`SELECT reserved FROM stock_levels WHERE variant_id = '${variantId}'`)).toEqual([
    { reserved: 0 },
  ]);
  expect(present(await seeCart(s, cart.id)).totals).toMatchObject({ total: { minor: 2_000, currency: "USD" } });
  expect(await change(s, "cartCreate", { currency: "USD", lines: [] })).toMatchObject({
    __typename: "CurrencyNotOfferedError",
    offered: ["EUR", "GBP"],
  });

  await save(s, "shopSettingsUpdate", { currencies: ["EUR", "USD"] });
  expect((await start(s, cart.id)).__typename).toBe("CheckoutStarted");
});

test("nothing is estimated in a removed currency, and the new first currency is the default", async () => {
  const s = await shop();
  const text = `query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on ProductVariant {
    own: shippingEstimates(country: "DE") { price { currency } } eur: shippingEstimates(country: "DE", currency: "EUR") { id }
  } } }`;
  const refs = [{ __typename: "ProductVariant", id: "var_1", weightGrams: 500 }];
  await save(s, "shopSettingsUpdate", { currencies: ["JPY"] });
  expect((await s.query(text, { refs })).data?._entities).toEqual([{ own: [{ price: { currency: "JPY" } }], eur: [] }]);
});

test("the limits of a cart apply from the next change on, and a larger cart stays as it is", async () => {
  const s = await shop();
  const lines = [];
  for (let count = 0; count < 3; count += 1)
    lines.push({ variantId: (await s.products.sell()).variantId, quantity: 4 });
  const cart = await cartWith(s, lines);
  await save(s, "shopSettingsUpdate", { cartLimits: { lines: 2, unitsPerLine: 3 } });
  expect(await seeCart(s, cart.id)).toMatchObject({ totalQuantity: 12 });
  const [first] = cart.lines;
  const more = [{ variantId: present(lines[0]).variantId, quantity: 1 }];
  const refused = { __typename: "CartLimitError", maximumLines: 2, maximumQuantity: 3 };
  expect(await change(s, "cartLinesAdd", { cartId: cart.id, lines: more })).toMatchObject(refused);
  expect(await change(s, "cartCreate", { currency: "EUR", lines })).toMatchObject(refused);
  await change(s, "cartLinesRemove", { cartId: cart.id, lineIds: [present(first).id] });
  const few = [{ lineId: present(cart.lines[1]).id, quantity: 3 }];
  expect(await change(s, "cartLinesUpdate", { cartId: cart.id, lines: few })).toMatchObject({
    __typename: "CartSaved",
  });
});

test("new times of reservations apply to started checkouts from their next step on", async () => {
  const s = await shop();
  const { checkoutId } = await begin(s);
  const startedAt = s.runtime.now();
  const endAfter = (seconds: number) => new Date(startedAt + seconds * 1_000).toISOString();
  expect((await fillIn(s, checkoutId)).checkout).toMatchObject({ reservedUntil: endAfter(900) });
  await save(s, "shopSettingsUpdate", { reservationSeconds: { afterStep: 5_000, inAll: 1_800 } });
  expect(await seeCheckout(s, checkoutId)).toMatchObject({ reservedUntil: endAfter(900) });
  const { checkout } = await change(s, "checkoutUpdate", { checkoutId });
  expect(checkout).toMatchObject({ reservedUntil: endAfter(1_800) });
});

test("a guest without an e-mail address has the time of the settings, at most that of all", async () => {
  const s = await shop({ reservationSeconds: { withoutEmail: 60, inAll: 120 } });
  const endOf = async (checkoutId: string) => Date.parse(String((await seeCheckout(s, checkoutId))?.reservedUntil));
  expect((await endOf((await begin(s)).checkoutId)) - s.runtime.now()).toBe(60_000);
  await save(s, "shopSettingsUpdate", { reservationSeconds: { withoutEmail: 600 } });
  expect((await endOf((await begin(s)).checkoutId)) - s.runtime.now()).toBe(120_000);
});
