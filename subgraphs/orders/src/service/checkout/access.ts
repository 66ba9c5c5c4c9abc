/** Access to checkouts: finds the viewer's own checkout and its cart. */
import type { Reader } from "@hansa/kit/store/store";
import type { Context } from "../../context.ts";
import { findCart } from "../../store/cart/carts.ts";
import { findCheckout } from "../../store/checkout/checkouts.ts";
import type { CartRow, CheckoutRow } from "../../store/tables.ts";
import { mayUse } from "../access.ts";

/** The checkout if its goods are reserved and the viewer may use it. */
export async function findOwnCheckout(context: Context, db: Reader, id: string): Promise<CheckoutRow | undefined> {
  const checkout = await findCheckout(db, id);
  return checkout?.reserved && mayUse(context, checkout) ? checkout : undefined;
}

/** The cart of a checkout, which is never removed. */
export async function cartOf(db: Reader, { cartId }: CheckoutRow): Promise<CartRow> {
  const cart = await findCart(db, cartId);
  if (!cart) throw new Error("the cart of a checkout does not exist");
  return cart;
}
