/** Resolvers that every subgraph has: shared types that are computed, not stored. */
import { type Money, toDecimal } from "./money.ts";

/** `decimal` is computed from what is stored. */
export const moneyResolvers = { decimal: (money: Money): string => toDecimal(money) };
