/** Steps of the checkout. Keys are derived from the checkout and from how many of its payments have ended: a repeated press, in any tab, is the same request. */
import type { AddressInput, NotPayableReason, PaymentState } from "../../generated/graphql.ts";
import type { Problem } from "../../shop/address/faults.ts";
import { keepOrder } from "../../shop/cart/guest.ts";
import { graph } from "../../shop/graph.ts";
import {
  CheckoutCompleteDocument,
  CheckoutReopenDocument,
  CheckoutUpdateDocument,
  PaymentConfirmDocument,
  PaymentStartDocument,
} from "./documents.ts";
import { type CheckoutContent, contentOf } from "./reading.ts";

/** The outcome of a step. `checkout`: as it is now; absent: read it. */
export type StepOutcome =
  | { kind: "saved"; checkout: CheckoutContent }
  | { kind: "read again" }
  /** The reservation is over. */
  | { kind: "expired" }
  | { kind: "ordered"; number: string }
  | { kind: "redirect"; url: string }
  | { kind: "problems"; problems: readonly Problem[] }
  | { kind: "declined"; retryable: boolean }
  | { kind: "not payable"; reason: NotPayableReason }
  /** The provider's form refuses what was typed, in words for the buyer. */
  | { kind: "refused"; text: string }
  /** The same request is in progress, in this tab or another one: it is repeated after this time. */
  | { kind: "busy"; retryAfterMs: number }
  | { kind: "not confirmed" | "not served" | "used up" | "provider away" | "too often" | "in progress" | "failed" };

export type CheckoutUpdate = {
  email?: string;
  /** One of the address book, in place of `shippingAddress`. */
  savedAddressId?: string;
  shippingAddress?: AddressInput;
  /** Null removes it: the shipping address takes its place. */
  billingAddress?: AddressInput | null;
  shippingOptionId?: string;
};

/** Saves e-mail, address or shipping option. Throws if it is not known whether that was done: it may be repeated. */
export async function updateCheckout(id: string, update: CheckoutUpdate): Promise<StepOutcome> {
  const { data } = await graph.send(CheckoutUpdateDocument, { input: { checkoutId: id, ...update } }, { guest: [id] });
  const result = data?.checkoutUpdate;
  if (!result) throw new Error("the checkout was not saved");
  switch (result.__typename) {
    case "CheckoutSaved":
    case "CheckoutLockedError":
      return { kind: "saved", checkout: contentOf(result.checkout) };
    case "ValidationError":
      return { kind: "problems", problems: result.problems };
    case "CountryNotServedError":
      return { kind: "not served" };
    case "CheckoutExpiredError":
      return { kind: "expired" };
    case "NotFoundError":
      return { kind: "read again" };
  }
}

const endedStates: readonly PaymentState[] = ["FAILED", "VOIDED", "EXPIRED"];

/** The part of keys that changes with each ended payment; undefined while payments are unknown, when nothing may be pressed. */
export function attemptOf({ payments }: CheckoutContent): number | undefined {
  return payments?.filter(({ state }) => endedStates.includes(state)).length;
}

/** The payment that has not ended. */
export function livePayment({ payments }: CheckoutContent) {
  return payments?.find(({ state }) => !endedStates.includes(state));
}

/** A new card, or one that the account has saved. */
export type Card = { methodCode: string; paymentToken: string; saveMethod: boolean } | { savedMethodId: string };

/** Pays and places the order. A second press with another card is refused by the key of the first one. */
export async function payCheckout(checkout: CheckoutContent, card: Card, returnUrl: string): Promise<StepOutcome> {
  const attempt = attemptOf(checkout);
  if (attempt === undefined) return { kind: "provider away" };
  const { id } = checkout;
  const input = { checkoutId: id, ...card, returnUrl, idempotencyKey: `pay:${id}:${attempt}` };
  const { data } = await graph.send(PaymentStartDocument, { input }, { guest: [id] });
  const result = data?.paymentStart;
  if (!result) throw new Error("it is not known whether the payment was started");
  switch (result.__typename) {
    case "PaymentStarted":
      return afterPayment(id, result.payment);
    case "PromotionUsedUpError":
      return { kind: "used up" };
    // The new total is shown, with the answer about the VAT id.
    case "TotalsChangedError":
      return { kind: "read again" };
    default:
      return refusedPayment(result);
  }
}

/** Ends the second step of a payment. */
export async function confirmPayment(checkoutId: string, paymentId: string, token?: string): Promise<StepOutcome> {
  const input = {
    checkoutId,
    paymentId,
    ...(token === undefined ? {} : { paymentToken: token }),
    idempotencyKey: `confirm:${paymentId}:${token ?? "returned"}`,
  };
  const { data } = await graph.send(PaymentConfirmDocument, { input }, { guest: [checkoutId] });
  const result = data?.paymentConfirm;
  if (!result) throw new Error("it is not known whether the payment was confirmed");
  if (result.__typename === "PaymentConfirmed") return afterPayment(checkoutId, result.payment);
  return refusedPayment(result);
}

type RefusedPayment =
  | { __typename: "PaymentDeclinedError"; retryable: boolean }
  | { __typename: "CheckoutNotPayableError"; reason: NotPayableReason }
  | { __typename: "IdempotencyInProgressError"; retryAfterMs: number }
  | {
      __typename:
        | "ProviderUnavailableError"
        | "RateLimitedError"
        | "ValidationError"
        | "NotFoundError"
        | "IdempotencyKeyReusedError";
    };

function refusedPayment(result: RefusedPayment): StepOutcome {
  switch (result.__typename) {
    case "PaymentDeclinedError":
      return { kind: "declined", retryable: result.retryable };
    case "CheckoutNotPayableError":
      return result.reason === "ALREADY_PAID" ? { kind: "read again" } : { kind: "not payable", reason: result.reason };
    case "ProviderUnavailableError":
      return { kind: "provider away" };
    case "RateLimitedError":
      return { kind: "too often" };
    case "ValidationError":
      return { kind: "failed" };
    case "NotFoundError":
      return { kind: "read again" };
    // Another card was used with this key.
    case "IdempotencyKeyReusedError":
      return { kind: "in progress" };
    case "IdempotencyInProgressError":
      return { kind: "busy", retryAfterMs: result.retryAfterMs };
  }
}

type StartedPayment = { state: PaymentState; clientAction?: { redirectUrl?: string | null } | null };

async function afterPayment(checkoutId: string, { state, clientAction }: StartedPayment): Promise<StepOutcome> {
  if (clientAction?.redirectUrl) return { kind: "redirect", url: clientAction.redirectUrl };
  return state === "REQUIRES_ACTION" || state === "PROCESSING" || state === "CREATED"
    ? { kind: "read again" }
    : completeCheckout(checkoutId);
}

/** Places the order, or finds the one that was placed: in this tab or another one. Its token is kept. */
export async function completeCheckout(id: string): Promise<StepOutcome> {
  const input = { checkoutId: id, idempotencyKey: `complete:${id}` };
  const { data } = await graph.send(CheckoutCompleteDocument, { input }, { guest: [id] });
  const result = data?.checkoutComplete;
  if (!result) throw new Error("it is not known whether the order was placed");
  switch (result.__typename) {
    case "CheckoutCompleted":
      keepOrder(result.order.number, result.guestToken ?? null);
      return { kind: "ordered", number: result.order.number };
    case "CheckoutLockedError":
      return { kind: "saved", checkout: contentOf(result.checkout) };
    case "PromotionUsedUpError":
      return { kind: "used up" };
    case "IdempotencyInProgressError":
      return { kind: "busy", retryAfterMs: result.retryAfterMs };
    case "ValidationError":
    case "IdempotencyKeyReusedError":
      return { kind: "failed" };
    case "PaymentRequiredError":
    case "CheckoutIncompleteError":
    case "CheckoutExpiredError":
    case "NotFoundError":
      return { kind: "read again" };
  }
}

/** Gives up the payment in progress, so that the checkout can be changed. */
export async function reopenCheckout(checkout: CheckoutContent): Promise<StepOutcome> {
  const attempt = attemptOf(checkout);
  if (attempt === undefined) return { kind: "provider away" };
  const { id } = checkout;
  const input = { checkoutId: id, idempotencyKey: `reopen:${id}:${attempt}` };
  const { data } = await graph.send(CheckoutReopenDocument, { input }, { guest: [id] });
  const result = data?.checkoutReopen;
  if (!result) throw new Error("it is not known whether the payment was given up");
  switch (result.__typename) {
    case "CheckoutReopened":
    case "CheckoutLockedError":
      return { kind: "saved", checkout: contentOf(result.checkout) };
    case "ProviderUnavailableError":
      return { kind: "provider away" };
    case "IdempotencyInProgressError":
      return { kind: "busy", retryAfterMs: result.retryAfterMs };
    case "ValidationError":
    case "IdempotencyKeyReusedError":
      return { kind: "failed" };
    case "CheckoutExpiredError":
    case "NotFoundError":
      return { kind: "read again" };
  }
}
