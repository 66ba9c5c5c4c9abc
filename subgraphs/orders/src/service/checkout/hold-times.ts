/** How long goods are held: a while after each step of the buyer's, and never longer than the shop's limit in all. */
import type { Deps } from "../../context.ts";
import type { CheckoutRow } from "../../store/tables.ts";

/** Until when a step taken now keeps the goods: epoch milliseconds. */
export function holdEnd(
  { world, rules }: Pick<Deps, "world" | "rules">,
  { startedAt }: Pick<CheckoutRow, "startedAt">,
): number {
  return Math.min(world.now() + rules.holdMs, startedAt + rules.longestHoldMs);
}
