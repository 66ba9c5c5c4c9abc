/** Changes of a cart: checks access, the expected version and that no payment is in progress. */
import { notFound } from "@hansa/kit/runtime";
import type { Tx } from "@hansa/kit/store";
import type { Context } from "../../context.ts";
import { findCart, findLinesByCarts, touchCart } from "../../store/cart/carts.ts";
import { changeCheckout, findLiveCheckouts } from "../../store/checkout/checkouts.ts";
import type { CartLineRow, CartRow, CheckoutRow } from "../../store/tables.ts";
import { mayUse } from "../access.ts";
import { cartClosed, cartConflict, checkoutLocked } from "../checkout-refusals.ts";
import { releaseExpiredReservations } from "../reservation/release.ts";

type Edited = { cartId: string; expectedVersion?: number | null | undefined };

/**
 * Runs `edit` in one transaction. It either returns a refusal and changes nothing, or changes lines and returns undefined; then the version
 * rises, and an open checkout of the cart expires, because its reservation no longer matches the cart.
 */
export async function editCart<Refused>(
  context: Context,
  name: string,
  { cartId, expectedVersion }: Edited,
  edit: (tx: Tx, cart: CartRow, lines: CartLineRow[]) => Promise<Refused | undefined>,
) {
  const { store, runtime } = context;
  const response = await store.write(name, async (tx) => {
    const found = await findEditable(context, tx, cartId);
    if (found.__typename !== "Editable") return found;
    const { cart, checkout } = found;
    if (typeof expectedVersion === "number" && expectedVersion !== cart.version) return cartConflict(cart);
    const refused = await edit(tx, cart, await findLinesByCarts(tx, [cart.id]));
    if (refused) return refused;
    if (checkout) await expireCheckout(tx, checkout);
    return { __typename: "CartSaved" as const, cart: await touchCart(tx, cart.id, runtime.now()) };
  });
  await releaseExpiredReservations(context, cartId);
  return response;
}

type Editable = { __typename: "Editable"; cart: CartRow; checkout: CheckoutRow | undefined };

/** The cart and its open checkout, or the refusal. */
async function findEditable(context: Context, tx: Tx, cartId: string) {
  const cart = await findCart(tx, cartId);
  if (!cart || !mayUse(context, cart)) return notFound("cart", ["input", "cartId"]);
  if (cart.state === "CLOSED") return cartClosed();
  const [checkout] = await findLiveCheckouts(tx, [cart.id]);
  if (checkout && checkout.state !== "OPEN") return checkoutLocked(checkout);
  return { __typename: "Editable", cart, checkout } satisfies Editable;
}

/** Ends an open checkout; its reservation is released after the transaction. */
export async function expireCheckout(tx: Tx, { id }: CheckoutRow): Promise<void> {
  await changeCheckout(tx, id, ["OPEN"], { state: "EXPIRED" });
}
