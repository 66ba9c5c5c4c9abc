/** What payments answers to orders: whether a checkout is paid for, and the moves of its money, there and back. */
import { operation, turn } from "@hansa/kit/contract";
import { z } from "zod";
import { personalData } from "./personal-data.ts";

/** The turn at the order that it is asked for; null where there is no order. */
const orderTurn = turn.nullable().default(null);

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

  /**
   * Tells which order a payment is for, before anything of it is taken: from then on it is shown with the order. `refused`: its money is not
   * promised any more, or never was. Repeated, it answers the same.
   */
  link: operation({
    name: "link",
    callers: ["orders"],
    input: z.object({ paymentId: z.string(), order: orderLink, turn: orderTurn }),
    output: z.discriminatedUnion("outcome", [
      z.object({ outcome: z.literal("linked") }),
      z.object({ outcome: z.literal("refused"), reason: z.string() }),
    ]),
  }),

  /**
   * Takes authorised money: `amountMinor`, or all of `leftMinor` where the provider can take only once. Repeated with the same `captureId`, it
   * answers the same; `unknown` means ask again, never that it failed.
   */
  capture: operation({
    name: "capture",
    callers: ["orders"],
    input: z.object({
      paymentId: z.string(),
      order: orderLink,
      /** What it is taken for, such as the id of the checkout or of a shipment. The same id takes once. */
      captureId: z.string(),
      amountMinor: z.int().min(1),
      /** All that the order will still take, `amountMinor` included. */
      leftMinor: z.int().min(1),
      turn: orderTurn,
    }),
    output: z.discriminatedUnion("outcome", [
      /** `capturedMinor`: all that was taken of this payment so far. */
      z.object({ outcome: z.literal("captured"), capturedMinor: z.int() }),
      z.object({ outcome: z.literal("refused"), reason: z.string() }),
      z.object({ outcome: z.literal("unknown"), retryAfterMs: z.int() }),
    ]),
  }),

  /** Lets go of what was promised and will not be taken any more, once a part was taken. Repeated, it answers the same. */
  releaseRest: operation({
    name: "releaseRest",
    callers: ["orders"],
    input: z.object({ paymentId: z.string(), turn: orderTurn }),
    output: z.discriminatedUnion("outcome", [
      z.object({ outcome: z.literal("released") }),
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
      turn: orderTurn,
    }),
    output: z.discriminatedUnion("outcome", [
      z.object({ outcome: z.literal("voided") }),
      z.object({ outcome: z.literal("authorized") }),
      /** Money was taken: `capturedMinor` in all. */
      z.object({ outcome: z.literal("captured"), capturedMinor: z.int() }),
      z.object({ outcome: z.literal("unknown"), retryAfterMs: z.int() }),
    ]),
  }),

  /**
   * Gives a part of what was taken back. The refund's id is orders' own and stands for the intention: the same id gives back once, and is
   * answered alike. `refused`: nothing was begun, because no more than `maximumMinor` is left. A refund that failed stays failed; another
   * try is another refund.
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
      /** The colleague who decided; null for the shop itself. */
      requestedBy: z.string().nullable(),
      turn: orderTurn,
    }),
    output: z.discriminatedUnion("outcome", [
      z.object({ outcome: z.literal("succeeded") }),
      z.object({ outcome: z.literal("pending") }),
      z.object({ outcome: z.literal("failed"), reason: z.string() }),
      z.object({ outcome: z.literal("refused"), reason: z.string(), maximumMinor: z.int() }),
      z.object({ outcome: z.literal("unknown"), retryAfterMs: z.int() }),
    ]),
  }),

  /** How far refunds are. Those that never began are left out. */
  refundStatus: operation({
    name: "refundStatus",
    callers: ["orders"],
    input: z.object({ refundIds: z.array(z.string()).max(100) }),
    output: z.object({
      refunds: z.array(
        z.object({
          refundId: z.string(),
          state: z.enum(["PENDING", "SUCCEEDED", "FAILED"]),
          /** Why it failed. Null unless it did. */
          reason: z.string().nullable(),
        }),
      ),
    }),
  }),

  /** Forgets who paid for these checkouts; amounts, movements and books stay. Repeated, it answers the same. */
  forgetPayers: operation({
    name: "forgetPayers",
    callers: ["orders"],
    input: z.object({ checkoutIds: z.array(z.string()).max(100) }),
    output: z.object({ forgotten: z.literal(true) }),
  }),

  personalData,
};
