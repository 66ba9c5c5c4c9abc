/** The engine of a store in a file of SQLite: one connection writes, one reads. */
import { AsyncLocalStorage } from "node:async_hooks";
import type { Database as Connection } from "better-sqlite3";
import { serialQueue } from "../../../runtime/store-work.ts";
import type { Engine, EngineOptions } from "../engine.ts";
import { openClock } from "./clock.ts";
import { prepareFolder } from "./data-folder.ts";
import { Database } from "./driver.ts";
import { watchHealth } from "./health.ts";
import { migrateStore, placeMigratedStore } from "./migrations.ts";
import { openReads } from "./reads.ts";
import { retryWhileLocked } from "./write-lock.ts";
import { openWriter } from "./writer.ts";

/**
 * How long the driver waits for a lock of another process and blocks this one meanwhile. A write retries with pauses that block nothing; a
 * read or an opening does not, and meets a lock only while another process opens or repairs the file.
 */
const busyTimeoutMs = { opening: 100, reader: 100, writer: 5 };
/** How long a starting process waits for that lock: as long as another process may pause in the middle of a write. */
const startLockTimeoutMs = 60_000;

const whileOpening = new AsyncLocalStorage<"withoutFsync">();

/**
 * Opens stores without fsync, which is much faster; a power cut corrupts them. Only for callers that create stores from nothing, discard
 * them when interrupted, and flush them to disk before they count as finished, as the seed does.
 */
export function openWithoutFsync<T>(open: () => Promise<T>): Promise<T> {
  return whileOpening.run("withoutFsync", open);
}

/** Whether stores are opened without fsync in this context. */
export function isOpeningWithoutFsync(): boolean {
  return whileOpening.getStore() === "withoutFsync";
}

/** Opens or creates the file and applies its migrations. Throws if it would not be durable. */
export async function openFile(file: string, options: EngineOptions): Promise<Engine> {
  const { migrations, runtime, metrics, logsStatements } = options;
  prepareFolder(file);
  const isMigrated = placeMigratedStore(file, migrations);
  const writer = connect(file, busyTimeoutMs.writer, options);
  const now = await retryWhileLocked(runtime, runtime.monotonic() + startLockTimeoutMs, () => {
    if (!isMigrated) migrateStore(writer, migrations);
    return openClock(writer, runtime);
  });
  const reader = connect(file, busyTimeoutMs.reader, options);
  const readInTurn = serialQueue();
  const dataVersion = writer.prepare("PRAGMA data_version").pluck();
  const health = watchHealth(file, options);
  const version = String(reader.prepare("SELECT sqlite_version()").pluck().get());
  return {
    facts: { name: `SQLite ${version}`, place: file, cluster: null },
    writer: openWriter(writer, { runtime, metrics, logsStatements }),
    read: openReads(reader, { inTurn: readInTurn, metrics, logsStatements, health }),
    now,
    foreignCommits: () => dataVersion.get(),
    foreignCommitsBefore: dataVersion.get(),
    truncateWal: () => readInTurn(async () => writer.pragma("wal_checkpoint(TRUNCATE)", { simple: true }) === 0),
    health,
    close: async () => {
      writer.close();
      await readInTurn(async () => reader.close());
    },
  };
}

/**
 * Opens a connection. `synchronous` is set on every open: a WAL file that is opened again silently falls back to NORMAL. Deleted rows are
 * overwritten: otherwise an erased person could still be read in the free pages of the file.
 */
function connect(
  file: string,
  timeoutMs: number,
  { isReplaceable, pragmas: added }: Pick<EngineOptions, "isReplaceable" | "pragmas">,
): Connection {
  const connection = new Database(file, { timeout: busyTimeoutMs.opening });
  const pragmas = {
    journal_mode: "wal",
    synchronous: isOpeningWithoutFsync() ? 0 : isReplaceable ? 1 : 2,
    foreign_keys: 1,
    secure_delete: 1,
    busy_timeout: timeoutMs,
    ...added,
  };
  for (const [pragma, value] of Object.entries(pragmas)) {
    connection.pragma(`${pragma} = ${value}`);
    const found = connection.pragma(pragma, { simple: true });
    if (found !== value) throw new Error(`${file}: PRAGMA ${pragma} is ${String(found)}, and must be ${value}`);
  }
  return connection;
}
