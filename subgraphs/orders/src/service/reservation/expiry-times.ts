/** Expiry times of reservations: extended by each step of the buyer, up to a maximum that is shorter without an e-mail address. */
import type { CheckoutRow, SettingsRow } from "../../store/tables.ts";
import { reservationSecondsOf } from "../settings/limits.ts";

/** How much earlier the reservation may end in products, which releases it by itself only ten minutes after its end. */
const maxLagMs = 30_000;

/** Whether products has to learn of a new end. Steps within half a minute need one call: each is a request and a write there. */
export function isExtensionDue({ startedAt, reservedUntil }: CheckoutRow, until: number): boolean {
  const spanOf = (end: number) => Math.floor((end - startedAt) / maxLagMs);
  return spanOf(until) > spanOf(reservedUntil);
}

type Times = Pick<SettingsRow, "reservationSeconds">;

/** The end of the reservation after a step that is taken at `now`, by the store's clock. An e-mail address lifts the shorter limit of guests. */
export function reservationEnd(
  now: number,
  settings: Times,
  { startedAt, ownerId, email, shortened }: Pick<CheckoutRow, "startedAt" | "ownerId" | "email" | "shortened">,
): number {
  const isAnonymous = ownerId === null && email === null;
  const { afterStep, inAll, withoutEmail } = reservationSecondsOf(settings);
  const longest = isAnonymous ? Math.min(withoutEmail, inAll) : inAll;
  const lasting = (seconds: number) => (shortened ? seconds * 500 : seconds * 1_000);
  return Math.min(now + lasting(afterStep), startedAt + lasting(longest));
}

/** A checkout whose reservation lasts half as long, because one of its network has recently ended unpaid. */
export function shortenedReservation(now: number, settings: Times, checkout: CheckoutRow) {
  return { shortened: true, reservedUntil: reservationEnd(now, settings, { ...checkout, shortened: true }) };
}
