/** Limits of the shop that its owner can change: orders keeps and publishes them, and each service applies its own. */
import { z } from "zod";

/** The numbers of attempts that one sender, account or subject may make. Absent ones have the values of a new shop. */
export const rateLimits = z.object({
  /** New carts from one network within an hour. */
  cartsPerNetwork: z.int().default(60),
  /** Declined payments of one checkout within a day. */
  declinesPerCheckout: z.int().default(5),
  /** Declined payments from one network within an hour. */
  declinesPerNetwork: z.int().default(20),
  /** Declined payments with one saved method within a day. */
  declinesPerSavedMethod: z.int().default(5),
  /** E-mails to one address within an hour that its owner may not have asked for. */
  unaskedMailsPerAddress: z.int().default(5),
});

export type RateLimits = z.infer<typeof rateLimits>;

/** Limits of the goods that a buyer holds unpaid. S: the units of a variant on hand that are not sold. Absent numbers have the values of a new shop. */
export const reservationLimits = z.object({
  /** An account with a verified address holds at most so many units, or so many percent of S, whichever is more. */
  accountUnits: z.int().default(12),
  accountPercent: z.int().default(50),
  /** The guests of one network together hold so many percent of S, but from `guestMinimum` to `guestMaximum` units. */
  guestPercent: z.int().default(20),
  guestMinimum: z.int().default(2),
  guestMaximum: z.int().default(20),
  /** All units that one customer or one guest's cart may hold at once. */
  cartUnits: z.int().default(100_000),
  /** Uses of a promotion with `usesTotal` that the checkouts of one network may hold unpaid. */
  promotionUses: z.int().default(5),
});

export type ReservationLimits = z.infer<typeof reservationLimits>;
