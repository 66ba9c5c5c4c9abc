/** Start times that the back office enters, with tolerance for a difference between clocks. */

/** The maximum time that the clock of a client may be behind. */
const maxClockSkewMs = 5 * 60 * 1_000;

/** Returns the requested time, or now if none was given or it has just passed; undefined if it is in the past. */
export function resolveStartTime(given: number | null | undefined, now: number): number | undefined {
  if (typeof given !== "number") return now;
  return given >= now - maxClockSkewMs ? Math.max(given, now) : undefined;
}
