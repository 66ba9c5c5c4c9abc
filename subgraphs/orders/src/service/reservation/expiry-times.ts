/** Expiry times of reservations: extended by each step of the buyer, up to a maximum that is shorter without an e-mail address. */
import type { Deps } from "../../context.ts";
import type { CheckoutRow } from "../../store/tables.ts";

/** The end of the reservation after a step that is taken now, by the store's clock. An e-mail address lifts the shorter limit of guests. */
export function reservationEnd(
  { store, rules }: Pick<Deps, "store" | "rules">,
  { startedAt, ownerId, email }: Pick<CheckoutRow, "startedAt" | "ownerId" | "email">,
): number {
  const isAnonymous = ownerId === null && email === null;
  const longestMs = isAnonymous
    ? Math.min(rules.anonymousReservationMs, rules.maxReservationMs)
    : rules.maxReservationMs;
  return Math.min(store.now() + rules.reservationMs, startedAt + longestMs);
}
