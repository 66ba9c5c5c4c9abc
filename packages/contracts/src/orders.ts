/** The internal operations of orders: the amount of a checkout, payment notifications, personal data and erasure of guests. */
import { operation } from "@hansa/kit/rpc";
import { z } from "zod";
import { personalData } from "./personal-data.ts";

export const orders = {
  /**
   * Binds a payment to a checkout: moves it to AWAITING_PAYMENT, extends its reservation and returns the exact amount to pay. Repeated
   * while it waits, it returns the same.
   */
  payable: operation({
    name: "payable",
    callers: ["payments"],
    input: z.object({
      checkoutId: z.string(),
      /** The signed-in user; null for a guest. A customer's checkout is payable by that customer only. */
      userId: z.string().nullable(),
    }),
    output: z.discriminatedUnion("outcome", [
      z.object({
        outcome: z.literal("payable"),
        amountMinor: z.int().min(1),
        currency: z.string(),
        /** Rises with every change of the checkout; an authorisation for another version does not pay for this one. */
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
      /** The buyer's VAT id is no longer valid, and the checkout was priced with tax: it can be paid again. */
      z.object({ outcome: z.literal("totalsChanged") }),
      z.object({ outcome: z.literal("notFound") }),
    ]),
  }),

  /** Resumes the checkout's saga. The change itself is the `payment.*` event, which orders then pulls at once. */
  paymentChanged: operation({
    name: "paymentChanged",
    callers: ["payments"],
    input: z.object({ checkoutId: z.string() }),
    output: z.object({ received: z.literal(true) }),
  }),

  /**
   * The units that were neither sent nor cancelled when the store of orders was upgraded to count them, by checkout and variant, in pages: products
   * has not counted sold units before. They never change.
   */
  unsentAtUpgrade: operation({
    name: "unsentAtUpgrade",
    callers: ["products"],
    /** `after`: zero, or `next` of the page before. */
    input: z.object({ after: z.int().min(0) }),
    output: z.object({
      units: z.array(z.object({ checkoutId: z.string(), variantId: z.string(), units: z.int().min(1) })),
      next: z.int().nullable(),
    }),
  }),

  /** The beginning of each day and of the day after it in the shop's time zone, at the same index; null for a text that is no day. */
  calendarDays: operation({
    name: "calendarDays",
    callers: ["products"],
    input: z.object({ days: z.array(z.string()) }),
    output: z.object({ days: z.array(z.object({ startsAt: z.int(), endsAt: z.int() }).nullable()) }),
  }),

  personalData,

  /** The personal data of guest buyers with this e-mail address, in lists as in `personalData`. */
  guestData: operation({
    name: "guestData",
    callers: ["users"],
    input: z.object({ email: z.string() }),
    output: personalData.output,
  }),

  /**
   * A person's unshipped orders: those of the account, and those of a guest under `email`. With `cancel`, units that are not packed yet are
   * cancelled first; their refunds follow.
   */
  unsentOrders: operation({
    name: "unsentOrders",
    callers: ["users"],
    input: z.object({ userId: z.string().nullable(), email: z.string().nullable(), cancel: z.boolean() }),
    output: z.object({ numbers: z.array(z.string()) }),
  }),

  /**
   * Erases the guest buyers with this e-mail address, as soon as none of their purchases is in progress. Repeating the same `id` has no
   * effect.
   */
  eraseGuest: operation({
    name: "eraseGuest",
    callers: ["users"],
    input: z.object({ id: z.string(), email: z.string() }),
    output: z.object({ recorded: z.literal(true) }),
  }),
};
