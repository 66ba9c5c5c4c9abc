/** The cart of a guest who signs in: it becomes the account's. Only if both carts have goods, the person decides. */
import type { CartMergeStrategy, CartState, CheckoutState } from "../../generated/graphql.ts";
import { graphql } from "../../generated/index.ts";
import { graph } from "../graph.ts";
import { forgetCart } from "./cart.ts";
import { changeGuest, readGuest } from "./guest.ts";

const CartsDocument = graphql(`
  query StorefrontCarts($guestCartId: ID!, $hasGuestCart: Boolean!) {
    me {
      id
      activeCart { id state version totalQuantity currency checkout { id state } }
    }
    cart(id: $guestCartId) @include(if: $hasGuestCart) {
      id state version totalQuantity currency checkout { id state }
    }
  }
`);

const CartClaimDocument = graphql(`
  mutation StorefrontCartClaim($input: CartClaimInput!) {
    cartClaim(input: $input) {
      __typename
      ... on CartSaved { cart { id state version totalQuantity currency checkout { id state } } }
      ... on CartCurrencyMismatchError { guestCurrency existingCurrency }
    }
  }
`);

export type ClaimableCart = {
  id: string;
  state: CartState;
  version: number;
  totalQuantity: number;
  currency: string;
  checkout: { id: string; state: CheckoutState } | null;
};

/** Both carts have goods. `canMerge`: they may become one. */
type CartQuestion = { guestQuantity: number; ownQuantity: number; canMerge: boolean };

export type ClaimOutcome =
  | { kind: "done" }
  | { kind: "question"; question: CartQuestion }
  /** Nothing was changed. `locked`: a payment for one of the carts is in progress. */
  | { kind: "locked" | "too long" | "other currency" | "away" };

/** A person who signs in does not wait longer for the carts, in milliseconds. */
const patienceMs = 4_000;

/** Which cart goes on: the guest's has goods or not, and so has the account's. */
export function decideClaim(guest: ClaimableCart | null, own: ClaimableCart | null): "keep own" | "claim" | "ask" {
  if (!guest || guest.state === "CLOSED" || guest.totalQuantity === 0 || guest.id === own?.id) return "keep own";
  return own && own.totalQuantity > 0 ? "ask" : "claim";
}

/** Brings the cart of this browser into the account that has just signed in, or that of the account into this browser. */
export async function bringCart(): Promise<ClaimOutcome> {
  const { cart } = readGuest();
  try {
    const variables = { guestCartId: cart?.id ?? "", hasGuestCart: cart !== undefined };
    const { data, errors } = await graph.send(CartsDocument, variables, { signal: AbortSignal.timeout(patienceMs) });
    // While orders cannot be reached, both may be null: the guest's cart stays where it is.
    if (!data?.me || errors.length > 0) return { kind: "away" };
    const guest = data.cart ?? null;
    const own = data.me.activeCart;
    switch (decideClaim(guest, own)) {
      case "keep own":
        keepOwn(own);
        return { kind: "done" };
      case "claim":
        return await claimCart("USE_GUEST");
      case "ask": {
        const canMerge = guest?.currency === own?.currency;
        const question = { guestQuantity: guest?.totalQuantity ?? 0, ownQuantity: own?.totalQuantity ?? 0, canMerge };
        return { kind: "question", question };
      }
    }
  } catch {
    return { kind: "away" };
  }
}

/** Claims the guest's cart. Repeating it after a lost response changes nothing. */
export async function claimCart(strategy: CartMergeStrategy): Promise<ClaimOutcome> {
  const { cart } = readGuest();
  if (cart === undefined) return { kind: "done" };
  try {
    const { data } = await graph.send(CartClaimDocument, { input: { cartId: cart.id, strategy } });
    const result = data?.cartClaim;
    if (!result) return { kind: "away" };
    switch (result.__typename) {
      case "CartSaved":
        keepOwn(result.cart);
        return { kind: "done" };
      case "CartCurrencyMismatchError":
        return { kind: "other currency" };
      case "CartLimitError":
        return { kind: "too long" };
      case "CheckoutLockedError":
        return { kind: "locked" };
      // It has ended meanwhile: that of the account is left.
      case "CartClosedError":
      case "NotFoundError":
        forgetCart();
        return await bringCart();
    }
  } catch {
    return { kind: "away" };
  }
}

const liveStates: readonly CheckoutState[] = ["OPEN", "AWAITING_PAYMENT", "COMPLETING"];

/** Keeps the cart of the account, with its live checkout, as that of this browser. */
function keepOwn(own: ClaimableCart | null): void {
  changeGuest(({ orders }) => {
    const others = orders ? { orders } : {};
    if (own === null) return others;
    const { id, version, totalQuantity, checkout } = own;
    const isLive = checkout !== null && liveStates.includes(checkout.state);
    return {
      ...others,
      cart: { id, version, quantity: totalQuantity },
      ...(isLive ? { checkoutId: checkout.id } : {}),
    };
  });
}
