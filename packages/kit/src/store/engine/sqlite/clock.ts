/** The clock of a store, which its deadlines use: all processes continue one setting of it. */
import type { Database as Connection } from "better-sqlite3";
import { drizzle } from "drizzle-orm/better-sqlite3";
import type { Runtime } from "../../../runtime/runtime.ts";
import { storeClock } from "../tables.ts";

export type Setting = Pick<typeof storeClock.$inferSelect, "boot" | "at" | "monotonic">;

/** The time of a clock that has this setting: it runs until the machine ends, and stands still from then on. */
export function timeOf(setting: Setting, runtime: Pick<Runtime, "boot" | "monotonic">): number {
  return isRunning(setting, runtime) ? Math.floor(setting.at + runtime.monotonic() - setting.monotonic) : setting.at;
}

function isRunning({ boot, monotonic }: Setting, runtime: Pick<Runtime, "boot" | "monotonic">): boolean {
  return boot === runtime.boot && monotonic <= Math.ceil(runtime.monotonic());
}

/**
 * Opens the clock: epoch milliseconds. The first process after a boot of the machine sets it by the wall clock, never
 * back behind its earlier setting; all others continue with it.
 */
export function openClock(writer: Connection, runtime: Runtime): () => number {
  const anchor = drizzle(writer).transaction(
    (tx) => {
      const known = tx.select().from(storeClock).get();
      if (known && isRunning(known, runtime)) return known;
      const at = Math.max(runtime.now(), known?.at ?? 0);
      const set = { boot: runtime.boot, at, monotonic: Math.ceil(runtime.monotonic()) };
      tx.insert(storeClock)
        .values({ id: 1, ...set })
        .onConflictDoUpdate({ target: storeClock.id, set })
        .run();
      return set;
    },
    { behavior: "immediate" },
  );
  return () => timeOf(anchor, runtime);
}
