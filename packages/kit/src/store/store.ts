/** One SQLite store behind two functions: `read` sees a snapshot, `write` is one transaction on the only writer. */
import { AsyncLocalStorage } from "node:async_hooks";
import type { Database as Connection } from "better-sqlite3";
import type { Metrics } from "../runtime/metrics.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { inSpan } from "../tracing/spans.ts";
import { openClock } from "./clock.ts";
import { builderOn, type Reader, type Tx } from "./connection/builder.ts";
import { type Commit, watchCommits } from "./connection/commit-watch.ts";
import { asUnavailable } from "./connection/faults.ts";
import { groupCommits } from "./connection/group-commit.ts";
import { type StoreHealth, watchHealth } from "./connection/health.ts";
import { migrateStore, placeMigratedStore } from "./connection/migrations.ts";
import { openReads } from "./connection/reads.ts";
import { Database } from "./connection/sqlite.ts";
import { timeStatements } from "./connection/statements.ts";
import { assertOutsideStore, insideStore, serialQueue } from "./connection/store-work.ts";
import { retryWhileLocked } from "./connection/write-lock.ts";
import { prepareFolder } from "./data-folder.ts";

export type { Reader, Tx };

export type Store = {
  /** Runs `ask` on one snapshot of the store. It must await nothing but the store. */
  read<T>(ask: (db: Reader) => Promise<T>): Promise<T>;
  /**
   * Runs `change` as one transaction, which is rolled back if it throws, or if `isRefused` holds for its result. `name` is the name of its
   * fault points.
   */
  write<T>(name: string, change: (tx: Tx) => Promise<T>, isRefused?: (result: T) => boolean): Promise<T>;
  /** The store's clock, for deadlines: epoch milliseconds, unaffected by jumps of the wall clock, the same for all processes. */
  now(): number;
  /** The number of commits so far: those of this process, and those of others as far as `awaitCommit` has noticed them. */
  commits(): number;
  /**
   * Resolves at the next commit after the first `since` that `isAwaited` accepts, after `ms`, or when `stopping` aborts. Commits of other
   * processes, and the end of the wait, are noticed within 250 ms. Renewals of the leader's lease are no commits here.
   */
  awaitCommit(since: number, ms: number, stopping: AbortSignal, isAwaited?: (commit: Commit) => boolean): Promise<void>;
  /**
   * Moves the write-ahead log into the file and truncates it, so that removed rows are in neither; does nothing if nothing was committed
   * since. False if another process reads it at this moment.
   */
  checkpointWal(): Promise<boolean>;
  /**
   * Moves the write-ahead log into the file although another file has its name by now: all commits of this process are in the file then. The process
   * must end without closing the store, which would remove that other file.
   */
  rescueWal(): Promise<void>;
  health: StoreHealth;
  close(): Promise<void>;
};

export type StoreOptions = {
  file: string;
  /** The folder of migrations that drizzle-kit generated; applied before the store is handed out. */
  migrations: string;
  runtime: Runtime;
  metrics: Pick<Metrics, "countStatement">;
  /** The store holds no facts: a power cut may take its last commits, which then wait for no disk. */
  isReplaceable?: boolean;
  /** Whether requests may have a log of their statements. */
  logsStatements?: boolean;
};

/**
 * How long the driver waits for a lock of another process and blocks this one meanwhile. A write retries with pauses that block nothing; a
 * read or an opening does not, and meets a lock only while another process opens or repairs the file.
 */
const busyTimeoutMs = { opening: 100, reader: 100, writer: 5 };
/** How long a write waits for its turn and the lock together before STORE_UNAVAILABLE: less than its caller waits. */
const lockTimeoutMs = 4_000;
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

/** Opens or creates the store and applies its migrations. Throws if it would not be durable. */
export async function openStore({
  file,
  migrations,
  runtime,
  metrics,
  isReplaceable = false,
  logsStatements = false,
}: StoreOptions): Promise<Store> {
  prepareFolder(file);
  const isMigrated = placeMigratedStore(file, migrations);
  const writer = connect(file, busyTimeoutMs.writer, isReplaceable);
  const now = await retryWhileLocked(runtime, runtime.monotonic() + startLockTimeoutMs, () => {
    if (!isMigrated) migrateStore(writer, migrations);
    return openClock(writer, runtime);
  });
  const reader = connect(file, busyTimeoutMs.reader, isReplaceable);
  const writeInTurn = serialQueue();
  const readInTurn = serialQueue();
  const writeDb = builderOn(timeStatements(writer, logsStatements), metrics);
  const transactions = groupCommits(writer, runtime, writeInTurn, asUnavailable);
  const dataVersion = writer.prepare("PRAGMA data_version").pluck();
  const watch = watchCommits(runtime, () => dataVersion.get());
  const { noteWrite, noteFailure, ...health } = watchHealth(file);
  const read = openReads(reader, { inTurn: readInTurn, metrics, logsStatements, noteFailure });
  let truncatedAt: number | undefined;

  return {
    read,
    write: (name, change, isRefused) =>
      inSpan("internal", name, async () => {
        await runtime.passFaultPoint(`before:write:${name}`);
        const giveUpAt = runtime.monotonic() + lockTimeoutMs;
        assertOutsideStore();
        const work = { name, hasEvents: false, isLease: false };
        const result = await transactions
          .add(giveUpAt, () => insideStore.run(work, () => change(writeDb)), isRefused)
          .catch((error) => {
            noteFailure(error, "write");
            throw error;
          });
        if (isRefused?.(result)) return result;
        noteWrite();
        await runtime.passFaultPoint(`after:write:${name}`);
        if (!work.isLease) watch.note(work);
        return result;
      }),
    now,
    commits: watch.count,
    awaitCommit: watch.awaitCommit,
    checkpointWal: () =>
      writeInTurn(() =>
        readInTurn(async () => {
          watch.look();
          if (truncatedAt === watch.count()) return true;
          if (writer.pragma("wal_checkpoint(TRUNCATE)", { simple: true }) !== 0) return false;
          truncatedAt = watch.count();
          return true;
        }),
      ),
    rescueWal: () =>
      writeInTurn(() =>
        readInTurn(async () => {
          writer.pragma("wal_checkpoint(TRUNCATE)");
        }),
      ),
    health,
    close: async () => {
      await writeInTurn(async () => writer.close());
      await readInTurn(async () => reader.close());
    },
  };
}

/**
 * Opens a connection. `synchronous` is set on every open: a WAL file that is opened again silently falls back to NORMAL. Deleted rows are
 * overwritten: otherwise an erased person could still be read in the free pages of the file.
 */
function connect(file: string, timeoutMs: number, isReplaceable: boolean): Connection {
  const connection = new Database(file, { timeout: busyTimeoutMs.opening });
  const pragmas = {
    journal_mode: "wal",
    synchronous: isOpeningWithoutFsync() ? 0 : isReplaceable ? 1 : 2,
    foreign_keys: 1,
    secure_delete: 1,
    busy_timeout: timeoutMs,
  };
  for (const [pragma, value] of Object.entries(pragmas)) {
    connection.pragma(`${pragma} = ${value}`);
    const found = connection.pragma(pragma, { simple: true });
    if (found !== value) throw new Error(`${file}: PRAGMA ${pragma} is ${String(found)}, and must be ${value}`);
  }
  return connection;
}
