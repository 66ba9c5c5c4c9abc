/** The setting that says which prices may be struck through: orders keeps it, and products applies it. */
import { z } from "zod";

/** `LOWEST`: none above the lowest price of the 30 days before the reduction. `FREE`: any above the price. */
export const compareAtRules = ["FREE", "LOWEST"] as const;
export const compareAtRule = z.enum(compareAtRules);

export type CompareAtRule = z.output<typeof compareAtRule>;
