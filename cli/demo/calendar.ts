/** The calendar of the demo shop: eighteen months that end yesterday, or on HANSA_SEED_UNTIL. */

export const hourMs = 60 * 60 * 1_000;
export const dayMs = 24 * hourMs;

const daysOpen = 547;

/** The last day of the story: later than every order, price and account in it. The day is yesterday, or HANSA_SEED_UNTIL: equal days, equal shops. */
export const lastDay = lastMidnight() + 18 * hourMs;

/** The shop opens, and everything it sells first goes on sale. */
export const openingDay = onDay(0) + 6 * hourMs;

/** The week in which something digital is given away: the catalogue has its prices. */
export const giveaway = { from: onDay(244), until: onDay(251) };

/** Midnight, UTC, so many days after the opening. */
export function onDay(number: number): number {
  return lastMidnight() - (daysOpen - number) * dayMs;
}

/** The first of each month between opening and the last day. */
export function firstsOfMonths(): number[] {
  const opening = new Date(openingDay);
  return Array.from({ length: Math.ceil(daysOpen / 28) }, (_, month) =>
    Date.UTC(opening.getUTCFullYear(), opening.getUTCMonth() + 1 + month, 1),
  ).filter((first) => first < lastDay);
}

/** The midnight with which the last day begins. */
function lastMidnight(): number {
  const until = process.env.HANSA_SEED_UNTIL;
  const last = until ? Date.parse(`${until}T00:00:00Z`) : (Math.floor(Date.now() / dayMs) - 1) * dayMs;
  if (Number.isNaN(last)) throw new Error(`HANSA_SEED_UNTIL is a day such as 2026-09-30, not "${until}"`);
  return last;
}
