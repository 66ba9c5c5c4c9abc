/** How long goods are held: a while after each step of the buyer's, within a limit in all that is short without an e-mail address. */
import type { Deps } from "../../context.ts";
import type { CheckoutRow } from "../../store/tables.ts";

/** Until when a step taken now keeps the goods, by the store's clock. A guest's first e-mail address makes the short hold a normal one. */
export function holdEnd(
  { store, rules }: Pick<Deps, "store" | "rules">,
  { startedAt, ownerId, email }: Pick<CheckoutRow, "startedAt" | "ownerId" | "email">,
): number {
  const isAnonymous = ownerId === null && email === null;
  const longestMs = isAnonymous ? Math.min(rules.holdWithoutEmailMs, rules.longestHoldMs) : rules.longestHoldMs;
  return Math.min(store.now() + rules.holdMs, startedAt + longestMs);
}
