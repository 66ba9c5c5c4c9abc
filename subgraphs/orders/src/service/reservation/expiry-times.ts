/** Expiry times of reservations: extended by each step of the buyer, up to a maximum that is shorter without an e-mail address. */
import type { Deps } from "../../context.ts";
import type { CheckoutRow } from "../../store/tables.ts";

/** How much earlier the reservation may end in products, which releases it by itself only ten minutes after its end. */
const maxLagMs = 30_000;

/** Whether products has to learn of a new end. Steps within half a minute need one call: each is a request and a write there. */
export function isExtensionDue({ startedAt, reservedUntil }: CheckoutRow, until: number): boolean {
  const spanOf = (end: number) => Math.floor((end - startedAt) / maxLagMs);
  return spanOf(until) > spanOf(reservedUntil);
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
