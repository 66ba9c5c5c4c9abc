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
  { startedAt, ownerId, email, shortened }: Pick<CheckoutRow, "startedAt" | "ownerId" | "email" | "shortened">,
): number {
  const isAnonymous = ownerId === null && email === null;
  const longestMs = isAnonymous
    ? Math.min(rules.anonymousReservationMs, rules.maxReservationMs)
    : rules.maxReservationMs;
  const lasting = (ms: number) => (shortened ? Math.floor(ms / 2) : ms);
  return Math.min(store.now() + lasting(rules.reservationMs), startedAt + lasting(longestMs));
}

/** A checkout whose reservation lasts half as long, because one of its network has recently ended unpaid. */
export function shortenedReservation(deps: Pick<Deps, "store" | "rules">, checkout: CheckoutRow) {
  return { shortened: true, reservedUntil: reservationEnd(deps, { ...checkout, shortened: true }) };
}
