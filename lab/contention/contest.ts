/** Contention test: a hundred buyers compete for one item; returns the outcome of each buyer. */
import { setTimeout as pause } from "node:timers/promises";
import { manualRuntime } from "@hansa/kit/testing/manual-runtime";
import { z } from "zod";
import { storeFile } from "../../tools/host/shop.mjs";
import { loadDriver } from "../../tools/host/sqlite.mjs";
import {
  completeCheckout,
  fillCart,
  requireOrder,
  setShipping,
  setStock,
  startCheckout,
  startPayment,
} from "../client/buyer.ts";
import type { Graph } from "../client/graphql-client.ts";
import { RefusedError } from "../client/mutation.ts";
import type { Shop } from "../client/processes/shop.ts";

export type ContentionResult = {
  seed: number;
  /** The outcome of each buyer: the state of their order, or the name of the refusal. */
  ends: Record<string, number>;
  /** The changes in the stores: of the item, and by all these buyers. Others may have reserved some of it before. */
  onHand: number;
  reserved: number;
  orders: number;
  payments: number;
  captures: number;
};

const buyers = 100;
/** The longest pause of a buyer between two steps. */
const maxThinkMs = 40;

const storeRow = z.object({
  onHand: z.number(),
  reserved: z.number(),
  orders: z.number(),
  payments: z.number(),
  captures: z.number(),
});

/** Adds one unit to the variant without stock and lets all buyers compete for it. `seed` decides the pause of each buyer. */
export async function runContention(
  shop: Pick<Shop, "url" | "data">,
  variantId: string,
  seed: number,
): Promise<ContentionResult> {
  const before = readStores(shop.data, variantId, []);
  await setStock(shop, variantId, 1);
  const { random } = manualRuntime(0, seed);
  const thoughts = Array.from({ length: buyers }, () => Array.from({ length: 3 }, () => random() * maxThinkMs));
  const carts: string[] = [];
  const ended = await Promise.all(thoughts.map((mine) => buy(shop, variantId, mine, (cartId) => carts.push(cartId))));
  const ends: Record<string, number> = {};
  for (const end of ended) ends[end] = (ends[end] ?? 0) + 1;
  const after = readStores(shop.data, variantId, carts);
  return { seed, ends, ...after, onHand: after.onHand - before.onHand, reserved: after.reserved - before.reserved };
}

/** Whether exactly one buyer got the item, and nothing was captured from or is reserved for the others. */
export function isFair({ ends, onHand, reserved, orders, payments, captures }: ContentionResult): boolean {
  const { CONFIRMED: confirmed, OutOfStockError: refused } = ends;
  const isOne = confirmed === 1 && refused === buyers - 1 && orders === 1 && payments === 1 && captures === 1;
  return isOne && onHand === 0 && reserved === 0;
}

/** Buys as far as the item is available. */
async function buy(
  shop: Graph,
  variantId: string,
  thoughts: readonly number[],
  hasCart: (cartId: string) => void,
): Promise<string> {
  const think = (step: number) => pause(thoughts[step] ?? 0);
  try {
    await think(0);
    const cartId = await fillCart(shop, variantId);
    hasCart(cartId);
    await think(1);
    const checkoutId = await startCheckout(shop, { cartId, email: "buyer@hansa.example" });
    await think(2);
    await setShipping(shop, checkoutId);
    await startPayment(shop, checkoutId, "tok_ok");
    return requireOrder(await completeCheckout(shop, checkoutId)).state;
  } catch (error) {
    if (error instanceof RefusedError) return error.answer.__typename;
    throw error;
  }
}

/** Reads the outcome from the stores, past the services. */
function readStores(data: string, variantId: string, carts: readonly string[]): z.infer<typeof storeRow> {
  const Database = loadDriver();
  const store = new Database(storeFile(data, "products"), { readonly: true });
  try {
    for (const name of ["orders", "payments"]) store.prepare(`ATTACH ? AS ${name}`).run(storeFile(data, name));
    const theirs = "(SELECT id FROM orders.checkouts WHERE cart_id IN (SELECT value FROM json_each(@carts)))";
    return storeRow.parse(
      store
        .prepare(
          `SELECT on_hand AS onHand, reserved, (SELECT count(*) FROM orders.orders WHERE checkout_id IN ${theirs}) AS orders,
            (SELECT count(*) FROM payments.payments WHERE checkout_id IN ${theirs}) AS payments,
            (SELECT count(*) FROM payments.payments WHERE captured_minor > 0 AND checkout_id IN ${theirs}) AS captures
          FROM stock_levels WHERE variant_id = @variantId`,
        )
        .get({ variantId, carts: JSON.stringify(carts) }),
    );
  } finally {
    store.close();
  }
}
