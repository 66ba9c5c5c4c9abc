/** Faults that SQLite reports, by what helps: to wait for a lock, to ask again later, or another file. */
import { CodedError } from "../../../runtime/errors.ts";
import { Database } from "./driver.ts";

/** Whether the error, or one of its causes, says that another process holds the lock. */
export function isBusy(error: unknown): boolean {
  if (error instanceof Database.SqliteError) return error.code.startsWith("SQLITE_BUSY");
  return error instanceof Error && isBusy(error.cause);
}

/** Whether the error, or one of its causes, says that the file is no store, is damaged, or has tables of another version. */
export function isBroken(error: unknown): boolean {
  if (!(error instanceof Database.SqliteError)) return error instanceof Error && isBroken(error.cause);
  return (
    /^SQLITE_(CORRUPT|NOTADB)/.test(error.code) ||
    /^no such (table|column)|has no column|already exists/.test(error.message)
  );
}

/** An error of the lock or the disk as STORE_UNAVAILABLE; every other one as it is. */
export function asUnavailable(error: unknown): unknown {
  const outOfOrder = /^SQLITE_(BUSY|FULL|IOERR|CANTOPEN|READONLY)/;
  if (!(error instanceof Database.SqliteError) || !outOfOrder.test(error.code)) return error;
  const message = "The store cannot be written right now. Ask again.";
  return new CodedError("STORE_UNAVAILABLE", message, { retryAfterMs: 1_000 }, error);
}
