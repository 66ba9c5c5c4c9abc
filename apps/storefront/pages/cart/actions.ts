/** Changes of the cart page: each is made on the version that is shown, and its refusals are told apart. */
import { hasFailed, isRefused } from "@hansa/front/graph";
import type { CartContentFragment as CartContent, CodeRejection } from "../../generated/graphql.ts";
import { type FragmentType, getFragmentData } from "../../generated/index.ts";
import { forgetCart, keepCart } from "../../shop/cart/cart.ts";
import { changeGuest, readGuest } from "../../shop/cart/guest.ts";
import { graph } from "../../shop/graph.ts";
import { endSession, hasSessionEnded, isSignedIn } from "../../shop/session-flag.ts";
import {
  AccountCartDocument,
  CartCodeApplyDocument,
  CartCodeRemoveDocument,
  CartContentFragment,
  CartDocument,
  CartLinesRemoveDocument,
  CartLinesUpdateDocument,
  CheckoutStartDocument,
} from "./documents.ts";

export type { CartContent };

/** A refusal, with the data that the page shows. */
export type CartRefusal =
  /** `left`: the units that are left, by variant. */
  | { kind: "short"; title: string | null; available: number; left: ReadonlyMap<string, number> }
  | { kind: "limit" | "invalid" | "locked" | "not sold" | "too many codes" | "reserved units" | "failed" }
  | { kind: "code"; reason: CodeRejection; minimum: { decimal: string; currency: string } | null };

/** Whether a refusal is about the code that was tried. */
export function isOfCode({ kind }: CartRefusal): boolean {
  return kind === "code" || kind === "too many codes";
}

/** `cart`: as it is now; null if it has ended; absent if the change did not touch it. */
export type CartOutcome = {
  cart?: CartContent | null;
  refusal?: CartRefusal;
  wasChanged?: boolean;
  checkoutId?: string;
};

type Shown = FragmentType<typeof CartContentFragment>;

/** Reads the cart of this browser, or else that of the account: null if there is none. Throws while it cannot be read. */
export async function readOwnCart(): Promise<CartContent | null> {
  const { cart } = readGuest();
  const read = cart ? await readCart(cart.id) : null;
  if (read !== null) return read;
  if (isSignedIn()) {
    const { data, errors } = await graph.send(AccountCartDocument, {});
    if (errors.length > 0 || data === null) throw new Error("the cart of the account cannot be read");
    if (data.me === null) endSession();
    else if (data.me?.activeCart) return takeCart(data.me.activeCart);
  }
  // That of an account that has been signed out stays known: signing in shows it again.
  if (cart && !hasSessionEnded()) forgetCart();
  return null;
}

/** Reads a cart: null if it has ended, or is not this visitor's. Throws while it cannot be read. */
async function readCart(id: string): Promise<CartContent | null> {
  const response = await graph.send(CartDocument, { id, isSignedIn: isSignedIn() });
  const { data } = response;
  if (data?.me === null && !hasFailed(response, "me")) endSession();
  if (data?.cart) {
    if (getFragmentData(CartContentFragment, data.cart).state !== "CLOSED") return takeCart(data.cart);
    forgetCart();
    return null;
  }
  if (!isRefused(response) && hasFailed(response, "cart")) throw new Error("the cart cannot be read");
  return null;
}

/** Sets the quantity of a line; zero removes it. */
export async function setQuantity(
  { id, version }: CartContent,
  lineId: string,
  quantity: number,
): Promise<CartOutcome> {
  if (quantity === 0) {
    const input = { cartId: id, lineIds: [lineId], expectedVersion: version };
    return outcomeOf((await graph.send(CartLinesRemoveDocument, { input })).data?.cartLinesRemove);
  }
  const input = { cartId: id, lines: [{ lineId, quantity }], expectedVersion: version };
  return outcomeOf((await graph.send(CartLinesUpdateDocument, { input })).data?.cartLinesUpdate);
}

/** Applies a code in place of the one that is applied. */
export async function applyCode({ id, version }: CartContent, code: string): Promise<CartOutcome> {
  const input = { cartId: id, code, expectedVersion: version };
  return outcomeOf((await graph.send(CartCodeApplyDocument, { input })).data?.cartCodeApply);
}

export async function removeCode({ id, version }: CartContent): Promise<CartOutcome> {
  const input = { cartId: id, expectedVersion: version };
  return outcomeOf((await graph.send(CartCodeRemoveDocument, { input })).data?.cartCodeRemove);
}

/** Reserves the goods. A live checkout of the cart is the result under any key, so that pressing twice starts one. */
export async function startCheckout({ id, version }: Pick<CartContent, "id" | "version">): Promise<CartOutcome> {
  const input = { cartId: id, expectedVersion: version, idempotencyKey: crypto.randomUUID() };
  const { data } = await graph.send(CheckoutStartDocument, { input });
  const result = data?.checkoutStart;
  if (!result) throw new Error("the checkout was not started");
  switch (result.__typename) {
    case "CheckoutStarted":
      changeGuest((guest) => ({ ...guest, checkoutId: result.checkout.id }));
      return { checkoutId: result.checkout.id };
    case "PriceChangedError":
      return { cart: takeCart(result.cart), wasChanged: true };
    case "OutOfStockError":
    case "ReservationLimitError": {
      const [line] = result.lines;
      const left = leftOf(result.lines);
      return { refusal: { kind: "short", title: line?.title ?? null, available: line?.available ?? 0, left } };
    }
    case "ReservedUnitsLimitError":
      return { refusal: { kind: "reserved units" } };
    case "CurrencyNotOfferedError":
      return { refusal: { kind: "not sold" } };
    case "IdempotencyKeyReusedError":
    case "IdempotencyInProgressError":
      return { refusal: { kind: "failed" } };
    case "CartEmptyError":
      return { cart: await readCart(id), wasChanged: true };
    default:
      return outcomeOf(result);
  }
}

type ShortLine = { variantId: string; available: number };

function leftOf(lines: readonly ShortLine[]): ReadonlyMap<string, number> {
  return new Map(lines.map(({ variantId, available }) => [variantId, available]));
}

type Result =
  | { __typename: "CartSaved"; cart: Shown }
  | { __typename: "CartConflictError"; current: Shown }
  | { __typename: "OutOfStockError"; lines: readonly ShortLine[] }
  | { __typename: "CodeRejectedError"; reason: CodeRejection; minimum?: { decimal: string; currency: string } | null }
  | {
      __typename:
        | "CartLimitError"
        | "CheckoutLockedError"
        | "CartClosedError"
        | "NotFoundError"
        | "ValidationError"
        | "VariantNotSoldError"
        | "TooManyCodesError";
    };

function outcomeOf(result: Result | null | undefined): CartOutcome {
  if (!result) throw new Error("the cart was not changed");
  switch (result.__typename) {
    case "CartSaved":
      return { cart: takeCart(result.cart) };
    case "CartConflictError":
      return { cart: takeCart(result.current), wasChanged: true };
    case "OutOfStockError":
      return {
        refusal: {
          kind: "short",
          title: null,
          available: result.lines[0]?.available ?? 0,
          left: leftOf(result.lines),
        },
      };
    case "CartLimitError":
      return { refusal: { kind: "limit" } };
    case "ValidationError":
      return { refusal: { kind: "invalid" } };
    case "VariantNotSoldError":
      return { refusal: { kind: "not sold" } };
    case "CheckoutLockedError":
      return { refusal: { kind: "locked" } };
    case "TooManyCodesError":
      return { refusal: { kind: "too many codes" } };
    case "CodeRejectedError":
      return { refusal: { kind: "code", reason: result.reason, minimum: result.minimum ?? null } };
    case "CartClosedError":
    case "NotFoundError":
      forgetCart();
      return { cart: null };
  }
}

/** The content of a cart that the shop answered with; its number of units is kept for the badge. */
export function takeCart(shown: Shown): CartContent {
  const cart = getFragmentData(CartContentFragment, shown);
  keepCart(cart);
  return cart;
}
