/**
 * The writer of a database: transactions that hold the write lock of the store, which one process has at a time. A statement whose rows are not
 * used is sent and not waited for; its error ends its write before the next one begins.
 */
import type { EngineOptions, Writer } from "../engine.ts";
import { type Ask, builderOn } from "./builder.ts";
import type { ServerClock } from "./clock.ts";
import type { Connection } from "./connection.ts";
import { deferredStatements } from "./deferred-statements.ts";
import { asUnavailable, isLost, isRepeatable, lost, unknownOutcome } from "./faults.ts";
import type { DatabasePlace } from "./place.ts";
import { timed } from "./statements.ts";
import { withWaits } from "./write-waits.ts";

export type DatabaseWriter = Writer & {
  /** How many commits of this process have numbers above `seen`, up to `last`. Those up to `last` are forgotten. */
  takeOwnCommits(seen: number, last: number): number;
  /** The last commit of the store that is known from before its last transaction. */
  commitsBefore(): number;
};

type WriterOptions = Pick<EngineOptions, "runtime" | "metrics" | "logsStatements"> & Pick<DatabasePlace, "schema">;

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
const noteText = "INSERT INTO commits (n, token) SELECT coalesce(max(n), 0) + 1, $1 FROM commits RETURNING n";
/**
 * Finds a commit by its token, and changes its row: the commit behind it waits for the synchronous standby as the first one did, which may be
 * visible before the standby has it.
 */
const findText = "UPDATE commits SET token = token WHERE token = $1 RETURNING n";
const oldestText = "SELECT coalesce(min(n), 0) FROM commits";
/** Keeps ten thousand commits: one is asked for seconds after it happened, unless its process was paused. */
const trimText = "DELETE FROM commits WHERE n <= (SELECT max(n) FROM commits) - 10000";
const trimEvery = 1_000;
/** The most numbers of own commits that wait for a look at those of other processes. */
const maxOwn = 10_000;
/** How long the outcome of a commit is looked for after its connection was lost. */
const outcomeTimeoutMs = 4_000;
/** The least time of a statement: a write that got the lock in its last moment is to be made. */
const leastStatementMs = 1_000;
/** The server ends a statement in time; one that is silent has this much longer. */
const graceMs = 250;

/** Opens the writer on a connection that does nothing else. */
export function openWriter(
  connection: Connection,
  clock: ServerClock,
  { schema, runtime, metrics, logsStatements }: WriterOptions,
): DatabaseWriter {
  const send: Ask = timed((text, values) => connection.ask(text, values, patience()), logsStatements);
  let isBegun = false;
  /** The end of the time of the write that began the transaction. */
  let endsAt = 0;
  let commitsBefore = 0;
  /** Numbers of commits of this process, until they are taken. */
  const own = new Set<number>();
  let notedCommits = 0;
  const { defer, settle, failure, forgetFailures, clear } = deferredStatements();

  const ask: Ask = async (text, values, method) => {
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

  function left(): number {
    return Math.max(1, Math.ceil(endsAt - runtime.monotonic()));
  }

  /** How long a response of a statement is waited for. */
  function patience(): number {
    return Math.max(leastStatementMs, left()) + graceMs;
  }

  /** Takes the lock, which is waited for by the server; it holds until the transaction ends. */
  async function lock(): Promise<void> {
    await connection.ready(left());
    const limits = `SET LOCAL lock_timeout = ${left()}; SET LOCAL statement_timeout = ${Math.max(leastStatementMs, left())}`;
    const since = clock.now();
    const locked = connection.command(`${beginText}; ${limits}; ${lockText}`, left() + graceMs);
    const state = connection.ask(stateText, [], left() + graceMs);
    const [[[server, ahead, commits] = []]] = await Promise.all([state, locked]);
    commitsBefore = Number(commits);
    const known = clock.set(Number(server), Number(ahead), since);
    if (known > Number(ahead)) defer(connection.ask(aheadText, [known], patience()));
  }

  async function begin(giveUpAt: number): Promise<void> {
    for (;;) {
      try {
        clear();
        endsAt = giveUpAt;
        await lock();
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
    forgetFailures();
    if (connection.isOpen()) connection.command("ROLLBACK", patience()).catch(connection.drop);
  }

  async function commit(isNews: boolean): Promise<void> {
    if (!connection.isOpen()) throw lost(failure()?.error);
    const token = runtime.newId("commit");
    const before = commitsBefore;
    let number: number | undefined;
    if (isNews) {
      const noted = connection.ask(noteText, [token], patience());
      defer(
        noted.then(([row]) => {
          number = Number(row?.[0]);
        }),
      );
      if (notedCommits % trimEvery === 0) defer(connection.ask(trimText, [], patience()));
    }
    const ended = connection.command("COMMIT", patience()).then(
      (tag) => ({ tag }),
      (error: Error) => ({ error }),
    );
    const failed = await settle().then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
    const end = await ended;
    isBegun = false;
    if (failed && !isLost(failed.error)) throw failed.error;
    if ("error" in end) {
      if (!isLost(end.error) || !isNews) throw end.error;
      number = await findCommit(token, before, end.error);
      if (number === undefined) throw end.error;
    } else if (end.tag !== "COMMIT") throw new Error(`the commit ended with ${end.tag}`);
    if (number === undefined) return;
    notedCommits += 1;
    // Forgotten ones count as those of another process, which costs a look.
    if (own.size >= maxOwn) own.clear();
    own.add(number);
  }

  /**
   * The number of the commit whose connection was lost; undefined if it did not happen. The lock is free only once the server has ended its transaction.
   * A commit behind number `before` may be trimmed by now, as where the process was paused; then it is unknown.
   */
  async function findCommit(token: string, before: number, cause: Error): Promise<number | undefined> {
    const giveUpAt = runtime.monotonic() + outcomeTimeoutMs;
    try {
      await begin(giveUpAt);
      const [found, [[oldest] = []]] = await Promise.all([
        connection.ask(findText, [token], patience()),
        connection.ask(oldestText, [], patience()),
      ]);
      if (found.length === 0 && Number(oldest) <= before + 1) return undefined;
      if (found.length === 0) throw cause;
      if ((await connection.command("COMMIT", patience())) !== "COMMIT") throw cause;
      isBegun = false;
      return Number(found[0]?.[0]);
    } catch {
      throw unknownOutcome(cause);
    } finally {
      if (isBegun) rollback();
    }
  }

  return {
    db: builderOn(withWaits(ask, schema), metrics),
    begin,
    savepoint: () => {
      forgetFailures();
      defer(connection.command("SAVEPOINT one", patience()));
    },
    release: async () => {
      await settle();
      defer(connection.command("RELEASE one", patience()));
    },
    undo: async () => {
      // A text that was first sent behind a failed statement is not prepared; the next write is to know that.
      await settle().catch(() => undefined);
      forgetFailures();
      defer(connection.command("ROLLBACK TO one; RELEASE one", patience()));
    },
    settle,
    commit,
    rollback,
    isOpen: () => isBegun && connection.isOpen(),
    // A change that meets a lost connection may end with an error of its own, which says nothing about the others.
    endOf: (error) => (isRepeatable(error) ? error : lost(error)),
    isRepeatable,
    asUnavailable,
    takeOwnCommits: (seen, last) => {
      let count = 0;
      for (const number of own) {
        if (number > last) continue;
        if (number > seen) count += 1;
        own.delete(number);
      }
      return count;
    },
    commitsBefore: () => commitsBefore,
  };
}
