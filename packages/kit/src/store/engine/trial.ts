/**
 * Trials of stores: ways to run them in which faults show that one process and one order of rows never punish. Tests alone ask for them, before they
 * open stores; no setting of a shop does.
 */
import type { Metrics } from "../../runtime/metrics.ts";
import { insideStore } from "../../runtime/store-work.ts";
import { currentTrace, withTrace } from "../../runtime/trace.ts";
import type { Writer } from "./engine.ts";

/**
 * `writes`: twice runs each write, rolls it back to a savepoint and runs it again, as a store on the network may. `order`: reverse turns the order round
 * of rows that a statement does not sort.
 */
export type StoreTrial = { writes: "once" | "twice"; order: "natural" | "reverse" };

let trial: StoreTrial = { writes: "once", order: "natural" };

/** The trial under which stores are opened. */
export function currentTrial(): StoreTrial {
  return trial;
}

/** Sets the trial of the stores that are opened from now on; returns the one before. */
export function tryStores(next: Partial<StoreTrial>): StoreTrial {
  const before = trial;
  trial = { ...trial, ...next };
  return before;
}

/** Runs a write: in a rehearsal first, if the trial asks for it. */
export type RunWrite = <T>(run: (isRehearsal: boolean) => Promise<T>) => Promise<T>;

/** The runs of writes under the current trial. */
export function runsOf(writer: Writer): RunWrite {
  if (trial.writes === "once") return (run) => run(false);
  return async (run) => {
    writer.savepoint();
    try {
      await untraced(() => run(true));
      await writer.settle();
    } catch (error) {
      // A first run may fail, as where a store loses its lock in the middle; a full disk ends the whole transaction.
      if (!writer.isOpen()) throw error;
    }
    await writer.undo();
    return run(false);
  };
}

/** Metrics to which the statements of rehearsals do not count, so that budgets hold. */
export function withoutRehearsals(metrics: Pick<Metrics, "countStatement">): Pick<Metrics, "countStatement"> {
  if (trial.writes === "once") return metrics;
  return {
    countStatement: () => {
      if (!insideStore.getStore()?.isRehearsal) metrics.countStatement();
    },
  };
}

function untraced<T>(work: () => Promise<T>): Promise<T> {
  const trace = currentTrace();
  return trace ? withTrace({ ...trace, span: undefined, statements: undefined }, work) : work();
}
