/** Polls until a condition holds, and the time after which it is taken for one that never does. */
import { setTimeout as pause } from "node:timers/promises";

/**
 * Beyond it nothing is waited for, in milliseconds: in one process, and beside others, which a busy machine delays for minutes. A test has a minute
 * more, so that it is the wait that says what did not happen.
 */
export const never = { inProcess: 5 * 60_000, ofProcesses: 10 * 60_000 } as const;

/** How `expect.poll` asks a running shop: seldom enough to leave it the processor. */
export const pollOptions = { interval: 200 };

/** Asks until there is a response; throws, saying what was waited for, after ten minutes. */
export async function eventually<Found>(
  what: string,
  find: () => Promise<Found | undefined>,
  everyMs = pollOptions.interval,
): Promise<Found> {
  const deadline = performance.now() + never.ofProcesses;
  while (performance.now() < deadline) {
    const found = await find();
    if (found !== undefined) return found;
    await pause(everyMs);
  }
  throw new Error(`it did not happen within ${never.ofProcesses / 60_000} minutes: ${what}`);
}
