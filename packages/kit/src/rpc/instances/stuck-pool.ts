/** A pool that gives its requests no connection any more: it is replaced, since nothing else would end that. */
import type { Log } from "../../runtime/log.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { type Instance, openPool } from "./instance.ts";

/** The time after which a pool in which nothing moves is replaced, in milliseconds. */
const stuckAfterMs = 5_000;

/**
 * Looks at the pool of a silent instance. Requests that wait while no connection has one cannot be served by it: a fault of ours, and an alarm. Its
 * waiting requests end, and repeatable ones go on in the new pool.
 */
export function replaceIfStuck(
  { runtime, log }: { runtime: Runtime; log: Log },
  label: string,
  instance: Instance,
): void {
  const { queued, pending, running } = instance.pool.stats;
  const now = runtime.monotonic();
  // Requests that wait for a connection to be made are no longer in the queue of the pool.
  const isStuck = queued > 0 && running === 0 && pending === queued;
  if (!isStuck) {
    instance.stuckSince = undefined;
    return;
  }
  instance.stuckSince ??= now;
  if (now - instance.stuckSince < stuckAfterMs) return;
  const { pool } = instance;
  instance.pool = openPool(instance);
  instance.stuckSince = undefined;
  instance.replacedPools += 1;
  log.error({ instance: instance.name, count: queued }, `${label}: its connections took no request, and were replaced`);
  void pool.destroy(new Error("the connections were replaced"));
}
