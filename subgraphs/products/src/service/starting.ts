/** When something begins that the back office dates: clocks differ a little, so a moment ago means now. */

/** How far a client's clock may be behind ours. */
const skewMs = 5 * 60 * 1_000;

/** The time asked for, now if none was or if it has just passed; undefined: it lies in the past, and the past is not rewritten. */
export function startOf(asked: number | null | undefined, now: number): number | undefined {
  if (typeof asked !== "number") return now;
  return asked >= now - skewMs ? Math.max(asked, now) : undefined;
}
