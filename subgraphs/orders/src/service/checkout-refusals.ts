/** Refusals of carts and checkouts, each with the data that a client needs to continue. */
import { refusal } from "@hansa/kit/runtime";
import type { CheckoutNeed, CodeRejection, PromotionUsedUpReason } from "../generated/resolvers.ts";
import type { CartLimits } from "../store/settings/purchase-rules.ts";
import type { CartLineRow, CartRow, CheckoutRow } from "../store/tables.ts";

export type ShortLine = { variantId: string; sku: string; title: string; wanted: number; available: number };

/** Refuses lines that ask for more than is available. */
export function outOfStock(lines: ShortLine[]) {
  return { ...refusal("OutOfStockError", "OUT_OF_STOCK", "There is not enough of everything you want."), lines };
}

/** `advice` is for the developer of a storefront; null in production. */
export function reservationLimit(lines: ShortLine[], advice: string | null) {
  const message = ["One buyer may reserve only a share of the stock of a variant.", ...(advice ? [advice] : [])].join(
    " ",
  );
  return { ...refusal("ReservationLimitError", "RESERVATION_LIMIT", message), lines };
}

/** Refuses variants that are not sold, or not in this currency. */
export function notSold(variantIds: string[], currency: string) {
  const message = `Some of this is not sold any more, or not in ${currency}.`;
  return { ...refusal("VariantNotSoldError", "VARIANT_NOT_SOLD", message), variantIds, currency };
}

/** Refuses a currency in which the shop does not sell. */
export function currencyNotOffered(offered: string[], path: string[]) {
  const message = `The shop sells in ${offered.join(", ")}.`;
  return { ...refusal("CurrencyNotOfferedError", "CURRENCY_NOT_OFFERED", message, path), offered };
}

/** Refuses a country that the shop does not sell to, or a part of it called `name`; `served` lists the countries that it sells to. */
export function countryNotServed(name: string, country: string, served: string[], path: string[] | null) {
  const message = `The shop does not sell to ${name}.`;
  return { ...refusal("CountryNotServedError", "COUNTRY_NOT_SERVED", message, path), country, served };
}

/** Refuses more lines, units or worth than a cart may have. */
export function cartLimit({ lines: maximumLines, unitsPerLine: maximumQuantity }: CartLimits) {
  const message = `A cart has at most ${maximumLines} lines of at most ${maximumQuantity} units, and a limit of its worth.`;
  return { ...refusal("CartLimitError", "CART_LIMIT", message), maximumLines, maximumQuantity };
}

/** Refuses the change of another version of the cart than the `current` one. */
export function cartConflict(current: CartRow) {
  const message = "The cart has changed since you saw it.";
  return { ...refusal("CartConflictError", "CART_CONFLICT", message, ["input", "expectedVersion"]), current };
}

/** Refuses the change of a closed cart. */
export function cartClosed() {
  return refusal("CartClosedError", "CART_CLOSED", "This cart has become an order, or part of another cart.", [
    "input",
    "cartId",
  ]);
}

/** A line with its current price, and the previous price of one unit. */
export type PriceChange = { line: CartLineRow; wasMinor: number };

/** Refuses to start a checkout while prices have changed since the lines were added. */
export function priceChanged(cart: CartRow, changes: readonly PriceChange[]) {
  const message = "Prices have changed since they were put into the cart.";
  return {
    ...refusal("PriceChangedError", "PRICE_CHANGED", message),
    cart,
    changes: changes.map(({ line, wasMinor }) => ({ line, was: { minor: wasMinor, currency: cart.currency } })),
  };
}

/** Refuses the change of a locked checkout, with the reason. */
export function checkoutLocked(checkout: CheckoutRow) {
  return { ...refusal("CheckoutLockedError", "CHECKOUT_LOCKED", lockedBecause(checkout)), checkout };
}

function lockedBecause({ state, reopening }: CheckoutRow): string {
  if (reopening) return "The payment is being voided.";
  if (state === "AWAITING_PAYMENT") return "A payment is in progress: reopen the checkout first.";
  return state === "COMPLETING" ? "The order is being made." : "There is an order already.";
}

/** Refuses a checkout whose reservation has ended. */
export function checkoutExpired(cart: CartRow) {
  const message = "The goods are no longer reserved. Start again with the cart; nothing was charged.";
  return { ...refusal("CheckoutExpiredError", "CHECKOUT_EXPIRED", message), cart };
}

/** Refuses a checkout that lacks details. */
export function checkoutIncomplete(missing: CheckoutNeed[]) {
  return { ...refusal("CheckoutIncompleteError", "CHECKOUT_INCOMPLETE", "Something is still to be given."), missing };
}

/** Refuses to give the order and its guest token to a caller that has the id of a guest's checkout only. */
export function guestHeaderMissing() {
  const message = "Send the id of a guest's checkout in the header hansa-guest too.";
  return refusal("NotFoundError", "NOT_FOUND", message, ["input", "checkoutId"]);
}

/** Refuses a checkout without a payment that covers it, with the amount to pay. */
export function paymentRequired(checkout: CheckoutRow) {
  const outstanding = { minor: checkout.totalMinor, currency: checkout.currency };
  return { ...refusal("PaymentRequiredError", "PAYMENT_REQUIRED", "This is not paid yet."), outstanding, checkout };
}

/** Refuses further codes after too many failed ones. */
export function tooManyCodes(retryAfterMs: number) {
  const message = "Too many codes were tried that did not count. Wait before the next.";
  return { ...refusal("TooManyCodesError", "TOO_MANY_CODES", message, ["input", "code"]), retryAfterMs };
}

/** Refuses a new cart of a network that has made as many as the shop allows. */
export function tooManyCarts(retryAfterMs: number) {
  const message = "Too many carts were made from your network. Use one that you have, or wait before the next.";
  return { ...refusal("RateLimitedError", "RATE_LIMITED", message), retryAfterMs };
}

/** Refuses a checkout whose promotion has no use left. Nothing was charged. */
export function promotionUsedUp(reason: PromotionUsedUpReason, cart: CartRow) {
  const message =
    reason === "LIMIT_REACHED"
      ? "A promotion has been used up meanwhile. The checkout is priced without it; nothing was charged."
      : "Too many payments with this promotion are in progress here. Nothing was charged: try again later.";
  return { ...refusal("PromotionUsedUpError", "PROMOTION_USED_UP", message), usedUpReason: reason, cart };
}

/** `minimumMinor` is the required subtotal of the eligible goods; null for other reasons. */
export function codeRejected(
  reason: CodeRejection,
  path: string[] | null,
  currency: string,
  minimumMinor: number | null = null,
) {
  const minimum = minimumMinor === null ? null : { minor: minimumMinor, currency };
  return { ...refusal("CodeRejectedError", "CODE_REJECTED", rejections[reason], path), reason, minimum };
}

const rejections = {
  UNKNOWN: "There is no such code.",
  NOT_STARTED: "This code cannot be used yet.",
  ENDED: "This code cannot be used any more.",
  NOT_APPLICABLE: "This code is for other goods, or for another destination.",
  BELOW_MINIMUM: "The cart does not come to what this code asks for.",
  LIMIT_REACHED: "This code has been used up.",
  NOT_NEEDED: "Nothing more can be taken off: without this code it costs no more.",
} as const satisfies Record<CodeRejection, string>;
