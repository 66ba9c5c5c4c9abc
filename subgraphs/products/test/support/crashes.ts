/** Services to which something happens in the middle of an import: one that dies, as a killed process does, and one that hears somebody. */
import type { Deps } from "../../src/context.ts";

/** The same service, whose process dies at its so-many-th batch: from then on nothing reaches the store. */
export function dyingAt(deps: Deps, batch: number): Deps {
  let count = 0;
  const write: Deps["store"]["write"] = (name, work) => {
    if (name === "import-batch") count += 1;
    return count >= batch ? Promise.reject(new Error("killed")) : deps.store.write(name, work);
  };
  return { ...deps, store: { ...deps.store, write } };
}

/** The same service, in which `act` is done between the write of one batch and that of the next, which is the so-many-th. */
export function interruptedAt(deps: Deps, batch: number, act: () => Promise<unknown>): Deps {
  let count = 0;
  const write: Deps["store"]["write"] = async (name, work) => {
    if (name === "import-batch") count += 1;
    if (name === "import-batch" && count === batch) await act();
    return deps.store.write(name, work);
  };
  return { ...deps, store: { ...deps.store, write } };
}
