/** Trials of stores: ways to run them in which faults show that one process and one order of rows never punish. Set before a store is opened. */
import { AsyncLocalStorage } from "node:async_hooks";
import { beginWork, endWork, runWork } from "../../src/runtime/store-work.ts";
import { currentTrace, withTrace } from "../../src/runtime/trace.ts";
import type { EngineOptions, Writer } from "../../src/store/engine/engine.ts";
import { type Opening, openStoresBy, type Store } from "../../src/store/store.ts";

/**
 * `writes`: twice runs each write, rolls it back to a savepoint and runs it again, as a store on the network may. `order`: reverse turns the order round
 * of rows that a statement does not sort.
 */
export type StoreTrial = { writes: "once" | "twice"; order: "natural" | "reverse" };

let trial: StoreTrial = { writes: "once", order: "natural" };
const rehearsals = new AsyncLocalStorage<true>();

/** The trial under which stores are opened. */
export function currentTrial(): StoreTrial {
  return trial;
}

/** Sets the trial of the stores that are opened from now on; returns the one before. */
export function tryStores(next: Partial<StoreTrial>): StoreTrial {
  const before = trial;
  trial = { ...trial, ...next };
  openStoresBy((plainly) => openingUnder(trial, plainly));
  return before;
}

/** Whether the caller is in the first run of a write, which does not count. */
export function isRehearsal(): boolean {
  return rehearsals.getStore() === true;
}

function openingUnder({ writes, order }: StoreTrial, plainly: Opening): Opening {
  const pragmas = order === "reverse" ? { reverse_unordered_selects: 1 } : {};
  return async (options) => {
    if (writes === "once") return plainly({ ...options, pragmas });
    const { store, writer } = await plainly({ ...options, pragmas, metrics: withoutRehearsals(options.metrics) });
    return { store: { ...store, write: writingTwice(store, writer) }, writer };
  };
}

function writingTwice(store: Store, writer: Writer): Store["write"] {
  return (name, change, isRefused) =>
    store.write(
      name,
      async (tx) => {
        await rehearse(writer, name, () => change(tx));
        return change(tx);
      },
      isRefused,
    );
}

/** Runs a write and rolls it back. Its acts never run. */
async function rehearse(writer: Writer, name: string, change: () => Promise<unknown>): Promise<void> {
  const work = beginWork(name, writer.settle);
  writer.savepoint();
  try {
    await rehearsals.run(true, () => untraced(() => runWork(work, change)));
    await writer.settle();
  } catch (error) {
    // A first run may fail, as where a store loses its lock in the middle; a full disk ends the whole transaction.
    if (!writer.isOpen()) throw error;
  } finally {
    endWork(work, "failed");
  }
  await writer.undo();
}

/** Metrics to which the statements of rehearsals do not count, so that budgets hold. */
function withoutRehearsals(metrics: EngineOptions["metrics"]): EngineOptions["metrics"] {
  return {
    ...metrics,
    countStatement: () => {
      if (!isRehearsal()) metrics.countStatement();
    },
  };
}

function untraced<T>(work: () => Promise<T>): Promise<T> {
  const trace = currentTrace();
  return trace ? withTrace({ ...trace, span: undefined, statements: undefined }, work) : work();
}
