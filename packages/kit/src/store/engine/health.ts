/** The health of a store, as its watch sees it. */

/** The number of commits that this shop has made or seen, and the smaller one that its database has. */
export type StepBack = { known: number; found: number };

export type StoreHealth = {
  /**
   * The engine's code, such as SQLITE_FULL or 53100, of the newest kind of write that failed and has not succeeded since; WENT_BACK of a store that
   * lost commits; SYNC_REP where a synchronous standby does not confirm; undefined if there is none.
   */
  writeFault(): string | undefined;
  /** The same of reads. */
  readFault(): string | undefined;
  /** The session of a database for which writes wait that fail, such as `psql, pid 4711`; undefined without one, and of a file. */
  heldBy(): string | undefined;
  /** The commits that the store has lost: it takes no writes. */
  stepBack(): StepBack | undefined;
  /** Whether the engine has reported a damaged page or a fault of the disk since the store was opened. */
  isDamaged(): boolean;
  /** Whether the write-ahead log is not the file any more that was opened: others no longer see what this process commits. */
  hasLostWal(): boolean;
  /** The bytes that the file system of the store has left; undefined if it does not tell. */
  freeBytes(): number | undefined;
  /** How far the store's clock is ahead of its server's, which was set back, in milliseconds. */
  clockAheadMs(): number;
};

/** A read, or a write by its name. */
export type StoreWork = "read" | { write: string };

export type HealthNotes = StoreHealth & {
  noteSuccess(work: StoreWork): void;
  /** Notes the error of a read or a write; errors of the change itself say nothing about the store. */
  noteFailure(error: unknown, work: StoreWork): void;
};
