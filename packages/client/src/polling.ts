/** Polls until a condition holds. */
import { setTimeout as pause } from "node:timers/promises";

/** Less than a test has, and much for a busy machine. */
const timeoutMs = 3 * 60_000;

/** How `expect.poll` asks a running shop: seldom enough to leave it the processor. */
export const pollOptions = { interval: 200 };

/** Asks until there is a response; throws, saying what was waited for, after three minutes. */
export async function eventually<Found>(
  what: string,
  find: () => Promise<Found | undefined>,
  everyMs = pollOptions.interval,
): Promise<Found> {
  const deadline = performance.now() + timeoutMs;
  while (performance.now() < deadline) {
    const found = await find();
    if (found !== undefined) return found;
    await pause(everyMs);
  }
  throw new Error(`it did not happen within ${timeoutMs / 1_000} s: ${what}`);
}
