/** Holds the write lock of a store from outside, for longer than any write waits. */
import { setTimeout as pause } from "node:timers/promises";
import type { PostgresServer } from "@hansa/kit/testing";
import { z } from "zod";
import { storeFile } from "../../../cli/host/shop.mjs";
import { loadDriver } from "../../../cli/host/sqlite.mjs";
import { askServer } from "../../harness/databases.ts";
import type { ServiceName } from "../processes/names.ts";

const tryAgainMs = 10;
const busy = z.object({ code: z.string().startsWith("SQLITE_BUSY") });

/** Takes the lock as soon as it is free and keeps it for `forMs`. Resolves after the release, with whether the lock was ever taken. */
export async function holdLock(data: string, store: ServiceName, forMs: number): Promise<boolean> {
  const Database = loadDriver();
  const other = new Database(storeFile(data, store), { timeout: 0 });
  try {
    const giveUpAt = performance.now() + forMs;
    while (!takes(() => other.exec("BEGIN IMMEDIATE"))) {
      if (performance.now() > giveUpAt) return false;
      await pause(tryAgainMs);
    }
    await pause(forMs);
    other.exec("ROLLBACK");
    return true;
  } finally {
    other.close();
  }
}

/** The same on a server: the table that each write ends with is locked, as a `VACUUM FULL` would. A restart of the server ends it. */
export async function holdTable(server: PostgresServer, store: ServiceName, forMs: number): Promise<boolean> {
  const held = `BEGIN; LOCK TABLE commits IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(${forMs / 1_000}); ROLLBACK`;
  return askServer(server, held, store).then(
    () => true,
    () => false,
  );
}

function takes(lock: () => void): boolean {
  try {
    lock();
    return true;
  } catch (error) {
    if (busy.safeParse(error).success) return false;
    throw error;
  }
}
