/** The write lock of a store, which another process may have: whoever needs it waits, and meanwhile the process does other things. */
import type { Database as Connection } from "better-sqlite3";
import { Database } from "./sqlite.ts";
import type { World } from "./world.ts";

/** Takes the write lock at once; a transaction that reads first and locks later fails its first write under load. */
export function begin(writer: Connection, world: World, giveUpAt: number): Promise<void> {
  return onceUnlocked(world, giveUpAt, () => {
    writer.exec("BEGIN IMMEDIATE");
  });
}

/**
 * Does something that needs the lock, and does all of it again while another process has it; from `giveUpAt` on, that is thrown. After each
 * try it sleeps, also after the last: whoever is next in line tries at once, and a long line of them would hold the process.
 */
export async function onceUnlocked<T>(world: World, giveUpAt: number, work: () => T): Promise<T> {
  for (;;) {
    try {
      return work();
    } catch (error) {
      if (!isBusy(error)) throw error;
      await world.sleep(10 + world.random() * 40);
      if (world.monotonic() >= giveUpAt) throw error;
    }
  }
}

/** Whether another process had the lock, whoever in between has wrapped up that fault. */
export function isBusy(error: unknown): boolean {
  if (error instanceof Database.SqliteError) return error.code.startsWith("SQLITE_BUSY");
  return error instanceof Error && isBusy(error.cause);
}
