/** What payments answers to orders: whether a checkout is paid for, and the moves of its money. */
import { operation } from "@hansa/kit/contract";
import { z } from "zod";

/** The order that a payment pays for, as far as payments needs to know it. */
const orderLink = z.object({
  orderId: z.string(),
  number: z.string(),
  /** SHA-256 of the guest token, base64url: enough to recognise the token, not to make it. */
  guestTokenHash: z.string(),
  /** Whose order it is; null for a guest's. A payment that a guest began becomes theirs with it. */
  customerId: z.string().nullable(),
});

export const payments = {
  /** The authorised (or captured) payment of a checkout, if there is one. */
  authorizedFor: operation({
    name: "authorizedFor",
    callers: ["orders"],
    input: z.object({ checkoutId: z.string() }),
    output: z.object({
      payment: z
        .object({
          paymentId: z.string(),
          amountMinor: z.int(),
          currency: z.string(),
          /** The version of the checkout that it was started for. */
          version: z.int(),
        })
        .nullable(),
      /** Another attempt is still in progress: its outcome is open. */
      inProgress: z.boolean(),
    }),
  }),

  /** Takes the authorised money, in full. Repeated, it answers the same; `unknown` means ask again, never that it failed. */
  capture: operation({
    name: "capture",
    callers: ["orders"],
    input: z.object({ paymentId: z.string(), order: orderLink }),
    output: z.discriminatedUnion("outcome", [
      z.object({ outcome: z.literal("captured") }),
      z.object({ outcome: z.literal("refused"), reason: z.string() }),
      z.object({ outcome: z.literal("unknown"), retryAfterMs: z.int() }),
    ]),
  }),

  /**
   * Lets go of every payment of a checkout up to `version`, and lets none of those versions start again. With `unlessAuthorized`, money that
   * is already certain stays: the answer then says so.
   */
  void: operation({
    name: "void",
    callers: ["orders"],
    input: z.object({
      checkoutId: z.string(),
      version: z.int(),
      unlessAuthorized: z.boolean(),
      order: orderLink.nullable(),
    }),
    output: z.discriminatedUnion("outcome", [
      z.object({ outcome: z.literal("voided") }),
      z.object({ outcome: z.literal("authorized") }),
      z.object({ outcome: z.literal("captured") }),
      z.object({ outcome: z.literal("unknown"), retryAfterMs: z.int() }),
    ]),
  }),
};
