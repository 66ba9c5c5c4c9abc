/** Calls to whatever is outside this process: other services, payment providers, mail. */
import type { Metrics } from "./metrics.ts";
import { storeWorkInProgress } from "./store.ts";
import type { World } from "./world.ts";

/**
 * Runs a call to the outside under a name, where faults are injected and times are counted. Refuses to run inside a transaction:
 * the lock would be held while somebody else thinks, and a rollback could not take the call back.
 */
export async function call<T>(
  { metrics, world }: { metrics: Pick<Metrics, "countCall">; world: World },
  name: string,
  work: () => Promise<T>,
): Promise<T> {
  const inside = storeWorkInProgress();
  if (inside) throw new Error(`"${name}" calls the outside from inside the store work "${inside}"`);
  await world.reach(`before:call:${name}`);
  const startedAt = world.monotonic();
  try {
    const answer = await work();
    metrics.countCall(name, "answered", (world.monotonic() - startedAt) / 1_000);
    return answer;
  } catch (error) {
    metrics.countCall(name, "failed", (world.monotonic() - startedAt) / 1_000);
    throw error;
  } finally {
    await world.reach(`after:call:${name}`);
  }
}
