/** The faults of a store, by the kind of work that met them: work of another kind may succeed meanwhile, as the renewal of a lease on a full disk. */
import type { Metrics } from "../../runtime/metrics.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import type { HealthNotes, StoreWork } from "./health.ts";

export type FaultOptions = { runtime: Pick<Runtime, "monotonic">; metrics: Pick<Metrics, "countStoreFailure"> };

export type Faults = Pick<HealthNotes, "writeFault" | "readFault" | "noteSuccess"> & {
  /** Counts a failure that a fault of the store has caused, and keeps its code. */
  meet(work: StoreWork, code: string): void;
};

/** A fault of reads lasts so long at least: they go over several connections, of which some may be open still. In milliseconds. */
const readFaultMs = 5_000;
/** A fault ends too once its kind of work has not met it for so long: work that is rare may not come again. In milliseconds. */
const forgottenAfterMs = 60_000;
/** The most kinds that are kept. */
const maxKinds = 100;

/** Watches the faults of reads, and of writes by their names. */
export function watchFaults({ runtime, metrics }: FaultOptions): Faults {
  const writes = keepFaults(runtime.monotonic, 0);
  const reads = keepFaults(runtime.monotonic, readFaultMs);
  return {
    writeFault: writes.newest,
    readFault: reads.newest,
    noteSuccess: (work) => {
      if (work === "read") reads.end(work);
      else writes.end(work.write);
    },
    meet: (work, code) => {
      metrics.countStoreFailure(work === "read" ? "read" : "write", code);
      if (work === "read") reads.meet(work, code);
      else writes.meet(work.write, code);
    },
  };
}

type KeptFaults = {
  /** Keeps the code of a fault that this kind of work has met. */
  meet(kind: string, code: string): void;
  /** Ends the fault of a kind that has succeeded. */
  end(kind: string): void;
  /** The code of the fault that was met last; undefined if none lasts. */
  newest(): string | undefined;
};

/** Keeps faults. One lasts for `leastMs` at least after it was met. */
function keepFaults(now: () => number, leastMs: number): KeptFaults {
  const faults = new Map<string, { code: string; at: number }>();
  return {
    meet: (kind, code) => {
      faults.delete(kind);
      faults.set(kind, { code, at: now() });
      const [oldest] = faults.keys();
      if (faults.size > maxKinds && oldest !== undefined) faults.delete(oldest);
    },
    end: (kind) => {
      const fault = faults.get(kind);
      if (fault && now() - fault.at >= leastMs) faults.delete(kind);
    },
    newest: () => {
      for (const [kind, { at }] of faults) if (now() - at >= forgottenAfterMs) faults.delete(kind);
      return [...faults.values()].at(-1)?.code;
    },
  };
}
