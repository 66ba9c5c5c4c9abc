/** Stories of a store that cannot be written: a full disk, and a lock that somebody else keeps. Reads go on, and sales after it, without a restart. */
import { afterEach, beforeAll, expect, test } from "vitest";
import { auditStores } from "../../scripts/audit/audit.ts";
import { ask, must } from "../client.ts";
import { complete, fillCart, findSomething, orderIn, pay, readyCheckout } from "../shop/buyer.ts";
import { CartCreateDocument, CheckoutStartDocument } from "../shop/documents.ts";
import { fillDisk, lockStore } from "../shop/faults.ts";
import { type Shop, sharedShop } from "../shop/processes.ts";
import { slowly } from "../shop/waiting.ts";

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
  const { id } = await findSomething(shop);
  return { id, cartId: await fillCart(shop, id) };
}

/** What a buyer is answered who writes to orders. */
function tryCart(variantId: string) {
  return ask(shop.url, CartCreateDocument, { input: { currency: "EUR", lines: [{ variantId, quantity: 1 }] } });
}

/** What a buyer is answered for whom products has to write. */
function tryCheckout(cartId: string, idempotencyKey: string) {
  return ask(shop.url, CheckoutStartDocument, { input: { cartId, email: "buyer@hansa.example", idempotencyKey } });
}

/** Nothing was done, and it may be asked again. Orders says of its own store what it is, and of products only that it cannot now. */
function refusedBy(name: "orders" | "products") {
  const code = name === "orders" ? "STORE_UNAVAILABLE" : "SUBGRAPH_UNAVAILABLE";
  return [expect.objectContaining({ extensions: expect.objectContaining({ code, retryAfterMs: expect.any(Number) }) })];
}

/** Somebody buys from beginning to end. */
async function buyOne(cartId: string): Promise<void> {
  const checkoutId = await readyCheckout(shop, cartId);
  expect(await pay(shop, checkoutId, "tok_ok")).toMatchObject({ __typename: "PaymentStarted" });
  expect(orderIn(await complete(shop, checkoutId))).toMatchObject({ state: "CONFIRMED" });
}

test("orders has no room on its disk: carts are refused for now, the shop can be looked at, and sales go on when there is room", async () => {
  const { id, cartId } = await something();
  const giveRoom = fillDisk(shop.pid("orders"));
  try {
    expect((await tryCart(id)).errors).toEqual(refusedBy("orders"));
    expect(await findSomething(shop)).toMatchObject({ id });
  } finally {
    giveRoom();
  }
  await buyOne(cartId);
});

test("products has no room on its disk: nothing can be held, the shop can be looked at, and sales go on when there is room", async () => {
  const { id, cartId } = await something();
  const giveRoom = fillDisk(shop.pid("products"));
  try {
    expect((await tryCheckout(cartId, "full")).errors).toEqual(refusedBy("products"));
    expect(await findSomething(shop)).toMatchObject({ id });
    expect(await must(tryCart(id))).toMatchObject({ cartCreate: { __typename: "CartSaved" } });
  } finally {
    giveRoom();
  }
  await buyOne(cartId);
});

test.each(["orders", "products"] as const)(
  "somebody else keeps the lock of %s for six seconds: who writes is refused for now, reads go on, and so do sales",
  async (name) => {
    const { id, cartId } = await something();
    const kept = lockStore(shop, name, 6_000);
    const write = name === "orders" ? tryCart(id) : tryCheckout(cartId, "locked");
    expect(await findSomething(shop)).toMatchObject({ id });
    expect((await write).errors).toEqual(refusedBy(name));
    await kept;
    await expect.poll(async () => (await tryCart(id)).errors, slowly).toEqual([]);
    await buyOne(cartId);
  },
);
