/** How long goods are held: a while after each step of the buyer's, and never longer than the shop's limit in all. */
import type { Deps } from "../../context.ts";
import type { CheckoutRow } from "../../store/tables.ts";

/** Until when a step taken now keeps the goods, by the store's clock. */
export function holdEnd(
  { store, rules }: Pick<Deps, "store" | "rules">,
  { startedAt }: Pick<CheckoutRow, "startedAt">,
): number {
  return Math.min(store.now() + rules.holdMs, startedAt + rules.longestHoldMs);
}
