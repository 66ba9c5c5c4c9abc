/** Story of a hundred buyers who compete for one item. */
import { setTimeout as pause } from "node:timers/promises";
import {
  completeCheckout,
  fillCart,
  findAvailableVariant,
  requireOrder,
  setShipping,
  setStock,
  startCheckout,
  startPayment,
} from "@hansa/client/buyer";
import type { Graph } from "@hansa/client/graphql-client";
import { RefusedError } from "@hansa/client/mutation";
import { readAvailability } from "@hansa/client/staff-desk";
import { chanceOf } from "@hansa/kit/testing";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { auditStores } from "../../../cli/audit/audit.ts";
import { storeFile } from "../../../cli/host/shop.mjs";
import { loadDriver } from "../../../cli/host/sqlite.mjs";
import { type Shop, sharedShop } from "../../../cli/testing/shop.ts";

const buyers = 100;
/** The longest pause of a buyer between two steps. */
const maxThinkMs = 40;

let shop: Shop;
beforeAll(async () => {
  shop = await sharedShop();
});

test("of a hundred buyers one gets the item, 99 are told that it is sold out, and nothing is charged or reserved for them", async () => {
  const { id, sku } = await findAvailableVariant(shop);
  const available = await readAvailability(shop, sku);
  // Other stories buy it from this shop.
  onTestFinished(() => setStock(shop, id, available));
  await setStock(shop, id, -available);
  // Others may have reserved some of it before.
  const before = readStores(shop.data, id, []);
  await setStock(shop, id, 1);
  const carts: string[] = [];
  const ended = await Promise.all(Array.from({ length: buyers }, (_, buyer) => buy(shop, id, buyer, carts)));
  expect(ended.filter((end) => end === "CONFIRMED")).toHaveLength(1);
  expect(ended.filter((end) => end === "OutOfStockError")).toHaveLength(buyers - 1);
  expect(readStores(shop.data, id, carts)).toEqual({ ...before, orders: 1, payments: 1, captures: 1 });
  const { verdicts } = auditStores({ data: shop.data });
  expect(verdicts.filter(({ verdict }) => verdict === "broken")).toEqual([]);
});

/** Buys as far as the item is available; the state of the order, or the name of the refusal. */
async function buy(shop: Graph, variantId: string, buyer: number, carts: string[]): Promise<string> {
  const chance = chanceOf(1, `buyer ${buyer}`);
  const think = () => pause(chance.whole(0, maxThinkMs));
  try {
    await think();
    const cartId = await fillCart(shop, variantId);
    carts.push(cartId);
    await think();
    const checkoutId = await startCheckout(shop, { cartId, email: "buyer@hansa.example" });
    await think();
    await setShipping(shop, checkoutId);
    await startPayment(shop, checkoutId, "tok_ok");
    return requireOrder(await completeCheckout(shop, checkoutId)).state;
  } catch (error) {
    if (error instanceof RefusedError) return error.response.__typename;
    throw error;
  }
}

/** Reads the stock of the item and what was bought with these carts from the stores, past the services. */
function readStores(data: string, variantId: string, carts: readonly string[]): object {
  const Database = loadDriver();
  const store = new Database(storeFile(data, "products"), { readonly: true });
  try {
    for (const name of ["orders", "payments"]) store.prepare(`ATTACH ? AS ${name}`).run(storeFile(data, name));
    const theirs = "(SELECT id FROM orders.checkouts WHERE cart_id IN (SELECT value FROM json_each(@carts)))";
    const row: unknown = store
      .prepare(
        `SELECT on_hand - committed AS unsold, reserved, (SELECT count(*) FROM orders.orders WHERE checkout_id IN ${theirs}) AS orders,
          (SELECT count(*) FROM payments.payments WHERE checkout_id IN ${theirs}) AS payments,
          (SELECT count(*) FROM payments.payments WHERE captured_minor > 0 AND checkout_id IN ${theirs}) AS captures
        FROM stock_levels WHERE variant_id = @variantId`,
      )
      .get({ variantId, carts: JSON.stringify(carts) });
    return Object(row);
  } finally {
    store.close();
  }
}
