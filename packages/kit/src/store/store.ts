/** One store behind two functions: `read` sees a snapshot, `write` is one transaction on the only writer. Its engine is that of its place. */
import { assertOutsideStore, beginWork, endWork, runWork, serialQueue } from "../runtime/store-work.ts";
import { inSpan } from "../tracing/spans.ts";
import { type Commit, watchCommits } from "./engine/commit-watch.ts";
import type { Engine, EngineFacts, EngineOptions, Reader, Tx, Writer } from "./engine/engine.ts";
import { groupCommits } from "./engine/group-commit.ts";
import type { StoreHealth } from "./engine/health.ts";
import { openFile } from "./engine/sqlite/engine.ts";
import type { StorePlace } from "./place.ts";

export type { Reader, Tx };

export type Store = {
  /** Runs `ask` on one snapshot of the store. It awaits nothing but the store, and changes nothing outside itself: it runs again where its connection was lost. */
  read<T>(ask: (db: Reader) => Promise<T>): Promise<T>;
  /**
   * Runs `change` as one transaction, which is rolled back if it throws, or if `isRefused` holds for its result. `name` is the name of its
   * fault points. `change` is repeatable: a store on the network may roll it back and run it again, so it leaves nothing behind but rows, gives the
   * rest to `afterCommit`, and catches no error of the store.
   */
  write<T>(name: string, change: (tx: Tx) => Promise<T>, isRefused?: (result: T) => boolean): Promise<T>;
  /**
   * Renews a right of this process, such as a lease, as a write that is no commit to those who wait. `change` has one statement, with rows, that is right
   * between any two statements of another process: a database takes it without a transaction, and without the write lock.
   */
  renew<T>(name: string, change: (tx: Tx) => Promise<T>): Promise<T>;
  /** The store's clock, for deadlines: epoch milliseconds, unaffected by jumps of the wall clock, the same for all processes. */
  now(): number;
  /** The number of commits so far: those of this process, and those of others as far as `awaitCommit` has noticed them. */
  commits(): number;
  /**
   * Resolves at the next commit after the first `since` that `isAwaited` accepts, after `ms`, or when `stopping` aborts. Commits of other
   * processes, and the end of the wait, are noticed within 250 ms, and those of another one's first second within a second. Renewals of the leader's
   * lease are no commits here.
   */
  awaitCommit(since: number, ms: number, stopping: AbortSignal, isAwaited?: (commit: Commit) => boolean): Promise<void>;
  /**
   * Moves SQLite's write-ahead log into the file and truncates it, so that removed rows are in neither; does nothing if nothing was committed
   * since, or the store is a database. False if another process reads it at this moment.
   */
  checkpointWal(): Promise<boolean>;
  /**
   * Moves the write-ahead log into the file although another file has its name by now: all commits of this process are in the file then. The process
   * must end without closing the store, which would remove that other file.
   */
  rescueWal(): Promise<void>;
  health: StoreHealth;
  engine: EngineFacts;
  close(): Promise<void>;
};

export type StoreOptions = { place: StorePlace } & Pick<EngineOptions, "migrations" | "runtime" | "metrics"> &
  Partial<EngineOptions>;

/** How long a write waits for the lock before STORE_UNAVAILABLE, counted from its beginning: less than its caller waits. */
const lockTimeoutMs = 4_000;

/** Opens a store, and gives it with its writer. */
export type Opening = (options: StoreOptions) => Promise<{ store: Store; writer: Writer }>;

let open: Opening = openPlainly;

/** Opens all stores from now on by `opening`, or plainly: tests have stores that run in another way (`testing/stores/trial.ts`). */
export function openStoresBy(opening: (plainly: Opening) => Opening): void {
  open = opening(openPlainly);
}

/** Opens or creates the store and applies its migrations. Throws if it would not be durable. */
export async function openStore(options: StoreOptions): Promise<Store> {
  return (await open(options)).store;
}

async function openPlainly({
  place,
  isReplaceable = false,
  logsStatements = false,
  ...options
}: StoreOptions): ReturnType<Opening> {
  const { runtime } = options;
  const engine = await openEngine(place, { ...options, isReplaceable, logsStatements });
  const { writer, health } = engine;
  const writeInTurn = serialQueue();
  const transactions = groupCommits(writer, runtime, writeInTurn);
  const watch = watchCommits(runtime, engine.foreignCommits, engine.foreignCommitsBefore);
  const { truncateWal } = engine;
  let truncatedAt: number | undefined;

  async function checkpoint(): Promise<boolean> {
    await watch.look();
    if (truncatedAt === watch.count()) return true;
    if (!(await truncateWal?.())) return false;
    truncatedAt = watch.count();
    return true;
  }

  async function change<T>(
    name: string,
    make: (tx: Tx) => Promise<T>,
    isRefused: (result: T) => boolean,
    isRenewal: boolean,
  ): Promise<T> {
    await runtime.passFaultPoint(`before:write:${name}`);
    const giveUpAt = runtime.monotonic() + lockTimeoutMs;
    assertOutsideStore();
    const begin = () => ({ ...beginWork(name, writer.settle), isLease: isRenewal });
    let work = begin();
    const run = () => {
      endWork(work, "failed");
      work = begin();
      return runWork(work, () => make(writer.db));
    };
    const endOf = (changed: T) => (isRefused(changed) ? "refused" : work.isLease ? "lease" : "news");
    const result = await transactions.add(giveUpAt, run, endOf, isRenewal).catch((error) => {
      endWork(work, "failed");
      health.noteFailure(error, { write: name });
      throw error;
    });
    const isRolledBack = isRefused(result);
    endWork(work, isRolledBack ? "refused" : "committed");
    if (isRolledBack) return result;
    health.noteSuccess({ write: name });
    await runtime.passFaultPoint(`after:write:${name}`);
    if (!work.isLease) watch.note(work);
    return result;
  }

  const store: Store = {
    read: engine.read,
    write: (name, make, isRefused = () => false) =>
      inSpan("internal", name, () => change(name, make, isRefused, false)),
    renew: (name, make) => inSpan("internal", name, () => change(name, make, () => false, true)),
    now: engine.now,
    commits: watch.count,
    awaitCommit: watch.awaitCommit,
    checkpointWal: async () => !truncateWal || writeInTurn(checkpoint),
    rescueWal: async () => {
      if (truncateWal) await writeInTurn(async () => void (await truncateWal()));
    },
    health,
    engine: engine.facts,
    close: () => writeInTurn(engine.close),
  };
  return { store, writer };
}

/** Opens the engine of a place. The driver of PostgreSQL is loaded only where a store is there. */
async function openEngine(place: StorePlace, options: EngineOptions): Promise<Engine> {
  if (place.engine === "sqlite") return openFile(place.file, options);
  const { openDatabase } = await import("./engine/pg/engine.ts");
  return openDatabase(place, options);
}
