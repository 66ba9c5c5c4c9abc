/** Snapshots of several stores at one moment, under a write barrier that is held only while the snapshots open. */
import { setTimeout as pause } from "node:timers/promises";
import { loadDriver } from "../../host/sqlite.mjs";

const Database = loadDriver();
type Connection = InstanceType<typeof Database>;
/** `lock` holds the write lock during the barrier, `reader` the read transaction that is the snapshot. */
type Source = { lock: Connection; reader: Connection };

export type Snapshots = {
  /** The moment of the snapshots, in epoch milliseconds. */
  takenAt: number;
  /** How long the barrier was held: no write waited longer for it than this and its own next try. */
  barrierMs: number;
  /** Copies the snapshot of one store to a new file. Writes to the store continue meanwhile. */
  copy(file: string, target: string): Promise<void>;
  close(): void;
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
 * snapshots are what a power cut at that moment would leave. The kernel releases the locks of a process that dies, so a barrier ends with
 * this process at the latest.
 */
export async function takeSnapshots(files: readonly string[]): Promise<Snapshots> {
  const sources = new Map(files.map((file) => [file, { lock: open(file), reader: open(file) }]));
  const close = () => {
    for (const { lock, reader } of sources.values()) for (const connection of [reader, lock]) connection.close();
  };
  try {
    const taken = await retryBarrier([...sources.values()]);
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
    close();
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

type Taken = Pick<Snapshots, "takenAt" | "barrierMs">;

async function retryBarrier(sources: readonly Source[]): Promise<Taken> {
  const giveUpAt = performance.now() + giveUpAfterMs;
  for (;;) {
    const taken = withoutSuspension(() => tryBarrier(sources));
    if (taken) return taken;
    if (performance.now() >= giveUpAt)
      throw new Error(`another process has locked a store for ${giveUpAfterMs / 1_000} s: no snapshot was taken`);
    await pause(retryPauseMs);
  }
}

/** One try, without a single await: nothing else that this process does can lengthen it. Undefined if a lock was not free in time. */
function tryBarrier(sources: readonly Source[]): Taken | undefined {
  const startedAt = performance.now();
  try {
    for (const { lock } of sources) if (!tryLock(lock, startedAt + maxBarrierMs)) return undefined;
    const takenAt = Date.now();
    for (const { reader } of sources) beginSnapshot(reader);
    return { takenAt, barrierMs: release(sources, startedAt) };
  } finally {
    release(sources, startedAt);
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

function release(sources: readonly Source[], startedAt: number): number {
  for (const { lock } of sources) if (lock.inTransaction) lock.exec("ROLLBACK");
  return performance.now() - startedAt;
}

/** Ctrl-Z in the terminal takes effect afterwards: a stopped process keeps its locks. */
function withoutSuspension<T>(work: () => T): T {
  const ignore = () => {};
  process.on("SIGTSTP", ignore);
  try {
    return work();
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
