/** One SQLite store behind two functions: `read` sees a snapshot, `write` is one transaction on the only writer. */
import { AsyncLocalStorage } from "node:async_hooks";
import { existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Database as Connection } from "better-sqlite3";
import { drizzle } from "drizzle-orm/better-sqlite3";
import type { BaseSQLiteDatabase } from "drizzle-orm/sqlite-core";
import { codedError } from "./errors.ts";
import { groupCommits } from "./group-commit.ts";
import type { Metrics } from "./metrics.ts";
import { migrateStore, placeMigratedStore } from "./migrations.ts";
import { assertOpen, waitForRead } from "./request-budget.ts";
import { Database } from "./sqlite.ts";
import { cacheStatements, limitStatements } from "./statements.ts";
import { openClock } from "./store-clock.ts";
import { onceUnlocked } from "./store-lock.ts";
import { currentTrace } from "./trace.ts";
import type { World } from "./world.ts";

type Builder = BaseSQLiteDatabase<"async", unknown, Record<string, never>>;

/** Asks. Works on a snapshot and inside a transaction alike. */
export type Reader = Pick<Builder, "select" | "selectDistinct" | "$count" | "$with" | "with">;
/** Asks and changes, inside one transaction. */
export type Tx = Reader & Pick<Builder, "insert" | "update" | "delete">;

export type Store = {
  /** Runs `ask` on one snapshot of the store. Nothing but the store may be awaited in it. */
  read<T>(ask: (db: Reader) => Promise<T>): Promise<T>;
  /** Runs `change` as one transaction, all or nothing. `name` is where faults are injected and what the logs say. */
  write<T>(name: string, change: (tx: Tx) => Promise<T>): Promise<T>;
  /** What deadlines compare to: epoch milliseconds of a clock that no jump of the wall moves, the same for every process on this store. */
  now(): number;
  /** Calls `listener` after each transaction that was committed here; the answer stops it. What it throws is only warned of. */
  onCommit(listener: () => void): () => void;
  /**
   * Writes the log of changes back into the file and empties it, so that what was removed is in neither. False: another process reads it
   * this moment, and it has to be asked again.
   */
  emptyLog(): Promise<boolean>;
  close(): Promise<void>;
};

export type StoreOptions = {
  file: string;
  /** The folder of migrations that drizzle-kit generated; applied before the store is handed out. */
  migrations: string;
  world: World;
  metrics: Metrics;
};

/**
 * How long the driver itself waits for a lock held by another process, and holds ours meanwhile. Who writes tries again and waits in between
 * without holding anything; who reads or opens does not, and meets a lock only while another process opens or mends the file.
 */
const busyTimeoutMs = { opening: 100, reader: 100, writer: 5 };
/** How long a write may wait for its turn and that lock together before it is refused as STORE_UNAVAILABLE: less than its caller waits. */
const patienceMs = 4_000;
/** How long a process that starts waits for that lock: as long as another one may stand still in the middle of a write. */
const patienceAtStartMs = 60_000;

/** The folder beside the stores that a backup is being restored into: while it is there, the stores are not those of a shop. */
export const restoringFolder = "restoring";

const insideStore = new AsyncLocalStorage<string>();
const whileOpening = new AsyncLocalStorage<"hasty">();

/**
 * The stores that `open` opens do not wait for the disk, which is much faster; a power cut leaves them broken. Only for whoever makes stores
 * from nothing, throws them away when cut short, and brings them to the disk before calling them finished, as the seed does.
 */
export function openHastily<T>(open: () => Promise<T>): Promise<T> {
  return whileOpening.run("hasty", open);
}

/** Whether whoever opens a store right now does so hastily. */
export function isOpeningHastily(): boolean {
  return whileOpening.getStore() === "hasty";
}

/** The name of the store work that the caller runs in, or undefined: calls to the outside refuse to run there. */
export function storeWorkInProgress(): string | undefined {
  return insideStore.getStore();
}

/** Opens (and, the first time, makes) the store, brings its tables up to date, and refuses to go on if it would not be durable. */
export async function openStore({ file, migrations, world, metrics }: StoreOptions): Promise<Store> {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  refuseUnfinishedRestore(dirname(file));
  const isMigrated = placeMigratedStore(file, migrations);
  const writer = connect(file, busyTimeoutMs.writer);
  const now = await onceUnlocked(world, world.monotonic() + patienceAtStartMs, () => {
    if (!isMigrated) migrateStore(writer, migrations);
    return openClock(writer, world);
  });
  const reader = connect(file, busyTimeoutMs.reader);
  const listeners = new Set<() => void>();
  const readInTurn = turns();
  const writeInTurn = turns();
  const requestDb = builderOn(limitStatements(reader), metrics);
  const readDb = builderOn(reader, metrics);
  const writeDb = builderOn(writer, metrics);
  const commits = groupCommits(writer, world, writeInTurn, asUnavailable);

  return {
    read: async (ask) => {
      const budget = currentTrace()?.budget;
      await (budget && waitForRead(budget));
      return readInTurn(async () => {
        if (budget) assertOpen(budget);
        reader.exec("BEGIN");
        try {
          // A mutation reads what its input asks for, and must not end halfway.
          const isLimited = budget && !budget.isChanging;
          return await insideStore.run("read", () => ask(isLimited ? requestDb : readDb));
        } finally {
          reader.exec("COMMIT");
        }
      });
    },
    write: async (name, change) => {
      await world.reach(`before:write:${name}`);
      const giveUpAt = world.monotonic() + patienceMs;
      refuseInside();
      const result = await commits.add(giveUpAt, () => insideStore.run(name, () => change(writeDb)));
      await world.reach(`after:write:${name}`);
      for (const listener of listeners) tell(listener);
      return result;
    },
    now,
    onCommit: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    emptyLog: () =>
      writeInTurn(() => readInTurn(async () => writer.pragma("wal_checkpoint(TRUNCATE)", { simple: true }) === 0)),
    close: async () => {
      await writeInTurn(async () => writer.close());
      await readInTurn(async () => reader.close());
    },
  };
}

/** A store that is opened too early would be made anew, empty, in the place of the one that is still to be moved there. */
function refuseUnfinishedRestore(folder: string): void {
  if (existsSync(join(folder, restoringFolder)))
    throw new Error(`${folder} holds an unfinished restore. Run npm run restore again: it starts from the beginning.`);
}

/** The change is committed whatever a listener does: its fault must neither fail the write nor end the process. */
function tell(listener: () => void): void {
  try {
    listener();
  } catch (error) {
    process.emitWarning(error instanceof Error ? error : String(error));
  }
}

/**
 * A new connection. `synchronous` is set on every open: a WAL file that is opened again silently falls back to NORMAL. What is deleted is
 * overwritten, or an erased person could still be read in the free pages of the file.
 */
function connect(file: string, timeoutMs: number): Connection {
  const connection = new Database(file, { timeout: busyTimeoutMs.opening });
  const wanted = {
    journal_mode: "wal",
    synchronous: isOpeningHastily() ? 0 : 2,
    foreign_keys: 1,
    secure_delete: 1,
    busy_timeout: timeoutMs,
  };
  for (const [pragma, value] of Object.entries(wanted)) {
    connection.pragma(`${pragma} = ${value}`);
    const found = connection.pragma(pragma, { simple: true });
    if (found !== value) throw new Error(`${file}: PRAGMA ${pragma} is ${String(found)}, and must be ${value}`);
  }
  return connection;
}

/** The one cast: the synchronous driver is shown as an asynchronous one, so that PostgreSQL can stand behind the same functions. */
function builderOn(connection: Connection, metrics: Metrics): Builder {
  const logger = { logQuery: () => metrics.countStatement() };
  const builder: unknown = drizzle({ client: cacheStatements(connection), logger });
  return builder as Builder;
}

function asUnavailable(error: unknown): unknown {
  const outOfOrder = /^SQLITE_(BUSY|FULL|IOERR|CANTOPEN|READONLY)/;
  if (!(error instanceof Database.SqliteError) || !outOfOrder.test(error.code)) return error;
  const message = "The store cannot be written right now. Ask again.";
  return codedError("STORE_UNAVAILABLE", message, { retryAfterMs: 1_000 }, error);
}

/** Who asks for a turn inside a turn of their own would wait for ever. */
function refuseInside(): void {
  const running = insideStore.getStore();
  if (running) throw new Error(`the store was asked again inside "${running}": pass the transaction on instead`);
}

/** Runs jobs strictly one after the other. */
function turns(): <T>(job: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return async (job) => {
    refuseInside();
    const mine = last.then(job);
    last = mine.catch(() => undefined);
    return mine;
  };
}
