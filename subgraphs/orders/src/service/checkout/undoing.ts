/** The checkout of an order that did not come about: it is over, its promotions are free for others, and its cart is open again. */
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { touchCart } from "../../store/carts.ts";
import { changeCheckout } from "../../store/checkouts.ts";
import { releaseUses } from "../../store/promotion-uses.ts";
import type { OrderRow } from "../../store/tables.ts";

export async function undoCheckout(
  { world }: Deps,
  tx: Tx,
  { checkoutId, cartId }: Pick<OrderRow, "checkoutId" | "cartId">,
): Promise<void> {
  await changeCheckout(tx, checkoutId, ["COMPLETING"], { state: "COMPLETED" });
  await releaseUses(tx, checkoutId);
  await touchCart(tx, cartId, world.now());
}
