/** A service that dies in the middle of an import, as a killed process does. */
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
