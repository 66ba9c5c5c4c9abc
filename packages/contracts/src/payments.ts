/** The internal operations of payments: authorisation, capture, release, void and refund of the money of a checkout. */
import { fencingToken } from "@hansa/kit/coordination";
import { operation } from "@hansa/kit/rpc";
import { z } from "zod";
import { personalData } from "./personal-data.ts";

/**
 * A payment whose money was authorised, and the checkout that it was started for. Orders compares these fields to decide whether it covers the
 * checkout exactly.
 */
export const checkoutPayment = z.object({
  paymentId: z.string(),
  checkoutId: z.string(),
  /** The version of the checkout. */
  version: z.int(),
  amount: z.object({ minor: z.int(), currency: z.string() }),
});
export type CheckoutPayment = z.infer<typeof checkoutPayment>;

/** A payment when its money is authorised. Orders voids one that took too long. */
export const authorizedPayment = checkoutPayment.extend({
  /** The milliseconds from `paymentStart` to the first authorisation, by the clock of payments' store. */
  authorizedAfterMs: z.int().default(0),
});
export type AuthorizedPayment = z.infer<typeof authorizedPayment>;

/** A refund of a payment, in events. */
export const paymentRefund = z.object({
  refundId: z.string(),
  paymentId: z.string(),
  /** Null while the payment has no order. */
  orderId: z.string().nullable(),
  amount: z.object({ minor: z.int(), currency: z.string() }),
  /** Whether it was begun at the provider, not by the shop: orders does not know it. */
  fromProvider: z.boolean(),
});

/** The fencing token of the order's lease; null where there is no order. */
const orderToken = fencingToken.nullable().default(null);

/** The order that a payment pays for, as far as payments needs to know it. */
const orderLink = z.object({
  orderId: z.string(),
  number: z.string(),
  /** SHA-256 of the guest token, base64url: enough to recognise the token, not to make it. */
  guestTokenHash: z.string(),
  /** The customer of the order; null for a guest. A payment that a guest began becomes the customer's with it. */
  customerId: z.string().nullable(),
  /** Whether it was placed without an account and joined that of the customer: the id of its checkout still grants access to its payments. */
  hasJoined: z.boolean().default(false),
});
export type OrderLink = z.input<typeof orderLink>;

export const payments = {
  /** The authorised (or captured) payment of a checkout, if there is one. */
  authorizedFor: operation({
    name: "authorizedFor",
    callers: ["orders"],
    input: z.object({ checkoutId: z.string() }),
    output: z.object({
      payment: authorizedPayment.nullable(),
      /** Another attempt is still in progress: its outcome is open. */
      inProgress: z.boolean(),
    }),
  }),

  /** Those of these checkouts that have a payment which neither failed nor was voided or refunded in full: undecided, or with money. */
  withLivePayments: operation({
    name: "withLivePayments",
    callers: ["orders"],
    input: z.object({ checkoutIds: z.array(z.string()).max(100) }),
    output: z.object({ checkoutIds: z.array(z.string()) }),
  }),

  /**
   * Links a payment to its order, before any capture: from then on it is shown with the order. `refused`: its money is not authorised.
   * Repeated, it returns the same.
   */
  link: operation({
    name: "link",
    callers: ["orders"],
    input: z.object({ paymentId: z.string(), order: orderLink, fencingToken: orderToken }),
    output: z.discriminatedUnion("outcome", [
      z.object({ outcome: z.literal("linked") }),
      z.object({ outcome: z.literal("refused"), reason: z.string() }),
    ]),
  }),

  /**
   * Captures authorised money: `amountMinor`, or all of `leftMinor` if the provider captures only once. Repeated with the same `captureId`,
   * it returns the same; `unknown` means repeat the call, never that it failed.
   */
  capture: operation({
    name: "capture",
    callers: ["orders"],
    input: z.object({
      paymentId: z.string(),
      order: orderLink,
      /** The cause of the capture, such as the id of the checkout or of a shipment. The same id captures once. */
      captureId: z.string(),
      amountMinor: z.int().min(1),
      /** The total that the order will still capture, `amountMinor` included. */
      leftMinor: z.int().min(1),
      fencingToken: orderToken,
    }),
    output: z.discriminatedUnion("outcome", [
      /** `capturedMinor`: the total captured of this payment so far. */
      z.object({ outcome: z.literal("captured"), capturedMinor: z.int() }),
      z.object({ outcome: z.literal("refused"), reason: z.string() }),
      z.object({ outcome: z.literal("unknown"), retryAfterMs: z.int() }),
    ]),
  }),

  /** Releases the rest of a partly captured authorisation. Repeated, it returns the same. */
  releaseRest: operation({
    name: "releaseRest",
    callers: ["orders"],
    input: z.object({ paymentId: z.string(), fencingToken: orderToken }),
    output: z.discriminatedUnion("outcome", [
      z.object({ outcome: z.literal("released") }),
      z.object({ outcome: z.literal("unknown"), retryAfterMs: z.int() }),
    ]),
  }),

  /**
   * Voids every payment of a checkout up to `version` and blocks new payments of those versions. With `unlessAuthorized`, an authorised
   * payment stays: the outcome is then `authorized`. `isLate` is the reason that the payment's events show.
   */
  void: operation({
    name: "void",
    callers: ["orders"],
    input: z.object({
      checkoutId: z.string(),
      version: z.int(),
      unlessAuthorized: z.boolean(),
      isLate: z.boolean().default(false),
      order: orderLink.nullable(),
      fencingToken: orderToken,
    }),
    output: z.discriminatedUnion("outcome", [
      z.object({ outcome: z.literal("voided") }),
      z.object({ outcome: z.literal("authorized") }),
      /** Money was captured: `capturedMinor` in total. */
      z.object({ outcome: z.literal("captured"), capturedMinor: z.int() }),
      z.object({ outcome: z.literal("unknown"), retryAfterMs: z.int() }),
    ]),
  }),

  /**
   * Refunds a part of the captured amount. Orders assigns the refund's id: the same id refunds once and returns the same. `refused`: nothing
   * was begun, because no more than `maximumMinor` is left. A failed refund stays failed; another attempt is another refund.
   */
  refund: operation({
    name: "refund",
    callers: ["orders"],
    input: z.object({
      refundId: z.string(),
      paymentId: z.string(),
      amountMinor: z.int().min(1),
      currency: z.string(),
      reason: z.string(),
      /** The member of staff who decided; null for the shop itself. */
      requestedBy: z.string().nullable(),
      fencingToken: orderToken,
    }),
    output: z.discriminatedUnion("outcome", [
      z.object({ outcome: z.literal("succeeded") }),
      z.object({ outcome: z.literal("pending") }),
      z.object({ outcome: z.literal("failed"), reason: z.string() }),
      z.object({ outcome: z.literal("refused"), reason: z.string(), maximumMinor: z.int() }),
      z.object({ outcome: z.literal("unknown"), retryAfterMs: z.int() }),
    ]),
  }),

  /** The states of refunds. Refunds that never began are omitted. */
  refundStatus: operation({
    name: "refundStatus",
    callers: ["orders"],
    input: z.object({ refundIds: z.array(z.string()).max(100) }),
    output: z.object({
      refunds: z.array(
        z.object({
          refundId: z.string(),
          state: z.enum(["PENDING", "SUCCEEDED", "FAILED"]),
          /** The reason of a failure; null unless it failed. */
          reason: z.string().nullable(),
        }),
      ),
    }),
  }),

  /** Erases the payers of these checkouts; amounts, movements and ledger stay. Repeated, it returns the same. */
  erasePayers: operation({
    name: "erasePayers",
    callers: ["orders"],
    input: z.object({
      checkoutIds: z.array(z.string()).max(100),
      /** Erases only payments without a customer, and keeps all saved methods: for checkouts that are deleted. */
      guestsOnly: z.boolean().default(false),
    }),
    output: z.object({ erased: z.literal(true) }),
  }),

  personalData,
};
