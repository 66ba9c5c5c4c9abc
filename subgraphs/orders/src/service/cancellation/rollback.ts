/** Roll-back of the checkout of an order that failed: ends the checkout, releases its promotions and opens its cart again. */
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { touchCart } from "../../store/cart/carts.ts";
import { changeCheckout } from "../../store/checkout/checkouts.ts";
import { releaseUses } from "../../store/promotions/uses.ts";
import type { OrderRow } from "../../store/tables.ts";

/** Ends the checkout of a failed order, so that its cart can start another one. */
export async function rollBackCheckout(
  { runtime }: Deps,
  tx: Tx,
  { checkoutId, cartId }: Pick<OrderRow, "checkoutId" | "cartId">,
): Promise<void> {
  await changeCheckout(tx, checkoutId, ["COMPLETING"], { state: "COMPLETED" });
  await releaseUses(tx, checkoutId);
  await touchCart(tx, cartId, runtime.now(), { ordered: true });
}
