/** The health of a store: whether its last write succeeded, damage that SQLite reported, and whether its write-ahead log was removed. */
import { statfsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { Database } from "./sqlite.ts";

export type StoreHealth = {
  /** SQLite's code of the last write if it failed, such as SQLITE_FULL; undefined if it succeeded. */
  writeFault(): string | undefined;
  /** Whether SQLite has reported a damaged page or a fault of the disk since the store was opened. */
  isDamaged(): boolean;
  /** Whether the write-ahead log is not the file any more that was opened: others no longer see what this process commits. */
  hasLostWal(): boolean;
  /** The bytes that the file system of the store has left; undefined if it does not tell. */
  freeBytes(): number | undefined;
};

export type HealthNotes = StoreHealth & {
  noteWrite(): void;
  /** Notes the error of a read or a write; errors of the change itself say nothing about the store. */
  noteFailure(error: unknown, work: "read" | "write"): void;
};

/** Codes after which a write was not possible. */
const unwritable = /^SQLITE_(BUSY|FULL|IOERR|CANTOPEN|READONLY|CORRUPT|NOTADB)/;
const damaged = /^SQLITE_(CORRUPT|NOTADB)/;
const faultOfDisk = /^SQLITE_IOERR/;
/** With less than this, a fault of the disk may be a full one. */
const fullBelowBytes = 1024 * 1024;

/** Watches the health of the store in this file, which is open. */
export function watchHealth(file: string): HealthNotes {
  const wal = `${file}-wal`;
  const openedWal = inodeOf(wal);
  let fault: string | undefined;
  let isDamaged = false;

  function freeBytes(): number | undefined {
    try {
      const { bavail, bsize } = statfsSync(dirname(file));
      return bavail * bsize;
    } catch {
      return undefined;
    }
  }

  return {
    writeFault: () => fault,
    isDamaged: () => isDamaged,
    hasLostWal: () => openedWal !== undefined && inodeOf(wal) !== openedWal,
    freeBytes,
    noteWrite: () => {
      fault = undefined;
    },
    noteFailure: (error, work) => {
      const code = sqliteCodeOf(error);
      if (code === undefined) return;
      if (work === "write" && unwritable.test(code)) fault = code;
      if (damaged.test(code) || (faultOfDisk.test(code) && (freeBytes() ?? fullBelowBytes) >= fullBelowBytes))
        isDamaged = true;
    },
  };
}

/** The inode of a file; undefined if there is none. */
function inodeOf(file: string): bigint | undefined {
  return statSync(file, { bigint: true, throwIfNoEntry: false })?.ino;
}

/** The code of SQLite's error, or of one among the causes. */
function sqliteCodeOf(error: unknown): string | undefined {
  if (error instanceof Database.SqliteError) return error.code;
  return error instanceof Error ? sqliteCodeOf(error.cause) : undefined;
}
