/** The days on which the demo shop lives. They are fixed, so that every seed gives the same shop, and past, so that all of it can be seen. */

/** The shop opens, and everything it sells first goes on sale. */
export const openingDay = Date.UTC(2025, 3, 1, 6);

/** The last day of the story: later than every order, price and account in it. */
export const lastDay = Date.UTC(2026, 8, 30, 18);

export const hourMs = 60 * 60 * 1_000;
export const dayMs = 24 * hourMs;

/** From then on, some things cost a little more. */
export const priceRise = Date.UTC(2026, 0, 1);

/** From then on, the last pieces cost less. */
export const saleBegins = Date.UTC(2026, 7, 24);

/** The week in which something digital is given away. */
export const giveaway = { from: Date.UTC(2025, 11, 1), until: Date.UTC(2025, 11, 8) };

/** The first of each month between opening and the last day. */
export function firstsOfMonths(): number[] {
  const firsts: number[] = [];
  for (let month = 4; Date.UTC(2025, month, 1) < lastDay; month += 1) firsts.push(Date.UTC(2025, month, 1));
  return firsts;
}
