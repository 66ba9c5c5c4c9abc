/** After signing in: a guest's cart, and its checkout with it, becomes the customer's. */
import { requirePerson } from "@hansa/kit/person";
import { notFound, refusal } from "@hansa/kit/refusals";
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
} from "../../store/carts.ts";
import { findLiveCheckouts, giveCheckouts } from "../../store/checkouts.ts";
import type { CartRow, CheckoutRow } from "../../store/tables.ts";
import { mayUse, refuseErased } from "../access.ts";
import type { Answer } from "../answers.ts";
import { cartClosed, cartLimit, checkoutLocked } from "../checkout/refusals.ts";
import { giveBackGoods } from "../checkout/releases.ts";
import { nextPosition } from "./contents.ts";
import { expireCheckout } from "./edits.ts";

/** Claims a guest's cart by the chosen strategy. Another customer's cart is never touched; claiming one's own changes nothing. */
export async function claimCart(
  context: Context,
  { cartId, strategy }: CartClaimInput,
): Promise<Answer<"CartClaimResult">> {
  const { store } = context;
  const { id: userId } = requirePerson(context.viewer);
  const answer = await store.write("claim-cart", async (tx): Promise<Answer<"CartClaimResult">> => {
    await refuseErased(tx, userId);
    const cart = await findCart(tx, cartId);
    if (!cart || !mayUse(context, cart)) return notFound("cart", ["input", "cartId"]);
    if (cart.ownerId === userId) return { __typename: "CartSaved", cart };
    if (cart.state === "CLOSED") return cartClosed();
    const [checkout] = await findLiveCheckouts(tx, [cart.id]);
    if (checkout?.state === "COMPLETING") return checkoutLocked(checkout);

    const [active] = await findActiveCarts(tx, [userId]);
    if (!active) return { __typename: "CartSaved", cart: await adopt(tx, context, userId, { cart }) };
    const [existing] = await findLiveCheckouts(tx, [active.cart.id]);
    if (strategy === "USE_GUEST") {
      if (existing && existing.state !== "OPEN") return checkoutLocked(existing);
      await close(tx, context, active.cart, existing);
      return { __typename: "CartSaved", cart: await adopt(tx, context, userId, { cart }) };
    }
    if (checkout && checkout.state !== "OPEN") return checkoutLocked(checkout);
    if (strategy === "USE_EXISTING") {
      await close(tx, context, cart, checkout);
      return { __typename: "CartSaved", cart: active.cart };
    }
    if (existing && existing.state !== "OPEN") return checkoutLocked(existing);
    return merge(tx, context, { cart, checkout }, { cart: active.cart, checkout: existing });
  });
  await giveBackGoods(context);
  return answer;
}

type WithCheckout = { cart: CartRow; checkout: CheckoutRow | undefined };

/** The guest's lines go into the customer's cart; stock is checked when checkout starts. */
async function merge(
  tx: Tx,
  context: Context,
  guest: WithCheckout,
  own: WithCheckout,
): Promise<Answer<"CartClaimResult">> {
  const { rules, world } = context;
  if (guest.cart.currency !== own.cart.currency) {
    const message = `The carts are in ${guest.cart.currency} and ${own.cart.currency}, and cannot be merged.`;
    const currencies = { guestCurrency: guest.cart.currency, existingCurrency: own.cart.currency };
    return {
      ...refusal("CartCurrencyMismatchError", "CART_CURRENCY_MISMATCH", message, ["input", "strategy"]),
      ...currencies,
    };
  }
  const lines = new Map((await findLinesByCarts(tx, [own.cart.id])).map((line) => [line.variantId, line]));
  const behind = nextPosition([...lines.values()]);
  const moved = await findLinesByCarts(tx, [guest.cart.id]);
  for (const [index, line] of moved.entries()) {
    const known = lines.get(line.variantId);
    const quantity = Math.min(line.quantity + (known?.quantity ?? 0), rules.maximumQuantity);
    lines.set(
      line.variantId,
      known ? { ...known, quantity } : { ...line, cartId: own.cart.id, position: behind + index, quantity },
    );
  }
  if (lines.size > rules.maximumLines) return cartLimit(rules);
  await removeCartLines(
    tx,
    guest.cart.id,
    moved.map((line) => line.id),
  );
  await saveCartLines(tx, [...lines.values()]);
  await close(tx, context, guest.cart, guest.checkout);
  if (own.checkout) await expireCheckout(tx, own.checkout);
  // A guest's code was typed later than one that waits in the customer's own cart.
  const code = guest.cart.code ?? own.cart.code;
  return { __typename: "CartSaved", cart: await touchCart(tx, own.cart.id, world.now(), { code }) };
}

/** Makes the cart this customer's, and its checkouts, also those that have ended: through each of them the cart can be seen. */
async function adopt(
  tx: Tx,
  { world }: Context,
  userId: string,
  { cart }: Pick<WithCheckout, "cart">,
): Promise<CartRow> {
  await giveCheckouts(tx, cart.id, userId);
  await setActiveCart(tx, userId, cart.id);
  return touchCart(tx, cart.id, world.now(), { ownerId: userId });
}

async function close(tx: Tx, { world }: Context, cart: CartRow, checkout: CheckoutRow | undefined): Promise<void> {
  if (checkout) await expireCheckout(tx, checkout);
  await touchCart(tx, cart.id, world.now(), { state: "CLOSED" });
}
