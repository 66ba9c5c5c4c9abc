/** Rules of carts and checkouts among the settings, with the values of a new shop. Only orders applies them, so no event carries them. */
import { z } from "zod";

/** The size of a cart. Absent numbers have the values of a new shop. */
export const cartLimits = z.object({
  lines: z.int().default(100),
  unitsPerLine: z.int().default(999),
});

export type CartLimits = z.infer<typeof cartLimits>;

/** How long a checkout keeps its goods unpaid, in seconds. Absent numbers have the values of a new shop. */
export const reservationSeconds = z.object({
  /** After each step of the buyer. */
  afterStep: z.int().default(15 * 60),
  /** From the start of the checkout. */
  inAll: z.int().default(60 * 60),
  /** From the start, for a guest who has given no e-mail address. */
  withoutEmail: z.int().default(5 * 60),
});

export type ReservationSeconds = z.infer<typeof reservationSeconds>;
