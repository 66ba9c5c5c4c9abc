/** Leader election: one process of a service runs jobs and event consumers. Another takes over as soon as its lease ends. */
import { setMaxListeners } from "node:events";
import type { Log } from "../runtime/log.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { markLease } from "../runtime/store-work.ts";
import type { Store } from "../store/store.ts";
import { withJoinedSignals } from "./abort-signals.ts";
import { acquireLease, isLeaseLost, type Lease, renewLease } from "./lease.ts";

type ElectionOptions = {
  store: Pick<Store, "write" | "renew" | "now">;
  runtime: Runtime;
  log: Log;
  /** Notes whether this process holds the lease: not while the store takes no renewal beyond its end, though the work goes on. */
  noteLeadership?: (holdsLease: boolean) => void;
};

const leaseMs = 4_000;
/** The interval at which the leader renews its lease: a third of it, so that one renewal may fail. */
const renewEveryMs = 1_300;
/** The interval at which the others try to acquire it. */
const acquireEveryMs = 1_000;

/**
 * Runs `work` whenever this process is the leader, until `signal` aborts. Its own signal aborts when the lease was lost: a suspended process
 * may continue for a moment beside the new leader, so `work` must not rely on being alone.
 */
export async function electLeader(
  { store, runtime, log, noteLeadership = () => undefined }: ElectionOptions,
  work: (signal: AbortSignal) => Promise<unknown>,
  signal: AbortSignal,
): Promise<void> {
  const owner = runtime.newId("run");
  while (!signal.aborted) {
    const lease = await acquireLeadership();
    if (lease) await withJoinedSignals([signal], (over) => workAsLeader(lease, over));
    else await runtime.sleep(acquireEveryMs, signal);
  }

  /** The lease; undefined if another process is the leader or the store cannot be written. */
  async function acquireLeadership(): Promise<Lease | undefined> {
    try {
      return await store.write("take-leadership", async (tx) => {
        const lease = await acquireLease(tx, { name: "lead", owner, forMs: leaseMs }, store.now());
        // Another process leads: an attempt each second is no news to all who wait for a commit. It shows that the store can be written.
        if (!lease) markLease();
        return lease;
      });
    } catch (error) {
      log.warn({ err: error }, "leader election: lease not acquired, store cannot be written");
      return undefined;
    }
  }

  async function workAsLeader(lease: Lease, over: AbortController): Promise<void> {
    setMaxListeners(0, over.signal);
    let endsAt = store.now() + leaseMs;
    noteLeadership(true);
    const working = work(over.signal);
    while (!over.signal.aborted) {
      await runtime.sleep(renewEveryMs, signal);
      const later = signal.aborted ? 0 : store.now() + leaseMs;
      const renewed = await renewLeadership(lease, later);
      if (renewed === "lost") over.abort();
      if (renewed === "renewed") endsAt = later;
      noteLeadership(!over.signal.aborted && endsAt > store.now());
    }
    await working;
    noteLeadership(false);
  }

  /** Renews the lease; `lost` if another process has acquired it. While the store cannot be written, none can. */
  async function renewLeadership(lease: Lease, endsAt: number): Promise<"renewed" | "lost" | "failed"> {
    try {
      await store.renew("renew-leadership", (tx) => renewLease(tx, lease, endsAt));
      return "renewed";
    } catch (error) {
      if (isLeaseLost(error))
        log.warn({ err: error }, "leader election: lease lost to another process, this one was suspended");
      else log.warn({ err: error }, "leader election: lease not renewed, store cannot be written");
      return isLeaseLost(error) ? "lost" : "failed";
    }
  }
}
