/** Work that is waited for no longer than a time: a report of a process must not wait for what it reports on. */
import type { Runtime } from "./runtime.ts";

/** Resolves with the result of `work`, or with undefined if that fails or takes longer than `ms`; it goes on then. */
export async function within<T>(
  { sleep }: Pick<Runtime, "sleep">,
  ms: number,
  work: Promise<T>,
): Promise<T | undefined> {
  const waited = new AbortController();
  try {
    return await Promise.race([work, sleep(ms, waited.signal).then(() => undefined)]);
  } catch {
    return undefined;
  } finally {
    waited.abort();
  }
}

/** How long a report waits for a store, in milliseconds. */
export const reportWaitMs = 250;
