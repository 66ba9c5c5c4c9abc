/** How a store was set each time it was opened: written down by whoever opened it, since nobody else can see another one's settings. */
import { sql } from "drizzle-orm";
import { isOpeningHastily, type Store } from "./store.ts";
import { storeOpenings } from "./store-tables.ts";
import type { World } from "./world.ts";

/** Asks SQLite, on the writer's own connection, how it is set, and keeps the answer in the store. */
export async function recordOpening(store: Store, world: World): Promise<void> {
  const hasty = isOpeningHastily();
  await store.write("record-opening", async (tx) => {
    await tx.insert(storeOpenings).values({
      openedAt: world.now(),
      hasty,
      journalMode: sql`(SELECT journal_mode FROM pragma_journal_mode)`,
      synchronous: sql`(SELECT synchronous FROM pragma_synchronous)`,
      foreignKeys: sql`(SELECT foreign_keys FROM pragma_foreign_keys)`,
      busyTimeoutMs: sql`(SELECT timeout FROM pragma_busy_timeout)`,
    });
  });
}
