/**
 * The transaction of a database's writer: it holds the write lock of the store, which one process has at a time, and the server bounds each of its
 * statements by the time of the write that began it.
 */
import type { Runtime } from "../../../runtime/runtime.ts";
import { type Ask, timed } from "./builder.ts";
import type { ServerClock } from "./clock.ts";
import type { Connection } from "./connection.ts";
import { type DeferredStatements, deferredStatements } from "./deferred-statements.ts";
import { isRepeatable } from "./faults.ts";
import { joinText } from "./other-processes.ts";
import type { Progress } from "./progress.ts";

export type WriterTransaction = DeferredStatements & {
  /** Sends a statement of a write. One whose rows are not used is not waited for; its error ends its write before the next one begins. */
  ask: Ask;
  /** Sends a statement of the writer itself, and resolves with its rows. */
  send(text: string, values?: readonly unknown[]): Promise<unknown[][]>;
  /** Sends commands without parameters, and resolves with the tag of the last one. */
  command(text: string): Promise<string>;
  /** Takes the lock, which other processes may hold, until `giveUpAt` at most. */
  begin(giveUpAt: number): Promise<void>;
  /** Notes that a COMMIT has ended it. */
  end(): void;
  rollback(): void;
  /** Whether it has begun and was not ended: its connection may be lost. */
  isBegun(): boolean;
  isOpen(): boolean;
  /** The last commit of the store that is known from before this transaction. */
  commitsBefore(): number;
};

/**
 * Takes the write lock of the store until the transaction ends: that of a table which no write changes, so that vacuum leaves it alone. A role
 * without rights on the table cannot hold it, unlike an advisory lock, and one that may only read it neither.
 */
export const lockText = "LOCK TABLE migrations IN EXCLUSIVE MODE";
/** Asked behind the lock: under READ COMMITTED it sees what the holder before has committed. */
const stateText = `SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint, (SELECT ahead FROM server_clock),
  (SELECT coalesce(max(n), 0) FROM commits)`;
const aheadText = "UPDATE server_clock SET ahead = $1 WHERE ahead < $1";
const beginText = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";
/** The least time of a statement: a write that got the lock in its last moment is to be made. */
const leastStatementMs = 1_000;
/** The server ends a statement in time; one that is silent has this much longer. */
const graceMs = 250;

/** Opens the transactions of a connection that does nothing else: one at a time. */
export function openTransactions(
  connection: Connection,
  clock: ServerClock,
  { runtime, logsStatements, judge }: { runtime: Runtime; logsStatements: boolean } & Pick<Progress, "judge">,
): WriterTransaction {
  const deferred = deferredStatements();
  let isBegun = false;
  /** The end of the time of the write that began the transaction. */
  let endsAt = 0;
  let commitsBefore = 0;
  const left = () => Math.max(1, Math.ceil(endsAt - runtime.monotonic()));
  /** How long a response of a statement is waited for. */
  const patience = () => Math.max(leastStatementMs, left()) + graceMs;
  const send = (text: string, values: readonly unknown[] = []) => connection.ask(text, values, patience());
  const command = (text: string) => connection.command(text, patience());

  async function begin(giveUpAt: number): Promise<void> {
    for (;;) {
      try {
        deferred.clear();
        endsAt = giveUpAt;
        const { commits, ahead } = await takeLock(connection, clock, left);
        judge(commits);
        commitsBefore = commits;
        if (ahead !== undefined) deferred.defer(send(aheadText, [ahead]));
        isBegun = true;
        return;
      } catch (error) {
        rollback();
        if (!isRepeatable(error)) throw error;
        await runtime.serverPause(10 + runtime.random() * 40);
        if (runtime.monotonic() >= giveUpAt) throw error;
      }
    }
  }

  function rollback(): void {
    isBegun = false;
    deferred.forgetFailures();
    if (connection.isOpen()) command("ROLLBACK").catch(connection.drop);
  }

  return {
    ...deferred,
    ask: askingBehind(deferred, timed(send, logsStatements)),
    send,
    command,
    begin,
    end: () => {
      isBegun = false;
    },
    rollback,
    isBegun: () => isBegun,
    isOpen: () => isBegun && connection.isOpen(),
    commitsBefore: () => commitsBefore,
  };
}

/** Takes the lock, which is waited for by the server; returns the last commit, and how far our clock is ahead of the server's if that is more than it knows. */
async function takeLock(
  connection: Connection,
  clock: ServerClock,
  left: () => number,
): Promise<{ commits: number; ahead: number | undefined }> {
  const isNew = await connection.ready(left());
  // Not waited for: it decides nothing.
  if (isNew) connection.command(joinText).catch(() => undefined);
  const limits = `SET LOCAL lock_timeout = ${left()}; SET LOCAL statement_timeout = ${Math.max(leastStatementMs, left())}`;
  const since = clock.now();
  const locked = connection.command(`${beginText}; ${limits}; ${lockText}`, left() + graceMs);
  const state = connection.ask(stateText, [], left() + graceMs);
  const [[[server, ahead, commits] = []]] = await Promise.all([state, locked]);
  const known = clock.set(Number(server), Number(ahead), since);
  return { commits: Number(commits), ahead: known > Number(ahead) ? known : undefined };
}

/** Defers a statement whose rows are not used, and waits for all others. */
function askingBehind({ defer, failure }: DeferredStatements, send: Ask): Ask {
  return async (text, values, method) => {
    if (method === "run") {
      defer(send(text, values, method));
      return [];
    }
    try {
      return await send(text, values, method);
    } catch (error) {
      // Behind a failed statement the server refuses all others: the first error is the reason.
      throw failure()?.error ?? error;
    }
  };
}
