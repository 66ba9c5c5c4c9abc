/**
 * Other processes on a store: the session of each writer holds a shared advisory lock, by which the others count it. Commits of others are looked for
 * four times a second; a process that is alone looks once a second, whether it still is. The lock decides nothing else: a role that takes it too has
 * processes look more often.
 */
import type { Runtime } from "../../../runtime/runtime.ts";

type OtherProcesses = {
  /** Whether their commits are to be looked for now. */
  isLookDue(): boolean;
  /** Whether processes are to be counted with it. */
  isCountDue(): boolean;
  /** Notes that a look was made, and how many processes were counted with it. */
  note(processes: number | undefined): void;
};

const kind = 0x48414e53;

/** Has the session counted until it ends. It waits for no one who holds the lock alone. */
export const joinText = `SELECT pg_try_advisory_lock_shared(${kind}, hashtext(current_schema()))`;

/** The number of processes on the store, as a part of a statement. */
export const countText = `(SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 2
  AND classid::bigint = ${kind} AND objid::bigint = hashtext(current_schema())::bigint & 4294967295
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))`;

const countEveryMs = 1_000;
/** A process whose session was lost is back before that. */
const rememberMs = 60_000;

/** Knows no other process yet. */
export function watchOtherProcesses({ monotonic }: Pick<Runtime, "monotonic">): OtherProcesses {
  let countedAt = Number.NEGATIVE_INFINITY;
  let seenAt = Number.NEGATIVE_INFINITY;
  const isCountDue = () => monotonic() - countedAt >= countEveryMs;
  return {
    isLookDue: () => isCountDue() || monotonic() - seenAt < rememberMs,
    isCountDue,
    note: (processes) => {
      if (processes === undefined) return;
      countedAt = monotonic();
      if (processes !== 1) seenAt = countedAt;
    },
  };
}
