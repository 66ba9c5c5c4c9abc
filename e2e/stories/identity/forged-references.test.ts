/**
 * Forged facts in references, where bearer access is on: prices, stock and weights that a sender invents change the fields that require them in
 * that response, and no stored price, no purchase and no later answer.
 */

import { fillCart, findAvailableVariant, signIn, startCheckout } from "@hansa/client/buyer";
import { beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { directUrl, type Shop, sharedShop } from "../../../cli/testing/shop.ts";
import { askGraph } from "../support/entities.ts";

let shop: Shop;
/** The graph of orders with bearer access, beside the one that the router asks. */
let orders: string;
let customer: { token: string };
let administrator: { token: string };
beforeAll(async () => {
  shop = await sharedShop();
  const { port } = await shop.startSecondProcess("orders", { HANSA_SUBGRAPH_ACCESS: "bearer" });
  orders = directUrl({ port }, "orders");
  customer = await signIn(shop, "CUSTOMER");
  administrator = await signIn(shop, "ADMIN");
});

const lineFields = "id quantity sku title unitPrice { minor } discount { minor } lineTotal { minor } variant { id }";
const linesQuery = `query ($r: [_Any!]!) {
  _entities(representations: $r) { ... on CartLine { ${lineFields} priceChanged outOfStock } }
}`;
const cartQuery = `query ($id: ID!) {
  cart(id: $id) { totals { total { minor } } lines { ${lineFields} priceChanged outOfStock } }
}`;
const aCart = z.object({
  cart: z.object({
    totals: z.unknown(),
    lines: z.tuple([z.looseObject({ id: z.string(), unitPrice: z.object({ minor: z.int() }) })]),
  }),
});

test("forged prices, stock and quantities of a cart's line change two fields of that answer, and no purchase", async () => {
  const variant = await findAvailableVariant(shop);
  const cartId = await fillCart(shop, variant.id, 2, customer);
  const readCart = () => askGraph(shop.url, customer.token, cartQuery, { id: cartId });
  const before = await readCart();
  const { lines } = aCart.parse(before.data).cart;
  const [{ id, unitPrice }] = lines;
  const genuine = { __typename: "CartLine", id };
  const variantWith = (minor: number, unitsForSale: number) => ({
    ...{ __typename: "ProductVariant", id: "var_forged", unitsForSale },
    prices: [{ __typename: "Money", minor, currency: "EUR" }],
  });
  const forged = {
    ...genuine,
    quantity: 9,
    sku: "forged",
    unitPrice: { minor: 1, currency: "EUR" },
    lineTotal: { minor: 1 },
  };
  const { data, errors } = await askGraph(orders, customer.token, linesQuery, {
    r: [{ ...forged, variant: variantWith(1, 0) }, genuine, { ...forged, variant: variantWith(unitPrice.minor, 99) }],
  });
  expect(errors).toEqual([]);
  const line = lines[0];
  expect(data?._entities).toEqual([
    { ...line, priceChanged: true, outOfStock: true },
    { ...line, priceChanged: null, outOfStock: null },
    { ...line, priceChanged: false, outOfStock: false },
  ]);
  for (const token of [undefined, administrator.token])
    expect((await askGraph(orders, token, linesQuery, { r: [forged] })).data).toEqual({ _entities: [null] });
  const shapeless = { ...genuine, variant: { prices: [{ minor: "1" }] } };
  const refused = await askGraph(orders, customer.token, linesQuery, { r: [shapeless] });
  expect(refused.errors.map(({ extensions }) => extensions.code)).toEqual(["BAD_USER_INPUT"]);
  expect(await readCart()).toEqual(before);
  const checkoutId = await startCheckout(shop, { cartId }, customer);
  const total = "query ($id: ID!) { checkout(id: $id) { totals { subtotal { minor } } } }";
  const started = await askGraph(shop.url, customer.token, total, { id: checkoutId });
  expect(started.data).toEqual({ checkout: { totals: { subtotal: { minor: 2 * unitPrice.minor } } } });
});

test("a forged weight changes the estimates of that answer alone", async () => {
  const { id } = await findAvailableVariant(shop);
  const estimates = 'shippingEstimates(country: "DE") { id price { minor } }';
  const genuine = () =>
    askGraph(shop.url, undefined, `query ($id: ID!) { variant(id: $id) { weightGrams ${estimates} } }`, { id });
  const before = await genuine();
  const query = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on ProductVariant { id ${estimates} } } }`;
  const reference = { __typename: "ProductVariant", id };
  const weights = [1, 20_000, 1_000_000_000, -1, 0.5, "heavy", null, [1], undefined];
  const { data, errors } = await askGraph(orders, undefined, query, {
    r: weights.map((weightGrams) => ({ ...reference, weightGrams })),
  });
  expect(errors).toEqual([]);
  const given = z
    .array(z.object({ id: z.literal(id), shippingEstimates: z.array(z.unknown()) }))
    .parse(data?._entities);
  expect(given).toHaveLength(weights.length);
  expect(given[0]).not.toEqual(given[1]);
  for (const index of [2, 5, 6, 7, 8]) expect(given[index]?.shippingEstimates).toEqual([]);
  expect(await genuine()).toEqual(before);
});
