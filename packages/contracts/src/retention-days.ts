/** Retention of abandoned rows: the shop's owner sets the days, orders keeps and publishes them, and each service deletes its own rows. */
import { z } from "zod";

/** The days after which abandoned rows are deleted. Absent ones have the values of a new shop. */
export const retentionDays = z.object({
  /** Days without a change, after which the cart of a guest is deleted. */
  guestCarts: z.int().default(30),
  /** Days after its end, after which an unpaid checkout is deleted with its addresses. */
  unpaidCheckouts: z.int().default(30),
  /** Days after which a registration is deleted whose address was never confirmed. */
  unconfirmedAccounts: z.int().default(7),
});

export type RetentionDays = z.infer<typeof retentionDays>;
