/** Promotions on a cart: shown immediately, with the entered code or the reason of its rejection. */
import { expect, test } from "vitest";
import { apply, marketing, promote, tenPercent } from "../support/back-office/promotions.ts";
import { change, present, seeCart } from "../support/mutations.ts";
import { cartWith } from "../support/purchase.ts";
import { ada, type Shop, shop } from "../support/shop.ts";

const eur = (minor: number) => ({ minor, currency: "EUR" });

/** A cart with two things of 10.00. */
async function twoVariants(s: Shop, options: { collectionIds?: string[]; weightGrams?: null } = {}) {
  const { variantId } = await s.products.sell(options);
  return { variantId, cart: await cartWith(s, [{ variantId, quantity: 2 }]) };
}

test("an automatic promotion applies as soon as the cart meets its conditions", async () => {
  const s = await shop();
  await promote(s, { label: "Two for less", rateOff: "0.15", minimumSubtotals: [eur(1_500)] });
  const { variantId } = await s.products.sell();
  const cart = await cartWith(s, [{ variantId, quantity: 1 }]);
  expect(cart).toMatchObject({ discounts: [], totals: { discount: eur(0), total: eur(1_000) } });
  const more = await change(s, "cartLinesAdd", { cartId: cart.id, lines: [{ variantId, quantity: 1 }] });
  expect(more.cart).toMatchObject({
    code: null,
    codeRejection: null,
    discounts: [{ label: "Two for less", code: null, discount: eur(300) }],
    lines: [{ unitPrice: eur(1_000), quantity: 2, discount: eur(300), lineTotal: eur(1_700) }],
    totals: { subtotal: eur(2_000), discount: eur(300), tax: eur(271), total: eur(1_700) },
  });
});

test("a code is applied in any capitals, and a second code replaces it", async () => {
  const s = await shop();
  await tenPercent(s, "SPRING");
  await tenPercent(s, "AUTUMN", { rateOff: "0.2", label: "Autumn" });
  const { cart } = await twoVariants(s);
  expect(await apply(s, cart.id, "  spring ")).toMatchObject({
    __typename: "CartSaved",
    cart: { version: 2, code: "SPRING", codeRejection: null, totals: { discount: eur(200), total: eur(1_800) } },
  });
  expect((await apply(s, cart.id, "Autumn")).cart).toMatchObject({
    version: 3,
    code: "AUTUMN",
    discounts: [{ label: "Autumn", code: "AUTUMN", discount: eur(400) }],
    totals: { total: eur(1_600) },
  });
  const removed = { version: 4, code: null, discounts: [], totals: { discount: eur(0), total: eur(2_000) } };
  expect((await change(s, "cartCodeRemove", { cartId: cart.id })).cart).toMatchObject(removed);
  expect(await change(s, "cartCodeRemove", { cartId: cart.id })).toMatchObject({ __typename: "CartSaved" });
});

test("a code that no longer applies stays with the reason, and applies again later", async () => {
  const s = await shop();
  await tenPercent(s, "TWENTY", { minimumSubtotals: [eur(2_000)] });
  const id = await tenPercent(s, "SHORT");
  const { cart } = await twoVariants(s);
  await apply(s, cart.id, "twenty");
  const lineId = present(cart.lines[0]).id;
  const set = (quantity: number) => change(s, "cartLinesUpdate", { cartId: cart.id, lines: [{ lineId, quantity }] });
  expect((await set(1)).cart).toMatchObject({
    code: "TWENTY",
    codeRejection: "BELOW_MINIMUM",
    discounts: [],
    lines: [{ discount: eur(0), lineTotal: eur(1_000) }],
    totals: { discount: eur(0), total: eur(1_000) },
  });
  expect((await set(3)).cart).toMatchObject({ codeRejection: null, totals: { discount: eur(300) } });
  expect((await set(0)).cart).toMatchObject({ code: "TWENTY", codeRejection: "NOT_APPLICABLE" });
  await set(3);
  const { variantId } = await s.products.sell();
  await change(s, "cartLinesAdd", { cartId: cart.id, lines: [{ variantId, quantity: 1 }] });
  await apply(s, cart.id, "short");
  await change(s, "promotionEnd", { id }, marketing);
  expect(await seeCart(s, cart.id)).toMatchObject({ code: "SHORT", codeRejection: "ENDED", discounts: [] });
});

test("a code that another promotion beats is kept, and replaces it once it is better", async () => {
  const s = await shop();
  await promote(s, { label: "Big sale", amountsOff: [eur(500)], combines: false });
  await tenPercent(s, "TEN");
  const { variantId, cart } = await twoVariants(s);
  expect((await apply(s, cart.id, "ten")).cart).toMatchObject({
    code: "TEN",
    codeRejection: "NOT_NEEDED",
    discounts: [{ label: "Big sale", discount: eur(500) }],
  });
  const more = { cartId: cart.id, lines: [{ variantId, quantity: 4 }] };
  expect((await change(s, "cartLinesAdd", more)).cart).toMatchObject({
    codeRejection: null,
    discounts: [{ code: "TEN", discount: eur(600) }],
  });
});

test("a collection's promotion covers the products in it and below it, as the catalogue is today", async () => {
  const s = await shop();
  const { outer, internal } = await s.products.shelve("shoes");
  await promote(s, { rateOff: "0.5", collectionIds: [outer] });
  const [shoe, hat] = [await s.products.sell({ collectionIds: [internal] }), await s.products.sell()];
  const cart = await cartWith(s, [
    { variantId: hat.variantId, quantity: 1 },
    { variantId: shoe.variantId, quantity: 1 },
  ]);
  expect(cart).toMatchObject({ lines: [{ discount: eur(0) }, { discount: eur(500) }], totals: { discount: eur(500) } });
});

test("applying a code works while products is down", async () => {
  const s = await shop();
  await tenPercent(s, "TEN");
  const { cart } = await twoVariants(s);
  s.transport.dropRequests("products");
  expect(await apply(s, cart.id, "ten")).toMatchObject({ cart: { code: "TEN", totals: { discount: eur(200) } } });
});

test.each([
  ["the guest's", "GUESTS", "OWN", "GUESTS"],
  ["the guest's, without one of one's own", "GUESTS", null, "GUESTS"],
  ["one's own, without a guest's", null, "OWN", "OWN"],
])("of two merged carts, %s code stays", async (_name, guests, own, expected) => {
  const s = await shop();
  await tenPercent(s, "GUESTS");
  await tenPercent(s, "OWN");
  const asAda = { viewer: ada };
  const { variantId } = await s.products.sell();
  const lines = [{ variantId, quantity: 1 }];
  const [guest, mine] = [await cartWith(s, lines), await cartWith(s, lines, asAda)];
  if (guests) await apply(s, guest.id, guests);
  if (own) await apply(s, mine.id, own, asAda);
  const merged = await change(s, "cartClaim", { cartId: guest.id, strategy: "MERGE" }, asAda);
  expect(merged.cart).toMatchObject({ id: mine.id, code: expected, totals: { discount: eur(200) } });
});

test("fifty carts with codes take as many statements as one", async () => {
  const s = await shop();
  await promote(s, { rateOff: "0.05" });
  await tenPercent(s, "TEN", { usesPerCustomer: 1 });
  const { variantId } = await s.products.sell();
  const { id } = await cartWith(s, [{ variantId, quantity: 1 }], { viewer: ada });
  await apply(s, id, "ten", { viewer: ada });
  const carts = Array.from({ length: 50 }, (_, index) => `cart_${index}`);
  for (const cart of carts)
    await s.corruptStore(`
      INSERT INTO carts SELECT '${cart}', version, currency, owner_id, state, created_at, updated_at, code, ordered FROM carts WHERE id = '${id}';
      INSERT INTO cart_lines SELECT id || '${cart}', '${cart}', position, variant_id, product_id, sku, title, unit_price_minor, tax_class,
        weight_grams, quantity, collection_ids, is_withdrawable FROM cart_lines WHERE cart_id = '${id}';
    `);
  const text = `query ($refs: [_Any!]!) { _entities(representations: $refs) {
    ... on Cart { code codeRejection discounts { label } totals { discount { minor } } lines { discount { minor } lineTotal { minor } } }
  } }`;
  const count = async (some: readonly string[]) => {
    const refs = some.map((cart) => ({ __typename: "Cart", id: cart }));
    const metrics = async () => (await s.running.service.internal.inject({ method: "GET", url: "/metrics" })).body;
    const statements = async () =>
      Number(/^hansa_sql_statements_total\{entry="graphql"\} (\d+)/m.exec(await metrics())?.[1]);
    const before = await statements();
    const { data } = await s.query(text, { refs }, { viewer: ada });
    const expected = { totals: { discount: { minor: 145 } }, lines: [{ discount: { minor: 145 } }] };
    expect(data?._entities).toMatchObject(some.map(() => expected));
    return (await statements()) - before;
  };
  const forOne = await count(carts.slice(0, 1));
  expect(forOne).toBeGreaterThan(4);
  expect(await count(carts)).toBe(forOne);
});
