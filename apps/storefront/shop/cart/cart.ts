/** Changes of the cart. Each is made on the version that the browser knows: one whose answer was lost is found by reading the cart. */
import type { Amount } from "@hansa/front/format";
import { isRefused } from "@hansa/front/graph";
import type { CartLineInput, SavedCartFragment as SavedCart } from "../../generated/graphql.ts";
import { type FragmentType, getFragmentData, graphql } from "../../generated/index.ts";
import { graph } from "../graph.ts";
import { isSignedIn } from "../session-flag.ts";
import { changeGuest, type Guest, readGuest } from "./guest.ts";

export type AddOutcome =
  /**
   * `units` and `subtotal` are those of the whole cart. `other`: it has another currency than the one that was shown; the price of one unit there, null
   * after a lost answer.
   */
  | { kind: "added"; units: number; subtotal: Amount; other: { currency: string; price: Amount | null } | null }
  | { kind: "short"; available: number }
  | { kind: "limit" | "invalid" | "not sold" | "failed" | "unreachable" };

const SavedCartFragment = graphql(`
  fragment SavedCart on Cart {
    id
    version
    totalQuantity
    currency
    lines { unitPrice { decimal currency } variant { id } }
    totals { subtotal { decimal currency } }
  }
`);

const CartCreateDocument = graphql(`
  mutation StorefrontCartCreate($input: CartCreateInput!) {
    cartCreate(input: $input) {
      __typename
      ... on CartSaved { cart { ...SavedCart } }
      ... on OutOfStockError { lines { available } }
    }
  }
`);

const CartLinesAddDocument = graphql(`
  mutation StorefrontCartLinesAdd($input: CartLinesAddInput!) {
    cartLinesAdd(input: $input) {
      __typename
      ... on CartSaved { cart { ...SavedCart } }
      ... on OutOfStockError { lines { available } }
      ... on CartConflictError { current { version } }
    }
  }
`);

const CartVersionDocument = graphql(`
  query StorefrontCartVersion($id: ID!) { cart(id: $id) { ...SavedCart } }
`);

const AccountCartVersionDocument = graphql(`
  query StorefrontAccountCartVersion { me { id activeCart { ...SavedCart } } }
`);

type KeptCart = { id: string; version: number; totalQuantity: number; lines: readonly unknown[] };

/** Keeps what the shop answered about the cart. */
export function keepCart({ id, version, totalQuantity, lines }: KeptCart): void {
  changeGuest((guest) => ({ ...guest, cart: { id, version, quantity: totalQuantity, lines: lines.length } }));
}

/** Takes a cart that the shop answered with. */
function takeSaved(shown: FragmentType<typeof SavedCartFragment>): SavedCart {
  const cart = getFragmentData(SavedCartFragment, shown);
  keepCart(cart);
  return cart;
}

/** The goods that were added to a cart in another currency than the one in which their price was seen. */
function addedTo(cart: SavedCart, { variantId, currency }: Addition): AddOutcome {
  const added = { kind: "added", units: cart.totalQuantity, subtotal: cart.totals.subtotal } as const;
  if (cart.currency === currency) return { ...added, other: null };
  const line = cart.lines.find(({ variant }) => variant?.id === variantId);
  return { ...added, other: { currency: cart.currency, price: line?.unitPrice ?? null } };
}

/** Forgets a cart that has ended, and its checkout. */
export function forgetCart(): void {
  changeGuest(({ orders }) => (orders ? { orders } : {}));
}

type KnownCart = NonNullable<Guest["cart"]>;
/** `currency`: the one of the price that was seen. */
type Addition = CartLineInput & { currency: string | null };

/** Adds units of a variant, to a new cart if there is none or it has ended. */
export async function addToCart(addition: Addition): Promise<AddOutcome> {
  try {
    const { cart } = readGuest();
    const added = cart && (await addLine(cart, addition));
    if (added) return added;
    // A new cart would take the place of the account's, which another device may have begun.
    const own = await findAccountCart();
    return (own && (await addLine(own, addition))) ?? (await createCart(addition));
  } catch {
    return { kind: "unreachable" };
  }
}

/** The cart of the account that is signed in; undefined if there is none, and while accounts are away: one goes on buying. */
async function findAccountCart(): Promise<Guest["cart"]> {
  if (!isSignedIn()) return undefined;
  const { data } = await graph.send(AccountCartVersionDocument, {});
  if (!data?.me?.activeCart) return undefined;
  const { id, version, totalQuantity } = takeSaved(data.me.activeCart);
  return { id, version, quantity: totalQuantity };
}

async function createCart(addition: Addition): Promise<AddOutcome> {
  const { currency, variantId, quantity } = addition;
  if (currency === null) return { kind: "unreachable" };
  const input = { currency, lines: [{ variantId, quantity }] };
  const response = await graph.send(CartCreateDocument, { input });
  const result = response.data?.cartCreate;
  if (!result) return { kind: isRefused(response) ? "invalid" : "unreachable" };
  switch (result.__typename) {
    case "CartSaved":
      return addedTo(takeSaved(result.cart), addition);
    case "OutOfStockError":
      return { kind: "short", available: result.lines[0]?.available ?? 0 };
    case "CartLimitError":
      return { kind: "limit" };
    case "VariantNotSoldError":
    case "CurrencyNotOfferedError":
      return { kind: "not sold" };
    case "ValidationError":
      return { kind: "invalid" };
    case "NotFoundError":
    case "RateLimitedError":
      return { kind: "failed" };
  }
}

/** Adds a line to the cart; undefined if it has ended. */
async function addLine(cart: KnownCart, addition: Addition): Promise<AddOutcome | undefined> {
  let { version } = cart;
  // Other tabs may change the cart in between.
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    const result = await sendLine({ ...cart, version }, addition);
    switch (result.__typename) {
      case "CartSaved":
        return addedTo(takeSaved(result.cart), addition);
      case "CartConflictError":
        version = result.current.version;
        break;
      case "OutOfStockError":
        return { kind: "short", available: result.lines[0]?.available ?? 0 };
      case "CartLimitError":
        return { kind: "limit" };
      case "VariantNotSoldError":
        return { kind: "not sold" };
      case "ValidationError":
        return { kind: "invalid" };
      case "CheckoutLockedError":
        return { kind: "failed" };
      case "CartClosedError":
      case "NotFoundError":
        forgetCart();
        return undefined;
    }
  }
  return { kind: "failed" };
}

/** Sends them. After a lost answer the cart is read: with a higher version it has taken them, or another change that came first. */
async function sendLine(cart: KnownCart, { variantId, quantity }: Addition) {
  try {
    const input = { cartId: cart.id, lines: [{ variantId, quantity }], expectedVersion: cart.version };
    const response = await graph.send(CartLinesAddDocument, { input });
    if (response.data) return response.data.cartLinesAdd;
    if (isRefused(response)) return { __typename: "ValidationError" } as const;
  } catch {
    // The answer was lost: read below.
  }
  const { data } = await graph.send(CartVersionDocument, { id: cart.id });
  if (!data?.cart) throw new Error("the cart cannot be read");
  const { version, totalQuantity } = getFragmentData(SavedCartFragment, data.cart);
  if (version > cart.version && totalQuantity === cart.quantity + quantity)
    return { __typename: "CartSaved", cart: data.cart } as const;
  return { __typename: "CartConflictError", current: { version } } as const;
}
