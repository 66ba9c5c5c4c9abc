/** The store's one clock: it starts with the wall clock, and then no jump of the wall moves it, for no process of the machine. */
import type { Database as Connection } from "better-sqlite3";
import { drizzle } from "drizzle-orm/better-sqlite3";
import { storeClock } from "./store-tables.ts";
import type { World } from "./world.ts";

/**
 * Gives the clock that deadlines compare to: epoch milliseconds. Whoever opens the store first after a start of the machine sets it by the
 * wall, but never back behind where it was set before; all others go on with it.
 */
export function openClock(writer: Connection, world: World): () => number {
  const anchor = drizzle(writer).transaction(
    (tx) => {
      const known = tx.select().from(storeClock).get();
      const monotonic = Math.ceil(world.monotonic());
      if (known?.boot === world.boot && known.monotonic <= monotonic) return known;
      const at = Math.max(world.now(), known?.at ?? 0);
      const set = { boot: world.boot, at, monotonic };
      tx.insert(storeClock)
        .values({ id: 1, ...set })
        .onConflictDoUpdate({ target: storeClock.id, set })
        .run();
      return set;
    },
    { behavior: "immediate" },
  );
  return () => Math.floor(anchor.at + world.monotonic() - anchor.monotonic);
}
