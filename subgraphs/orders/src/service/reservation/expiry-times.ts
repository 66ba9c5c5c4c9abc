/** Expiry times of reservations: extended by each step of the buyer, up to a maximum that is shorter without an e-mail address. */
import type { Deps } from "../../context.ts";
import type { CheckoutRow } from "../../store/tables.ts";

/** Steps that follow each other within this share of the reservation extend it once: an extension is a call and a write of products. */
const extensionShare = 1 / 15;

/** The end of the reservation after a step that is taken now, if it is late enough for an extension; otherwise the current end. */
export function extendedEnd(deps: Pick<Deps, "store" | "rules">, checkout: CheckoutRow): number {
  const until = reservationEnd(deps, checkout);
  const isWorthIt = until >= checkout.reservedUntil + deps.rules.reservationMs * extensionShare;
  return isWorthIt ? until : checkout.reservedUntil;
}

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
