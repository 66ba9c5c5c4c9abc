/** The clock of a store, which its deadlines use: all processes continue one setting of it. */
import type { Database as Connection } from "better-sqlite3";
import { drizzle } from "drizzle-orm/better-sqlite3";
import type { Runtime } from "../../../runtime/runtime.ts";
import { storeClock } from "../tables.ts";

/**
 * Opens the clock: epoch milliseconds. The first process after a boot of the machine sets it by the wall clock, never
 * back behind its earlier setting; all others continue with it.
 */
export function openClock(writer: Connection, runtime: Runtime): () => number {
  const anchor = drizzle(writer).transaction(
    (tx) => {
      const known = tx.select().from(storeClock).get();
      const monotonic = Math.ceil(runtime.monotonic());
      if (known?.boot === runtime.boot && known.monotonic <= monotonic) return known;
      const at = Math.max(runtime.now(), known?.at ?? 0);
      const set = { boot: runtime.boot, at, monotonic };
      tx.insert(storeClock)
        .values({ id: 1, ...set })
        .onConflictDoUpdate({ target: storeClock.id, set })
        .run();
      return set;
    },
    { behavior: "immediate" },
  );
  return () => Math.floor(anchor.at + runtime.monotonic() - anchor.monotonic);
}
