/** Interruptions of an import: a crash at a batch, and an action between two batches. */
import type { Deps } from "../../src/context.ts";

/** Wraps a service that crashes at the given batch: from then on no write reaches the store. */
export function crashAtBatch(deps: Deps, batch: number): Deps {
  let count = 0;
  const write: Deps["store"]["write"] = (name, work) => {
    if (name === "import-batch") count += 1;
    return count >= batch ? Promise.reject(new Error("killed")) : deps.store.write(name, work);
  };
  return { ...deps, store: { ...deps.store, write } };
}

/** Wraps a service that runs `act` before it writes the given batch. */
export function interruptAtBatch(deps: Deps, batch: number, act: () => Promise<unknown>): Deps {
  let count = 0;
  const write: Deps["store"]["write"] = async (name, work) => {
    if (name === "import-batch") count += 1;
    if (name === "import-batch" && count === batch) await act();
    return deps.store.write(name, work);
  };
  return { ...deps, store: { ...deps.store, write } };
}
