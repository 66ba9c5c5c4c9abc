/**
 * Other processes on a store: the session of each writer holds a shared advisory lock, by which the others count it, and notifies those that are there
 * when it begins. Commits of others are looked for four times a second; a process that is alone looks every five seconds whether it still is, and once a
 * second while its session cannot hear. Lock and notification decide nothing else: a role that sends them too has processes look more often.
 */
import type { Runtime } from "../../../runtime/runtime.ts";
import type { Connection } from "./connection.ts";

export type OtherProcesses = {
  /** Has a new session counted until it ends, and listen, each within `ms`. It waits for no one who holds the lock alone. */
  join(connection: Session, ms: number): void;
  /** Takes a notification: a process of the schema that it names has begun. */
  hear(schema: string): void;
  /** Whether their commits are to be looked for now. */
  isLookDue(): boolean;
  /** Whether processes are to be counted with it. */
  isCountDue(): boolean;
  /** Notes that a look was made, and how many processes were counted with it. */
  note(processes: number | undefined): void;
  /** Trusts the session no longer: a look has failed, so that it may be lost too. */
  forget(): void;
};

type Session = Pick<Connection, "command" | "isOpen">;

const kind = 0x48414e53;
/** All stores of a database share it. */
const channel = "hansa_begins";

/** A process that listens and counts behind it knows all that have sent this before, and hears the others. */
const joinText = `SELECT pg_try_advisory_lock_shared(${kind}, hashtext(current_schema())), pg_notify('${channel}', current_schema())`;
const listenText = `LISTEN ${channel}`;

/** The number of processes on the store, as a part of a statement. */
export const countText = `(SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 2
  AND classid::bigint = ${kind} AND objid::bigint = hashtext(current_schema())::bigint & 4294967295
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))`;

const countEveryMs = 1_000;
/** Of a process that would hear another one begin. */
const hearingCountEveryMs = 5_000;
/** A process whose session was lost is back before that. */
const rememberMs = 60_000;

/** Knows no other process yet. `schema`: that of the store. */
export function watchOtherProcesses({ monotonic }: Pick<Runtime, "monotonic">, schema: string): OtherProcesses {
  let countedAt = Number.NEGATIVE_INFINITY;
  let seenAt = Number.NEGATIVE_INFINITY;
  let listening: Session | undefined;
  const everyMs = () => (listening?.isOpen() ? hearingCountEveryMs : countEveryMs);
  const isCountDue = () => monotonic() - countedAt >= everyMs();

  async function join(session: Session, ms: number): Promise<void> {
    listening = undefined;
    await Promise.all([session.command(joinText, ms), session.command(listenText, ms)]);
    listening = session;
    countedAt = Number.NEGATIVE_INFINITY;
  }

  return {
    // Not waited for: without it the process counts more often.
    join: (session, ms) => void join(session, ms).catch(() => undefined),
    hear: (begun) => {
      if (begun === schema) seenAt = monotonic();
    },
    isLookDue: () => isCountDue() || monotonic() - seenAt < rememberMs,
    isCountDue,
    note: (processes) => {
      if (processes === undefined) return;
      countedAt = monotonic();
      if (processes !== 1) seenAt = countedAt;
    },
    forget: () => {
      listening = undefined;
    },
  };
}
