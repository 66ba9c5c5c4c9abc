/** One process of a service leads: it runs the timers and follows events. When it is gone, another one takes over as soon as its lease ends. */
import { setMaxListeners } from "node:events";
import { abortingWith } from "./aborting.ts";
import { isLostTurn, keepLease, type Lease, takeLease } from "./lease.ts";
import type { Log } from "./log.ts";
import type { Store } from "./store.ts";
import type { World } from "./world.ts";

type Leading = { store: Store; world: World; log: Log };

const leaseMs = 4_000;
/** How often the leader keeps its lease, and the others look whether it is gone. */
const everyMs = 1_000;

/**
 * Runs `work` whenever this process leads, until `signal` aborts. Its own signal aborts when the lead was lost: a process that slept may go on
 * for a moment beside the new leader, so nothing that `work` does may rely on being alone.
 */
export async function lead(
  { store, world, log }: Leading,
  work: (signal: AbortSignal) => Promise<unknown>,
  signal: AbortSignal,
): Promise<void> {
  const owner = world.newId("run");
  while (!signal.aborted) {
    const lease = await takeLead();
    if (lease) await abortingWith([signal], (over) => leadOn(lease, over));
    else await world.sleep(everyMs, signal);
  }

  /** Undefined if another process leads, or the store cannot be written. */
  async function takeLead(): Promise<Lease | undefined> {
    try {
      return await store.write("take-lead", (tx) => takeLease(tx, "lead", owner, store.now(), leaseMs));
    } catch (error) {
      log.warn({ err: error }, "nobody can lead while the store cannot be written");
      return undefined;
    }
  }

  async function leadOn(lease: Lease, over: AbortController): Promise<void> {
    setMaxListeners(0, over.signal);
    const working = work(over.signal);
    while (!over.signal.aborted) {
      await world.sleep(everyMs, signal);
      if (!(await keepLead(lease, signal.aborted ? 0 : store.now() + leaseMs))) over.abort();
    }
    await working;
  }

  /** False if another process has taken the lead. While the store cannot be written, none can. */
  async function keepLead(lease: Lease, endsAt: number): Promise<boolean> {
    try {
      await store.write("keep-lead", (tx) => keepLease(tx, lease, endsAt));
      return true;
    } catch (error) {
      if (isLostTurn(error)) log.warn({ err: error }, "another process leads now: this one has slept");
      else log.warn({ err: error }, "the lead cannot be kept while the store cannot be written");
      return !isLostTurn(error);
    }
  }
}
