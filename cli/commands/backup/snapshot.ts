/** Snapshots of several stores at one moment, under a write barrier that is held only while the snapshots open. */
import { setTimeout as pause } from "node:timers/promises";
import { type DatabaseSnapshot, openSnapshot } from "@hansa/kit/store";
import { loadDriver } from "../../host/sqlite.mjs";
import type { DatabasePlace } from "../../host/store-places.ts";

const Database = loadDriver();
type Connection = InstanceType<typeof Database>;
/** `lock` holds the write lock during the barrier, `reader` the read transaction that is the snapshot. */
type Source = { lock: Connection; reader: Connection };
type Sources = { files: readonly Source[]; databases: ReadonlyMap<string, DatabaseSnapshot> };

/** A snapshot of a database: sessions of others see it by its name. */
export type ExportedSnapshot = { id: string; engine: string };

export type Snapshots = {
  /** The moment of the snapshots, in epoch milliseconds. */
  takenAt: number;
  /** How long the barrier was held: no write waited longer for it than this and its own next try. */
  barrierMs: number;
  /** Copies the snapshot of one store to a new file. Writes to the store continue meanwhile. */
  copy(file: string, target: string): Promise<void>;
  /** The snapshots of databases, by store. */
  exported: ReadonlyMap<string, ExportedSnapshot>;
  close(): Promise<void>;
};

/** A barrier that is not complete after this is released, and tried again: a write waits for 4 s before it is refused. */
const maxBarrierMs = 500;
/** The pause between two tries to take a write lock: a service leaves it for microseconds only when it is busy. */
const spinMs = 0.2;
const retryPauseMs = 200;
const giveUpAfterMs = 60_000;
/** So many pages are copied before the event loop gets a turn. */
const pagesPerTurn = 2_000;

/**
 * Opens a read transaction on each store while the write locks of all of them are held: nothing is committed anywhere in between, so the
 * snapshots are what a power cut at that moment would leave. The kernel releases the locks of a process that dies, and a server those of its
 * sessions, so a barrier ends with this process at the latest. `databases`: by store.
 */
export async function takeSnapshots(
  files: readonly string[],
  databases: ReadonlyMap<string, DatabasePlace> = new Map(),
): Promise<Snapshots> {
  const sources = new Map<string, Source>();
  const opened = new Map<string, DatabaseSnapshot>();
  const close = async () => {
    for (const { lock, reader } of sources.values()) for (const connection of [reader, lock]) connection.close();
    for (const snapshot of opened.values()) await snapshot.close();
  };
  try {
    for (const file of files) sources.set(file, { lock: open(file), reader: open(file) });
    for (const [store, place] of databases) opened.set(store, await openSnapshot(place));
    const taken = await retryBarrier({ files: [...sources.values()], databases: opened });
    return {
      ...taken,
      copy: async (file, target) => {
        const source = sources.get(file);
        if (!source) throw new Error(`${file} is not among the stores`);
        // The backup API reads what this connection sees, and that is its open transaction.
        await source.reader.backup(target, { progress: () => pagesPerTurn });
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Copies one store as of some moment, without a barrier: for a store that holds no fact of the shop. */
export async function copyStore(file: string, target: string): Promise<void> {
  const reader = new Database(file, { readonly: true });
  try {
    await reader.backup(target, { progress: () => pagesPerTurn });
  } finally {
    reader.close();
  }
}

/** The first read opens the files and learns the tables, which the barrier is not to wait for. */
function open(file: string): Connection {
  const connection = new Database(file, { fileMustExist: true, timeout: 0 });
  look(connection);
  return connection;
}

function look(connection: Connection): void {
  connection.prepare("SELECT 1 FROM sqlite_schema LIMIT 1").get();
}

type Taken = Pick<Snapshots, "takenAt" | "barrierMs" | "exported">;

async function retryBarrier(sources: Sources): Promise<Taken> {
  const giveUpAt = performance.now() + giveUpAfterMs;
  for (;;) {
    const taken = await withoutSuspension(() => tryBarrier(sources));
    if (taken) return taken;
    if (performance.now() >= giveUpAt)
      throw new Error(`another process has locked a store for ${giveUpAfterMs / 1_000} s: no snapshot was taken`);
    await pause(retryPauseMs);
  }
}

/**
 * One try. The locks of databases are taken first and released last, so that the snapshots of files are of the same moment. Undefined if a lock was not
 * free in time.
 */
async function tryBarrier({ files, databases }: Sources): Promise<Taken | undefined> {
  const startedAt = performance.now();
  const giveUpAt = startedAt + maxBarrierMs;
  const locked: DatabaseSnapshot[] = [];
  try {
    for (const database of databases.values()) {
      if (!(await database.lock(giveUpAt - performance.now()))) return undefined;
      locked.push(database);
    }
    const takenAt = tryFiles(files, giveUpAt);
    if (takenAt === undefined) return undefined;
    const exported = await Promise.all(
      [...databases].map(async ([store, database]): Promise<[string, ExportedSnapshot]> => {
        return [store, { id: await database.take(), engine: database.engine }];
      }),
    );
    await Promise.all(locked.splice(0).map(({ release }) => release()));
    return { takenAt, barrierMs: performance.now() - startedAt, exported: new Map(exported) };
  } finally {
    for (const { release } of locked) await release();
  }
}

/** Without a single await: nothing else that this process does can lengthen it. Answers with the moment; undefined if a lock was not free in time. */
function tryFiles(sources: readonly Source[], giveUpAt: number): number | undefined {
  try {
    for (const { lock } of sources) if (!tryLock(lock, giveUpAt)) return undefined;
    const takenAt = Date.now();
    for (const { reader } of sources) beginSnapshot(reader);
    return takenAt;
  } finally {
    for (const { lock } of sources) if (lock.inTransaction) lock.exec("ROLLBACK");
  }
}

function tryLock(lock: Connection, giveUpAt: number): boolean {
  for (;;) {
    try {
      lock.exec("BEGIN IMMEDIATE");
      return true;
    } catch (error) {
      if (!isBusy(error)) throw error;
      if (performance.now() >= giveUpAt) return false;
      sleep(spinMs);
    }
  }
}

/** A deferred transaction has its snapshot from its first read on. */
function beginSnapshot(reader: Connection): void {
  reader.exec("BEGIN");
  look(reader);
}

/** Ctrl-Z in the terminal takes effect afterwards: a stopped process keeps its locks. */
async function withoutSuspension<T>(work: () => Promise<T>): Promise<T> {
  const ignore = () => {};
  process.on("SIGTSTP", ignore);
  try {
    return await work();
  } finally {
    process.off("SIGTSTP", ignore);
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code.startsWith("SQLITE_BUSY");
}

const sleeper = new Int32Array(new SharedArrayBuffer(4));
function sleep(milliseconds: number): void {
  Atomics.wait(sleeper, 0, 0, milliseconds);
}
