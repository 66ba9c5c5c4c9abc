/** Faults that PostgreSQL and its driver report, by what helps: to run a change again, to ask again later, or a person. */
import pg from "pg";
import { CodedError } from "../../../runtime/errors.ts";

/** The server cancelled a statement at the end of its time. */
export const cancelled = "57014";
/** Codes after which a transaction may run again: conflicts, statements and waits for a lock that took too long, a full server, an unprepared statement. */
const passing = /^(40001|40P01|55P03|57014|53...|26000)$/;
/** Codes after which it may do so on another connection: the server ends or starts, or is no primary any more. */
const ended = /^(08...|57P0[1-5]|25P03|25006)$/;
/** A table was migrated while statements of the connection were prepared. */
const stalePlan = "cached plan must not change result type";
const lostMessages =
  /^(Connection terminated|Client has encountered a connection error|Query read timeout|timeout expired)/;
const lostCodes = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
]);

/**
 * Codes of every write until a person acts: the server refuses the role or its password, the database, its schema or its tables are gone, or a right on
 * them is.
 */
const closed = /^(28...|3D000|3F000|42501|42P01|55000)$/;

/** The code of the server's error, or of the connection's, or of one among the causes; undefined for every other error. */
export function codeOfFault(error: unknown): string | undefined {
  if (error instanceof pg.DatabaseError) return error.code;
  if (isLost(error)) return "CONNECTION_LOST";
  return error instanceof Error && error.cause !== undefined ? codeOfFault(error.cause) : undefined;
}

/** Whether the server did not respond in time, to a statement or to a connection. */
export function isTimeout(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return /^(Query read timeout|timeout expired)/.test(error.message) || isTimeout(error.cause);
}

/** Whether the store is closed to this role: no change causes that, and no repetition helps. */
export function isClosed(code: string): boolean {
  return closed.test(code);
}

/**
 * Whether the server does not know the statement by its name: the one that was to prepare it was ended while it did so, or came behind a failed one of
 * its transaction.
 */
export function isUnprepared(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === "26000";
}

/** The error of a connection that was lost, or could not be opened. */
export function lost(cause: unknown): Error {
  return new Error("Connection terminated", { cause });
}

/** The error of a server that did not respond in time. */
export function notAnswered(): Error {
  return new Error("Query read timeout");
}

/** Whether the connection is of no use any more: also where a table was migrated since it prepared a statement. */
export function isLost(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return ended.test(error.code ?? "") || error.message === stalePlan;
  if (!(error instanceof Error)) return false;
  const code = "code" in error ? String(error.code) : "";
  return lostCodes.has(code) || lostMessages.test(error.message) || (error.cause !== undefined && isLost(error.cause));
}

/** Whether the error is none of the change: the transaction was undone, and may run again. */
export function isRepeatable(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return passing.test(error.code ?? "") || isLost(error);
  if (error instanceof CodedError) return false;
  return isLost(error) || (error instanceof Error && error.cause !== undefined && isRepeatable(error.cause));
}

/** An error of the connection or of the server's resources as STORE_UNAVAILABLE, every other one as it is. */
export function asUnavailable(error: unknown): unknown {
  if (!(error instanceof Error) || !isRepeatable(error)) return error;
  const message = "The store cannot be reached right now. Ask again.";
  return new CodedError("STORE_UNAVAILABLE", message, { retryAfterMs: 1_000 }, error);
}

/** The error of a commit that may have happened. */
export function unknownOutcome(cause: Error): CodedError {
  const message = "The connection to the store was lost during a commit, which may have happened.";
  return new CodedError("OUTCOME_UNKNOWN", message, {}, cause);
}
