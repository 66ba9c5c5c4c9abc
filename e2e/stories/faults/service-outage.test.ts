/** Stories with services down: an object of an absent service is null with an error, and a page keeps what the others give. */

import {
  completeCheckout,
  fillCart,
  findAvailableVariant,
  prepareCheckout,
  readOrderByToken,
  requireOrder,
  signIn,
  startPayment,
  untilReached,
} from "@hansa/client/buyer";
import { CartByIdDocument } from "@hansa/client/documents/purchase";
import { type Credentials, executeDocument } from "@hansa/client/graphql-client";
import { afterEach, beforeAll, expect, test } from "vitest";
import { type Shop, sharedShop } from "../../../cli/testing/shop.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await sharedShop();
  await untilReached(shop);
});
afterEach(() => untilReached(shop));

test("another person's cart is null without an error, one of an unavailable service is null with an error", async () => {
  const { id } = await findAvailableVariant(shop);
  const owner = { token: (await signIn(shop, "CUSTOMER")).token };
  const cartId = await fillCart(shop, id, 1, owner);
  const readCart = async (as: Credentials) => {
    const { data, errors } = await executeDocument(shop.url, CartByIdDocument, { id: cartId }, as);
    return { cart: data?.cart, codes: errors.map(({ extensions }) => extensions?.code) };
  };
  expect(await readCart(owner)).toEqual({ cart: { id: cartId }, codes: [] });
  expect(await readCart({})).toEqual({ cart: null, codes: [] });
  await shop.kill("orders");
  try {
    expect(await readCart(owner)).toEqual({ cart: null, codes: ["SUBGRAPH_UNAVAILABLE"] });
    expect(await readCart({})).toEqual({ cart: null, codes: ["SUBGRAPH_UNAVAILABLE"] });
  } finally {
    await shop.start("orders");
  }
});

test("a payment that begins while orders is down is repeated as the shop asks, and is taken once orders is back", async () => {
  const { id } = await findAvailableVariant(shop);
  const checkoutId = await prepareCheckout(shop, await fillCart(shop, id));
  await shop.kill("orders");
  const paying = startPayment(shop, checkoutId, "tok_ok");
  await shop.start("orders");
  expect(await paying).toMatchObject({ __typename: "PaymentStarted" });
  const order = requireOrder(await completeCheckout(shop, checkoutId));
  const { payments } = await readOrderByToken(shop, order.number, order.guestToken, { guest: [checkoutId] });
  expect(payments).toEqual([expect.objectContaining({ state: "CAPTURED" })]);
});

test("an order and the shop's name are shown with the other three services down", async () => {
  const { id } = await findAvailableVariant(shop);
  const checkoutId = await prepareCheckout(shop, await fillCart(shop, id));
  await startPayment(shop, checkoutId, "tok_ok");
  const order = requireOrder(await completeCheckout(shop, checkoutId));
  for (const down of ["products", "users", "payments"] as const) await shop.kill(down);
  try {
    const response = await fetch(shop.url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        query: `query ($number: String!, $token: String) {
          order(number: $number, guestToken: $token) { number state totals { total { decimal } } lines { title quantity } shippingAddress { city } settlement payments { id } }
          shop { name }
          search(query: "mug") { totalCount }
        }`,
        variables: { number: order.number, token: order.guestToken },
      }),
    });
    expect(await response.json()).toMatchObject({
      data: {
        order: {
          number: order.number,
          state: "CONFIRMED",
          lines: [{ quantity: 1 }],
          shippingAddress: { city: "Lübeck" },
          settlement: "PAID",
          payments: null,
        },
        shop: { name: "Hansa" },
        search: null,
      },
      errors: [
        { path: ["order", "payments"], extensions: { code: "SUBGRAPH_UNAVAILABLE" } },
        { path: ["search"], extensions: { code: "SUBGRAPH_UNAVAILABLE" } },
      ],
    });
  } finally {
    for (const down of ["products", "users", "payments"] as const) await shop.start(down);
  }
  expect((await readOrderByToken(shop, order.number, order.guestToken)).settlement).toBe("PAID");
});
