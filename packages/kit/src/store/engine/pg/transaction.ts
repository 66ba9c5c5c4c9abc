/**
 * The transaction of a database's writer: it holds the write lock of the store, which one process has at a time, and the server bounds each of its
 * statements by the time of the write that began it.
 */
import type { EngineOptions } from "../engine.ts";
import { type Ask, timed } from "./builder.ts";
import type { ServerClock } from "./clock.ts";
import { type Connection, graceMs } from "./connection.ts";
import { type DeferredStatements, deferredStatements } from "./deferred-statements.ts";
import { isRepeatable } from "./faults.ts";
import type { Progress } from "./progress.ts";

type TransactionOptions = Pick<EngineOptions, "runtime" | "logsStatements"> &
  Pick<Progress, "judge" | "known"> & {
    /** Has this process counted on a connection that was opened, whose responses are waited for so long. */
    join(connection: Connection, ms: number): void;
  };

export type WriterTransaction = DeferredStatements & {
  /** Sends a statement of a write. One whose rows are not used is not waited for; its error ends its write before the next one begins. */
  ask: Ask;
  /** Sends a statement of the writer itself, and resolves with its rows. */
  send(text: string, values?: readonly unknown[]): Promise<unknown[][]>;
  /** Sends commands without parameters, and resolves with the tag of the last one. */
  command(text: string): Promise<string>;
  /** Takes the lock, which other processes may hold, until `giveUpAt` at most; `isSingle`: one statement is sent without it, and without a transaction. */
  begin(giveUpAt: number, isSingle?: boolean): Promise<void>;
  /** Notes that a COMMIT has ended it. */
  end(): void;
  rollback(): void;
  /** Whether it has begun for a single statement. */
  isSingle(): boolean;
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
const stateColumns = `(extract(epoch FROM clock_timestamp()) * 1000)::bigint, (SELECT ahead FROM server_clock),
  (SELECT coalesce(max(n), 0) FROM commits)`;
/** Asked behind the lock: under READ COMMITTED it sees what the holder before has committed. */
const stateText = `SELECT ${stateColumns}`;
const aheadText = "UPDATE server_clock SET ahead = $1 WHERE ahead < $1";
const beginText = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";
/** The least time of a statement: a write that got the lock in its last moment is to be made. */
const leastStatementMs = 1_000;
/** The most time of a single statement, which is that of a write. */
const singleStatementMs = 4_000;

/** Opens the transactions of a connection that does nothing else: one at a time. */
export function openTransactions(
  connection: Connection,
  clock: ServerClock,
  { runtime, logsStatements, judge, known, join }: TransactionOptions,
): WriterTransaction {
  const deferred = deferredStatements();
  let isBegun = false;
  let isSingle = false;
  /** The end of the time of the write that began the transaction. */
  let endsAt = 0;
  let commitsBefore = 0;
  const left = () => Math.max(1, Math.ceil(endsAt - runtime.monotonic()));
  /** How long a response of a statement is waited for. */
  const patience = () => Math.max(leastStatementMs, left()) + graceMs;
  const send = (text: string, values: readonly unknown[] = []) => connection.ask(text, values, patience());
  const command = (text: string) => connection.command(text, patience());

  async function begin(giveUpAt: number, single = false): Promise<void> {
    for (;;) {
      try {
        deferred.clear();
        endsAt = giveUpAt;
        isSingle = single;
        if (await connection.ready(left())) join(connection, left() + graceMs);
        const since = clock.now();
        if (!isSingle) takeState(await takeLock(connection, left), (server, ahead) => clock.set(server, ahead, since));
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

  /** Takes the last commit and the time from a response. `least`: the last commit that is known to be visible to it, by default all that are known. */
  function takeState(
    [server, ahead, commits]: readonly unknown[],
    setClock: (server: number, ahead: number) => number,
    least?: number,
  ): void {
    const set = setClock(Number(server), Number(ahead));
    judge(Number(commits), least);
    commitsBefore = Number(commits);
    if (set > Number(ahead)) deferred.defer(send(aheadText, [set]));
  }

  async function askSingle(text: string, values: readonly unknown[]): Promise<unknown[][]> {
    connection.limitStatements(leastStatementMs, singleStatementMs);
    const since = clock.now();
    const sentAt = runtime.monotonic();
    // Others commit while it waits for its row, and this process may hear of it before the response.
    const least = known();
    // A database that went back is written no more.
    judge(least);
    const rows = await send(singleText(text), values);
    takeState(rows[0] ?? [], (server, ahead) => clock.setBetween(server, ahead, since, sentAt), least);
    return rows.filter(([, , , isRow]) => isRow).map((row) => row.slice(4));
  }

  function rollback(): void {
    isBegun = false;
    deferred.forgetFailures();
    if (connection.isOpen() && !isSingle) command("ROLLBACK").catch(connection.drop);
  }

  return {
    ...deferred,
    ask: askingBehind(
      deferred,
      timed((text, values) => (isSingle ? askSingle(text, values) : send(text, values)), logsStatements),
    ),
    send,
    command,
    begin,
    end: () => {
      isBegun = false;
    },
    rollback,
    isSingle: () => isSingle,
    isBegun: () => isBegun,
    isOpen: () => isBegun && connection.isOpen(),
    commitsBefore: () => commitsBefore,
  };
}

/** A statement with rows, and the state in front of each; without a row of it the state alone. */
const singleText = (text: string) => `WITH change AS (${text}) SELECT ${stateColumns}, change.*
  FROM (VALUES (1)) AS one LEFT JOIN (SELECT TRUE, * FROM change) AS change ON TRUE`;

/** Takes the lock, which is waited for by the server; returns the state of the store behind it. */
async function takeLock(connection: Connection, left: () => number): Promise<readonly unknown[]> {
  const limits = `SET LOCAL lock_timeout = ${left()}; SET LOCAL statement_timeout = ${Math.max(leastStatementMs, left())}`;
  const locked = connection.command(`${beginText}; ${limits}; ${lockText}`, left() + graceMs);
  const state = connection.ask(stateText, [], left() + graceMs);
  const [[row = []]] = await Promise.all([state, locked]);
  return row;
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
