/** Claim of a guest's cart, with its checkout, by a customer who has signed in. */
import { requirePerson } from "@hansa/kit/identity";
import { notFound, refusal } from "@hansa/kit/runtime";
import type { Tx } from "@hansa/kit/store";
import type { Context } from "../../context.ts";
import type { CartClaimInput } from "../../generated/resolvers.ts";
import {
  findActiveCarts,
  findCart,
  findLinesByCarts,
  removeCartLines,
  saveCartLines,
  setActiveCart,
  touchCart,
} from "../../store/cart/carts.ts";
import { assignCheckouts, findLiveCheckouts } from "../../store/checkout/checkouts.ts";
import { findSettings } from "../../store/settings/settings.ts";
import type { CartRow, CheckoutRow } from "../../store/tables.ts";
import { mayUse, rejectErasedUser } from "../access.ts";
import { cartClosed, cartLimit, checkoutLocked } from "../checkout-refusals.ts";
import type { MutationResult } from "../mutation-results.ts";
import { releaseExpiredReservations } from "../reservation/release.ts";
import { cartLimitsOf } from "../settings/limits.ts";
import { expireCheckout } from "./edits.ts";
import { nextPosition } from "./validation.ts";

/** Claims a guest's cart with the chosen strategy. The cart of another customer is not found; claiming one's own cart changes nothing. */
export async function claimCart(
  context: Context,
  { cartId, strategy }: CartClaimInput,
): Promise<MutationResult<"CartClaimResult">> {
  const { store } = context;
  const { id: userId } = requirePerson(context.viewer);
  const response = await store.write("claim-cart", async (tx): Promise<MutationResult<"CartClaimResult">> => {
    await rejectErasedUser(tx, userId);
    const cart = await findCart(tx, cartId);
    if (!cart || !mayUse(context, cart)) return notFound("cart", ["input", "cartId"]);
    if (cart.ownerId === userId) return { __typename: "CartSaved", cart };
    if (cart.state === "CLOSED") return cartClosed();
    const [checkout] = await findLiveCheckouts(tx, [cart.id]);
    if (checkout?.state === "COMPLETING") return checkoutLocked(checkout);

    const [active] = await findActiveCarts(tx, [userId]);
    if (!active) return { __typename: "CartSaved", cart: await assignCart(context, tx, userId, { cart }) };
    const [existing] = await findLiveCheckouts(tx, [active.cart.id]);
    if (strategy === "USE_GUEST") {
      if (existing && existing.state !== "OPEN") return checkoutLocked(existing);
      await closeCart(context, tx, active.cart, existing);
      return { __typename: "CartSaved", cart: await assignCart(context, tx, userId, { cart }) };
    }
    if (checkout && checkout.state !== "OPEN") return checkoutLocked(checkout);
    if (strategy === "USE_EXISTING") {
      await closeCart(context, tx, cart, checkout);
      return { __typename: "CartSaved", cart: active.cart };
    }
    if (existing && existing.state !== "OPEN") return checkoutLocked(existing);
    return mergeCarts(context, tx, { cart, checkout }, { cart: active.cart, checkout: existing });
  });
  await releaseExpiredReservations(context);
  return response;
}

type WithCheckout = { cart: CartRow; checkout: CheckoutRow | undefined };

/** Moves the guest's lines into the customer's cart. Stock is checked when a checkout starts. */
async function mergeCarts(
  context: Context,
  tx: Tx,
  guest: WithCheckout,
  own: WithCheckout,
): Promise<MutationResult<"CartClaimResult">> {
  const { runtime } = context;
  if (guest.cart.currency !== own.cart.currency) {
    const message = `The carts are in ${guest.cart.currency} and ${own.cart.currency}, and cannot be merged.`;
    const currencies = { guestCurrency: guest.cart.currency, existingCurrency: own.cart.currency };
    return {
      ...refusal("CartCurrencyMismatchError", "CART_CURRENCY_MISMATCH", message, ["input", "strategy"]),
      ...currencies,
    };
  }
  const limits = cartLimitsOf(await findSettings(tx));
  const lines = new Map((await findLinesByCarts(tx, [own.cart.id])).map((line) => [line.variantId, line]));
  const behind = nextPosition([...lines.values()]);
  const moved = await findLinesByCarts(tx, [guest.cart.id]);
  for (const [index, line] of moved.entries()) {
    const known = lines.get(line.variantId);
    const quantity = Math.min(line.quantity + (known?.quantity ?? 0), limits.unitsPerLine);
    lines.set(
      line.variantId,
      known ? { ...known, quantity } : { ...line, cartId: own.cart.id, position: behind + index, quantity },
    );
  }
  if (lines.size > limits.lines) return cartLimit(limits);
  await removeCartLines(
    tx,
    guest.cart.id,
    moved.map((line) => line.id),
  );
  await saveCartLines(tx, [...lines.values()]);
  await closeCart(context, tx, guest.cart, guest.checkout);
  if (own.checkout) await expireCheckout(tx, own.checkout);
  // The guest's code was entered later than the one in the customer's own cart.
  const code = guest.cart.code ?? own.cart.code;
  return { __typename: "CartSaved", cart: await touchCart(tx, own.cart.id, runtime.now(), { code }) };
}

/** Assigns the cart and all its checkouts to the customer, ended ones included: each of them gives access to the cart. */
async function assignCart(
  { runtime }: Context,
  tx: Tx,
  userId: string,
  { cart }: Pick<WithCheckout, "cart">,
): Promise<CartRow> {
  await assignCheckouts(tx, cart.id, userId);
  await setActiveCart(tx, userId, cart.id);
  return touchCart(tx, cart.id, runtime.now(), { ownerId: userId });
}

async function closeCart(
  { runtime }: Context,
  tx: Tx,
  cart: CartRow,
  checkout: CheckoutRow | undefined,
): Promise<void> {
  if (checkout) await expireCheckout(tx, checkout);
  await touchCart(tx, cart.id, runtime.now(), { state: "CLOSED" });
}
