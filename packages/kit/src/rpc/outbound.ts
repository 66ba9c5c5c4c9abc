/** Calls to the outside of this process: other services, payment providers, mail servers. */
import type { Metrics } from "../runtime/metrics.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { storeWorkInProgress } from "../runtime/store-work.ts";
import { inSpan } from "../tracing/spans.ts";

/**
 * Runs a call to the outside under a name, with fault points and metrics. Throws inside a transaction: the lock would be held for the
 * duration of the call, and a rollback could not undo it.
 */
export async function callOutside<T>(
  { metrics, runtime }: { metrics: Pick<Metrics, "countCall">; runtime: Runtime },
  name: string,
  work: () => Promise<T>,
): Promise<T> {
  const inside = storeWorkInProgress();
  if (inside) throw new Error(`"${name}" calls the outside from inside the store work "${inside}"`);
  await runtime.passFaultPoint(`before:call:${name}`);
  const startedAt = runtime.monotonic();
  try {
    const response = await inSpan("client", name, work);
    metrics.countCall(name, "answered", (runtime.monotonic() - startedAt) / 1_000);
    return response;
  } catch (error) {
    metrics.countCall(name, "failed", (runtime.monotonic() - startedAt) / 1_000);
    throw error;
  } finally {
    await runtime.passFaultPoint(`after:call:${name}`);
  }
}
