/** The engine of a store: SQLite in a file, or PostgreSQL. Everything else of a store speaks to this type. */
import type { BaseSQLiteDatabase } from "drizzle-orm/sqlite-core";
import type { Metrics } from "../../runtime/metrics.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import type { HealthNotes } from "./health.ts";

type Builder = BaseSQLiteDatabase<"async", unknown, Record<string, never>>;

/** Reads, on a snapshot or inside a transaction. */
export type Reader = Pick<Builder, "select" | "selectDistinct" | "$count" | "$with" | "with">;
/** Reads and writes, inside one transaction. */
export type Tx = Reader & Pick<Builder, "insert" | "update" | "delete">;

/** The engine of a store in words, for people and metrics: never with a password. */
export type EngineFacts = {
  /** Its name and version, such as "PostgreSQL 15.18". */
  name: string;
  /** The file, or the database and the schema. */
  place: string;
  /** The cluster that keeps the database, by its system identifier; null for a file, and where the role may not ask. */
  cluster: string | null;
};

export type Engine = {
  facts: EngineFacts;
  writer: Writer;
  /** Runs `ask` on one snapshot. */
  read<T>(ask: (db: Reader) => Promise<T>): Promise<T>;
  /** The store's clock: epoch milliseconds, the same for all processes. */
  now(): number;
  /** A value that changes with each commit of another process. */
  foreignCommits(): unknown;
  /** That value as it was when the store was opened, or before. */
  foreignCommitsBefore: unknown;
  /**
   * Moves the write-ahead log into the file, in the writer's turn. False if another process reads it at this moment. Absent where rows of the past
   * leave the store with its vacuum, not with ours.
   */
  truncateWal?(): Promise<boolean>;
  health: HealthNotes;
  close(): Promise<void>;
};

/** The one connection that writes: a transaction holds the write lock, and a savepoint separates its writes. */
export type Writer = {
  db: Tx;
  /**
   * Takes the write lock, which other processes may hold; `giveUpAt` bounds the wait. `isSingle`: one statement follows, with rows, that needs neither
   * the lock nor a transaction; a store on the network sends it alone.
   */
  begin(giveUpAt: number, isSingle: boolean): Promise<void>;
  savepoint(): void;
  /** Ends the savepoint; throws if a statement since then failed. */
  release(): Promise<void>;
  /** Undoes what was done since the savepoint, and ends it. */
  undo(): Promise<void>;
  /** Throws if a statement so far failed that its write did not wait for. */
  settle(): Promise<void>;
  /** Commits. Without `isNews` it is none to other processes: a store on the network does not number it, nor look for it once its connection was lost. */
  commit(isNews: boolean): Promise<void>;
  /** Ends the transaction if it is open still: some errors end it by themselves. */
  rollback(): void;
  isOpen(): boolean;
  /** The reason for which a transaction has ended that is not open any more, from the error of the change that met it. */
  endOf(error: unknown): unknown;
  /** Whether the error is none of the change, and the store holds nothing of it: it may be run again. */
  isRepeatable(error: unknown): boolean;
  /** The error of a lost change as its caller gets it. */
  asUnavailable(error: unknown): unknown;
};

/** The metrics of a store that a command opens. */
export const uncounted: EngineOptions["metrics"] = { countStatement: () => {}, countStoreFailure: () => {} };

/** Options with which every engine is opened. */
export type EngineOptions = {
  /** The folder of migrations that drizzle-kit generated; applied before the store is handed out. */
  migrations: string;
  runtime: Runtime;
  metrics: Pick<Metrics, "countStatement" | "countStoreFailure">;
  /** The store holds no facts: a power cut may take its last commits, which then wait for no disk. */
  isReplaceable: boolean;
  /** Whether requests may have a log of their statements. */
  logsStatements: boolean;
  /** Pragmas of each connection to a file beside those of every store, with their values. */
  pragmas?: Readonly<Record<string, number>>;
};
