/** A cart with many lines and its checkout, as the browser of a guest knows them. */
import { createCart, startCheckout } from "@hansa/client/buyer";
import { AvailableProductsDocument } from "@hansa/client/documents/products";
import type { Graph } from "@hansa/client/graphql-client";
import { executeUntilAnswered } from "@hansa/client/retries";

/** The entry of the browser's storage that has it. */
export const guestEntry = "hansa.guest.1";

/** `lines` is that of the last answer; the version only counts once the cart is changed. */
export type Guest = {
  cart: { id: string; version: number; quantity: number; lines: number };
  checkoutId: string;
};

/** Fills a cart with one unit each of so many variants, and starts its checkout. */
export async function fillGuest(graph: Graph, lines: number): Promise<Guest> {
  const { products } = await executeUntilAnswered(graph, AvailableProductsDocument, {});
  const variants = (products?.nodes ?? []).flatMap(({ variants: { nodes } }) => nodes);
  const chosen = variants.filter(({ stockStatus, price }) => stockStatus === "IN_STOCK" && price).slice(0, lines);
  if (chosen.length < lines) throw new Error(`the shop has no ${lines} variants in stock`);
  const id = await createCart(graph, {
    currency: "EUR",
    lines: chosen.map((variant) => ({ variantId: variant.id, quantity: 1 })),
  });
  const checkoutId = await startCheckout(graph, { cartId: id });
  return { cart: { id, version: 1, quantity: lines, lines }, checkoutId };
}
