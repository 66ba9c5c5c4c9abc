/** A store for one test: opened for it, and closed and removed when it ends. */
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { createMetrics, type Metrics } from "../../src/runtime/metrics.ts";
import { type Runtime, systemRuntime } from "../../src/runtime/runtime.ts";
import { openStore, type Store } from "../../src/store/store.ts";
import { type StoreTrial, tryStores } from "../../testing/stores/trial.ts";
import { temporaryFolder } from "../../testing/subgraph-client.ts";
import { tinMigrations } from "./shelf.ts";

export { addTin, namesOf, removeTins, unsortedNamesOf } from "./shelf.ts";

/** A file for a store, removed when the test ends. */
export function storeFile(): string {
  const folder = temporaryFolder();
  onTestFinished(() => folder.remove());
  return join(folder.path, "data", "tins.db");
}

/** Opens a store; it is closed when the test ends. */
export async function openTins(
  runtime: Runtime = systemRuntime,
  file: string = storeFile(),
  metrics: Metrics = createMetrics(),
  logsStatements = false,
): Promise<Store> {
  const store = await openStore({
    place: { engine: "sqlite", file },
    migrations: tinMigrations,
    runtime,
    metrics,
    logsStatements,
  });
  onTestFinished(() => store.close());
  return store;
}

/** Opens a store under a trial, which ends at once for all others. */
export async function openUnder(trial: Partial<StoreTrial>, ...options: Parameters<typeof openTins>): Promise<Store> {
  const before = tryStores(trial);
  try {
    return await openTins(...options);
  } finally {
    tryStores(before);
  }
}

/** Something to wait for in a test, until it is opened. */
export function gate(): { opened: Promise<void>; open(): void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}
