/** The health of a store, as its watch sees it. */

export type StoreHealth = {
  /** The engine's code of the last write if it failed, such as SQLITE_FULL or 53100; undefined if it succeeded. */
  writeFault(): string | undefined;
  /** Whether the engine has reported a damaged page or a fault of the disk since the store was opened. */
  isDamaged(): boolean;
  /** Whether the write-ahead log is not the file any more that was opened: others no longer see what this process commits. */
  hasLostWal(): boolean;
  /** The bytes that the file system of the store has left; undefined if it does not tell. */
  freeBytes(): number | undefined;
  /** How far the store's clock is ahead of its server's, which was set back, in milliseconds. */
  clockAheadMs(): number;
};

export type HealthNotes = StoreHealth & {
  noteWrite(): void;
  /** Notes the error of a read or a write; errors of the change itself say nothing about the store. */
  noteFailure(error: unknown, work: "read" | "write"): void;
};
