/** Stories of an unwritable store, by a full disk or a foreign lock: reads continue, and sales resume without a restart. */

import {
  completeCheckout,
  fillCart,
  findAvailableVariant,
  prepareCheckout,
  requireOrder,
  startPayment,
} from "@hansa/client/buyer";
import { CartCreateDocument, CheckoutStartDocument } from "@hansa/client/documents/purchase";
import { executeDocument, requireData } from "@hansa/client/graphql-client";
import { pollOptions } from "@hansa/client/polling";
import { afterEach, beforeAll, expect, test } from "vitest";
import { auditStores } from "../../../cli/audit/audit.ts";
import { type Shop, sharedShop } from "../../../cli/testing/shop.ts";
import { fillDisk, lockStore } from "../../../cli/testing/store-faults.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await sharedShop();
});

afterEach(() => {
  const { verdicts } = auditStores({ data: shop.data });
  expect(verdicts.filter(({ verdict }) => verdict === "broken")).toEqual([]);
});

/** One that can be paid, made before anything is wrong. */
async function something() {
  const { id } = await findAvailableVariant(shop);
  return { id, cartId: await fillCart(shop, id) };
}

/** The response to a buyer whose request writes to orders. */
function tryCart(variantId: string) {
  return executeDocument(shop.url, CartCreateDocument, {
    input: { currency: "EUR", lines: [{ variantId, quantity: 1 }] },
  });
}

/** The response to a buyer whose request makes products write. */
function tryCheckout(cartId: string, idempotencyKey: string) {
  return executeDocument(shop.url, CheckoutStartDocument, {
    input: { cartId, email: "buyer@hansa.example", idempotencyKey },
  });
}

/** Nothing was done, and it may be asked again. Orders says of its own store what it is, and of products only that it cannot now. */
function refusedBy(name: "orders" | "products") {
  const code = name === "orders" ? "STORE_UNAVAILABLE" : "SUBGRAPH_UNAVAILABLE";
  return [expect.objectContaining({ extensions: expect.objectContaining({ code, retryAfterMs: expect.any(Number) }) })];
}

/** Places one order from beginning to end. */
async function buyOne(cartId: string): Promise<void> {
  const checkoutId = await prepareCheckout(shop, cartId);
  expect(await startPayment(shop, checkoutId, "tok_ok")).toMatchObject({ __typename: "PaymentStarted" });
  expect(requireOrder(await completeCheckout(shop, checkoutId))).toMatchObject({ state: "CONFIRMED" });
}

test("with a full disk of orders, cart changes are refused, the shop can be browsed, and sales resume once there is space", async () => {
  const { id, cartId } = await something();
  const giveRoom = fillDisk(shop.pid("orders"));
  try {
    expect((await tryCart(id)).errors).toEqual(refusedBy("orders"));
    expect(await findAvailableVariant(shop)).toMatchObject({ id });
  } finally {
    giveRoom();
  }
  await buyOne(cartId);
});

test("with a full disk of products, nothing can be reserved, the shop can be browsed, and sales resume once there is space", async () => {
  const { id, cartId } = await something();
  const giveRoom = fillDisk(shop.pid("products"));
  try {
    expect((await tryCheckout(cartId, "full")).errors).toEqual(refusedBy("products"));
    expect(await findAvailableVariant(shop)).toMatchObject({ id });
    expect(await requireData(tryCart(id))).toMatchObject({ cartCreate: { __typename: "CartSaved" } });
  } finally {
    giveRoom();
  }
  await buyOne(cartId);
});

test.each(["orders", "products"] as const)(
  "while another process locks %s for six seconds, writes are refused and reads continue; then sales resume",
  async (name) => {
    const { id, cartId } = await something();
    const locked = lockStore(shop, name, 6_000);
    const write = name === "orders" ? tryCart(id) : tryCheckout(cartId, "locked");
    expect(await findAvailableVariant(shop)).toMatchObject({ id });
    expect((await write).errors).toEqual(refusedBy(name));
    await locked;
    await expect.poll(async () => (await tryCart(id)).errors, pollOptions).toEqual([]);
    await buyOne(cartId);
  },
);
