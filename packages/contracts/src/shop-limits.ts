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
