/** The health of a file: faults of its reads and writes, damage that SQLite reported, and whether its write-ahead log was removed. */
import { statfsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import type { HealthNotes } from "../health.ts";
import { type FaultOptions, watchFaults } from "../kept-faults.ts";
import { Database } from "./driver.ts";

/** Codes after which a read or a write was not possible. */
const unusable = /^SQLITE_(BUSY|FULL|IOERR|CANTOPEN|READONLY|CORRUPT|NOTADB)/;
const damaged = /^SQLITE_(CORRUPT|NOTADB)/;
const faultOfDisk = /^SQLITE_IOERR/;
/** With less than this, a fault of the disk may be a full one. */
const fullBelowBytes = 1024 * 1024;

/** Watches the health of the store in this file, which is open. */
export function watchHealth(file: string, options: FaultOptions): HealthNotes {
  const wal = `${file}-wal`;
  const openedWal = inodeOf(wal);
  const { writeFault, readFault, noteSuccess, meet } = watchFaults(options);
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
    writeFault,
    readFault,
    // SQLite does not tell who holds a lock.
    heldBy: () => undefined,
    // A file that is put back while it is open is another one, which the write-ahead log tells.
    stepBack: () => undefined,
    isDamaged: () => isDamaged,
    hasLostWal: () => openedWal !== undefined && inodeOf(wal) !== openedWal,
    freeBytes,
    // It runs with the monotonic clock of the machine.
    clockAheadMs: () => 0,
    noteSuccess,
    noteFailure: (error, work) => {
      const code = sqliteCodeOf(error);
      if (code === undefined) return;
      if (unusable.test(code)) meet(work, code);
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
