/** What orders answers to other services: what a checkout costs, and that news of its payment was heard. */
import { operation } from "@hansa/kit/contract";
import { z } from "zod";
import { personalData } from "./personal-data.ts";

export const orders = {
  /**
   * Binds a payment to a checkout: moves it to AWAITING_PAYMENT, keeps its stock for longer, and says exactly what is to be paid.
   * Asked again while it waits it answers the same.
   */
  payable: operation({
    name: "payable",
    callers: ["payments"],
    input: z.object({
      checkoutId: z.string(),
      /** Whoever is signed in; null for a guest. A customer's checkout is payable by that customer only. */
      userId: z.string().nullable(),
    }),
    output: z.discriminatedUnion("outcome", [
      z.object({
        outcome: z.literal("payable"),
        amountMinor: z.int().min(1),
        currency: z.string(),
        /** Rises with every change of the checkout; what is authorised for another version does not pay for this one. */
        version: z.int(),
        customerId: z.string().nullable(),
      }),
      z.object({
        outcome: z.literal("notPayable"),
        reason: z.enum(["INCOMPLETE", "EXPIRED", "ALREADY_PAID", "NOTHING_TO_PAY"]),
      }),
      /** A promotion of the checkout is used up, and the checkout was repriced without it; or too many uses are unpaid. */
      z.object({
        outcome: z.literal("promotionUsedUp"),
        reason: z.enum(["LIMIT_REACHED", "TOO_MANY_UNPAID"]),
        cartId: z.string(),
      }),
      z.object({ outcome: z.literal("notFound") }),
    ]),
  }),

  /** Wakes the checkout's saga. The fact itself is the `payment.*` event, which orders then pulls at once. */
  paymentChanged: operation({
    name: "paymentChanged",
    callers: ["payments"],
    input: z.object({ checkoutId: z.string() }),
    output: z.object({ heard: z.literal(true) }),
  }),

  personalData,

  /** All that is kept about whoever bought under this address without an account, in lists as `personalData` gives them. */
  guestData: operation({
    name: "guestData",
    callers: ["users"],
    input: z.object({ email: z.string() }),
    output: personalData.output,
  }),

  /**
   * The orders of a person that still have to be sent: with an account, and without one under `email`. With `cancel`, what is not packed yet is
   * cancelled first; its refunds follow.
   */
  unsentOrders: operation({
    name: "unsentOrders",
    callers: ["users"],
    input: z.object({ userId: z.string().nullable(), email: z.string().nullable(), cancel: z.boolean() }),
    output: z.object({ numbers: z.array(z.string()) }),
  }),

  /**
   * Forgets whoever bought, or began to, under this address without an account. It is done as soon as nothing of theirs is being bought; the
   * same `id` again changes nothing.
   */
  forgetGuest: operation({
    name: "forgetGuest",
    callers: ["users"],
    input: z.object({ id: z.string(), email: z.string() }),
    output: z.object({ heard: z.literal(true) }),
  }),
};
