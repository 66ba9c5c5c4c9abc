/** The checkout that somebody names, if it is theirs to use, and the cart behind it. */
import type { Reader } from "@hansa/kit/store";
import type { Context } from "../../context.ts";
import { findCart } from "../../store/carts.ts";
import { findCheckout } from "../../store/checkouts.ts";
import type { CartRow, CheckoutRow } from "../../store/tables.ts";
import { mayUse } from "../access.ts";

/** The checkout if its goods are held and the viewer may use it. */
export async function findUsable(db: Reader, context: Context, id: string): Promise<CheckoutRow | undefined> {
  const checkout = await findCheckout(db, id);
  return checkout?.held && mayUse(context, checkout) ? checkout : undefined;
}

/** The cart of a checkout, which is never removed. */
export async function cartOf(db: Reader, { cartId }: CheckoutRow): Promise<CartRow> {
  const cart = await findCart(db, cartId);
  if (!cart) throw new Error("the cart of a checkout is gone");
  return cart;
}
