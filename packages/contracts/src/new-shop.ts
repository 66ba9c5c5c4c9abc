/** Facts of the shop: those that orders tells the other services, and those that its owner has not changed yet. */
import { z } from "zod";
import { compareAtRule } from "./compare-at-rule.ts";
import { retentionDays } from "./retention-days.ts";
import { rateLimits, reservationLimits } from "./shop-limits.ts";

/** The settings that other services need. */
export const shopFacts = z.object({
  name: z.string(),
  /** The first is the default. */
  currencies: z.array(z.string()).min(1),
  country: z.string(),
  lowStockThreshold: z.int(),
  compareAtRule: compareAtRule.default("FREE"),
  /** The time zone of the accounts. */
  timeZone: z.string().default("UTC"),
  rateLimits: rateLimits.prefault({}),
  reservationLimits: reservationLimits.prefault({}),
  retentionDays: retentionDays.prefault({}),
});

/** Orders stores them at the first start, and the others use them until its first event. */
export const newShop: {
  name: string;
  currencies: readonly [string, ...string[]];
  country: string;
  lowStockThreshold: number;
} = {
  name: "Hansa",
  /** The first is the default. */
  currencies: ["EUR", "USD", "GBP", "JPY"],
  country: "DE",
  /** A variant with at most so many available units is low in stock. */
  lowStockThreshold: 5,
};
