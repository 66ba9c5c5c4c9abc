/** Changes of the cart. Each is made on the version that the browser knows: one whose answer was lost is found by reading the cart. */
import { isRefused } from "@hansa/front/graph";
import type { CartLineInput } from "../../generated/graphql.ts";
import { graphql } from "../../generated/index.ts";
import { graph } from "../graph.ts";
import { isSignedIn } from "../session-flag.ts";
import { changeGuest, type Guest, readGuest } from "./guest.ts";

export type AddOutcome =
  | { kind: "added" }
  | { kind: "short"; available: number }
  | { kind: "limit" | "invalid" | "not sold" | "failed" | "unreachable" };

const CartCreateDocument = graphql(`
  mutation StorefrontCartCreate($input: CartCreateInput!) {
    cartCreate(input: $input) {
      __typename
      ... on CartSaved { cart { id version totalQuantity } }
      ... on OutOfStockError { lines { available } }
    }
  }
`);

const CartLinesAddDocument = graphql(`
  mutation StorefrontCartLinesAdd($input: CartLinesAddInput!) {
    cartLinesAdd(input: $input) {
      __typename
      ... on CartSaved { cart { id version totalQuantity } }
      ... on OutOfStockError { lines { available } }
      ... on CartConflictError { current { version } }
    }
  }
`);

const CartVersionDocument = graphql(`
  query StorefrontCartVersion($id: ID!) { cart(id: $id) { id version totalQuantity state } }
`);

const AccountCartVersionDocument = graphql(`
  query StorefrontAccountCartVersion { me { id activeCart { id version totalQuantity } } }
`);

type SavedCart = { id: string; version: number; totalQuantity: number };

/** Keeps what the shop answered about the cart. */
export function keepCart({ id, version, totalQuantity }: SavedCart): void {
  changeGuest((guest) => ({ ...guest, cart: { id, version, quantity: totalQuantity } }));
}

/** Forgets a cart that has ended, and its checkout. */
export function forgetCart(): void {
  changeGuest(({ orders }) => (orders ? { orders } : {}));
}

type Addition = CartLineInput & { currency: string | null };

/** Adds units of a variant, to a new cart if there is none or it has ended. */
export async function addToCart({ variantId, quantity, currency }: Addition): Promise<AddOutcome> {
  const lines = [{ variantId, quantity }];
  try {
    const { cart } = readGuest();
    const added = cart && (await addLines(cart, lines));
    if (added) return added;
    // A new cart would take the place of the account's, which another device may have begun.
    const own = await findAccountCart();
    return (own && (await addLines(own, lines))) ?? (await createCart(lines, currency));
  } catch {
    return { kind: "unreachable" };
  }
}

/** The cart of the account that is signed in; undefined if there is none, and while accounts are away: one goes on buying. */
async function findAccountCart(): Promise<Guest["cart"]> {
  if (!isSignedIn()) return undefined;
  const { data } = await graph.send(AccountCartVersionDocument, {});
  const own = data?.me?.activeCart;
  if (!own) return undefined;
  keepCart(own);
  return { id: own.id, version: own.version, quantity: own.totalQuantity };
}

async function createCart(lines: readonly CartLineInput[], currency: string | null): Promise<AddOutcome> {
  if (currency === null) return { kind: "unreachable" };
  const response = await graph.send(CartCreateDocument, { input: { currency, lines: [...lines] } });
  const result = response.data?.cartCreate;
  if (!result) return { kind: isRefused(response) ? "invalid" : "unreachable" };
  switch (result.__typename) {
    case "CartSaved":
      keepCart(result.cart);
      return { kind: "added" };
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

/** Adds lines to the cart; undefined if it has ended. */
async function addLines(cart: NonNullable<Guest["cart"]>, lines: CartLineInput[]): Promise<AddOutcome | undefined> {
  let { version } = cart;
  // Other tabs may change the cart in between.
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    const result = await sendLines({ ...cart, version }, lines);
    if (result === "added before") return { kind: "added" };
    switch (result.__typename) {
      case "CartSaved":
        keepCart(result.cart);
        return { kind: "added" };
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
async function sendLines(cart: NonNullable<Guest["cart"]>, lines: CartLineInput[]) {
  try {
    const input = { cartId: cart.id, lines, expectedVersion: cart.version };
    const response = await graph.send(CartLinesAddDocument, { input });
    if (response.data) return response.data.cartLinesAdd;
    if (isRefused(response)) return { __typename: "ValidationError" } as const;
  } catch {
    // The answer was lost: read below.
  }
  const { data } = await graph.send(CartVersionDocument, { id: cart.id });
  const read = data?.cart;
  if (!read) throw new Error("the cart cannot be read");
  const units = lines.reduce((sum, { quantity }) => sum + quantity, 0);
  if (read.version > cart.version && read.totalQuantity === cart.quantity + units) {
    keepCart(read);
    return "added before" as const;
  }
  return { __typename: "CartConflictError", current: { version: read.version } } as const;
}
