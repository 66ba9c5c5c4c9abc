/** Rate limit of attempts: counts them per viewer or per network within an hour, and delays further ones. */
import type { Tx } from "@hansa/kit/store/store";
import type { Context } from "../context.ts";
import { addAttempt, dropAttempts, findAttempts } from "../store/attempts/attempts.ts";

/** The length of the counting window, from the first attempt on. */
const windowMs = 60 * 60 * 1_000;

/** The counters of a request, each with its maximum. */
export type AttemptCounters = { key: string; most: number }[];

/** The time until another attempt is accepted, in milliseconds; undefined if it is accepted now. */
export async function findAttemptDelay(
  { store }: Context,
  tx: Tx,
  counters: AttemptCounters,
): Promise<number | undefined> {
  const now = store.now();
  const rows = await findAttempts(
    tx,
    counters.map(({ key }) => key),
  );
  const pauses = rows
    .filter(({ key, attempts }) => attempts >= (counters.find((counted) => counted.key === key)?.most ?? 0))
    .map(({ since }) => since + windowMs - now)
    .filter((pause) => pause > 0);
  return pauses.length === 0 ? undefined : Math.max(...pauses);
}

/** Counts an attempt. */
export async function countAttempt({ store }: Context, tx: Tx, counters: AttemptCounters): Promise<void> {
  const now = store.now();
  for (const { key } of counters) await addAttempt(tx, key, now, now - windowMs);
  await dropAttempts(tx, now - windowMs);
}
