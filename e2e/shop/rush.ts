/** A hundred buyers and one item: who gets it, and what became of the others. */
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { manualRuntime } from "@hansa/kit/testing/manual-runtime";
import { z } from "zod";
import { loadDriver } from "../../scripts/sqlite.mjs";
import { ask, must } from "../client.ts";
import { address, complete, orderIn, pay, setStock } from "./buyer.ts";
import { CartCreateDocument, CheckoutStartDocument, CheckoutUpdateDocument } from "./documents.ts";
import type { Shop } from "./processes.ts";

export type Rush = {
  seed: number;
  /** How each buyer ended: the state of their order, or the name of the refusal. */
  ends: Record<string, number>;
  /** The change in the stores: of the item, and by all these buyers. Others may have reserved some of it before. */
  onHand: number;
  reserved: number;
  orders: number;
  payments: number;
  captures: number;
};

const buyers = 100;
/** Between two steps, a buyer thinks no longer than this. */
const longestThoughtMs = 40;

const figures = z.object({
  onHand: z.number(),
  reserved: z.number(),
  orders: z.number(),
  payments: z.number(),
  captures: z.number(),
});

/** Puts one more of the variant, of which there is none, on the shelf and lets all of them go for it. `seed` decides who thinks how long when. */
export async function rush(shop: Pick<Shop, "url" | "data">, variantId: string, seed: number): Promise<Rush> {
  const before = look(shop.data, variantId, []);
  await setStock(shop, variantId, 1);
  const { random } = manualRuntime(0, seed);
  const thoughts = Array.from({ length: buyers }, () => Array.from({ length: 3 }, () => random() * longestThoughtMs));
  const carts: string[] = [];
  const ended = await Promise.all(thoughts.map((mine) => buy(shop, variantId, mine, (cartId) => carts.push(cartId))));
  const ends: Record<string, number> = {};
  for (const end of ended) ends[end] = (ends[end] ?? 0) + 1;
  const after = look(shop.data, variantId, carts);
  return { seed, ends, ...after, onHand: after.onHand - before.onHand, reserved: after.reserved - before.reserved };
}

/** Whether exactly one of them got it, and nothing was taken or is held of the others. */
export function isFair({ ends, onHand, reserved, orders, payments, captures }: Rush): boolean {
  const { CONFIRMED: confirmed, OutOfStockError: refused } = ends;
  const isOne = confirmed === 1 && refused === buyers - 1 && orders === 1 && payments === 1 && captures === 1;
  return isOne && onHand === 0 && reserved === 0;
}

/** Goes as far as there is something to buy. */
async function buy(
  { url }: Pick<Shop, "url">,
  variantId: string,
  thoughts: readonly number[],
  hasCart: (cartId: string) => void,
): Promise<string> {
  const think = (step: number) => pause(thoughts[step] ?? 0);
  await think(0);
  const lines = [{ variantId, quantity: 1 }];
  const { cartCreate } = await must(ask(url, CartCreateDocument, { input: { currency: "EUR", lines } }));
  if (cartCreate.__typename !== "CartSaved") return cartCreate.__typename;
  hasCart(cartCreate.cart.id);
  await think(1);
  const email = "buyer@hansa.example";
  const input = { cartId: cartCreate.cart.id, email, idempotencyKey: "start" };
  const { checkoutStart } = await must(ask(url, CheckoutStartDocument, { input }));
  if (checkoutStart.__typename !== "CheckoutStarted") return checkoutStart.__typename;
  const checkoutId = checkoutStart.checkout.id;
  await think(2);
  const update = (more: object) => must(ask(url, CheckoutUpdateDocument, { input: { checkoutId, ...more } }));
  const { checkoutUpdate } = await update({ shippingAddress: address });
  if (checkoutUpdate.__typename !== "CheckoutSaved") return checkoutUpdate.__typename;
  await update({ shippingOptionId: checkoutUpdate.checkout.shippingOptions[0]?.id });
  await pay({ url }, checkoutId, "tok_ok");
  return orderIn(await complete({ url }, checkoutId)).state;
}

/** Asks the stores themselves: no service can make it look better. */
function look(data: string, variantId: string, carts: readonly string[]): z.infer<typeof figures> {
  const Database = loadDriver();
  const store = new Database(path.join(data, "products.db"), { readonly: true });
  try {
    for (const name of ["orders", "payments"]) store.prepare(`ATTACH ? AS ${name}`).run(path.join(data, `${name}.db`));
    const theirs = "(SELECT id FROM orders.checkouts WHERE cart_id IN (SELECT value FROM json_each(@carts)))";
    return figures.parse(
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
