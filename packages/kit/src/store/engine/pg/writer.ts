/**
 * The writer of a database: transactions that hold the write lock of the store, which one process has at a time. A statement whose rows are not
 * used is sent and not waited for; its error ends its write before the next one begins.
 */
import type { EngineOptions, Writer } from "../engine.ts";
import { type Ask, builderOn } from "./builder.ts";
import type { ServerClock } from "./clock.ts";
import type { Connection } from "./connection.ts";
import { asUnavailable, isLost, isRepeatable, lost, unknownOutcome } from "./faults.ts";
import { timed } from "./statements.ts";

export type DatabaseWriter = Writer & {
  /** The commits of this process so far. */
  ownCommits(): number;
};

/** The key of all locks of ours, beside the one of the schema. */
export const lockSpace = 0x68616e73;
/**
 * Waits for the write lock of the store, and reads the clock then. Under READ COMMITTED the next statement sees what the holder before has
 * committed; a snapshot that was taken while waiting would not.
 */
const lockText = `SELECT pg_advisory_xact_lock(${lockSpace}, hashtext(current_schema())), (extract(epoch FROM clock_timestamp()) * 1000)::bigint`;
const beginText = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";
const noteText = "INSERT INTO commits (n, token) SELECT coalesce(max(n), 0) + 1, $1 FROM commits";
/**
 * Finds a commit by its token, and changes its row: the commit behind it waits for the synchronous standby as the first one did, which may be
 * visible before the standby has it.
 */
const findText = "UPDATE commits SET token = token WHERE token = $1 RETURNING n";
/** Keeps the commits of hours: one is asked for seconds after it happened. */
const trimText = "DELETE FROM commits WHERE n <= (SELECT max(n) FROM commits) - 10000";
const trimEvery = 1_000;
/** How long the outcome of a commit is looked for after its connection was lost. */
const outcomeTimeoutMs = 4_000;

/** Opens the writer on a connection that does nothing else. */
export function openWriter(
  connection: Connection,
  clock: ServerClock,
  { runtime, metrics, logsStatements }: Pick<EngineOptions, "runtime" | "metrics" | "logsStatements">,
): DatabaseWriter {
  const send: Ask = timed(connection.ask, logsStatements);
  let isBegun = false;
  let ownCommits = 0;
  /** Statements on their way; each resolves after its response. */
  let sent: Promise<void>[] = [];
  /** The first error among those of the present write. A write that was undone has no more errors. */
  let failure: { error: unknown } | undefined;
  let write = 0;

  function defer(response: Promise<unknown>): void {
    const sentIn = write;
    sent.push(
      response.then(
        () => undefined,
        (error) => {
          if (sentIn === write) failure ??= { error };
        },
      ),
    );
  }

  function forgetFailures(): void {
    write += 1;
    failure = undefined;
  }

  async function settle(): Promise<void> {
    const responses = sent;
    sent = [];
    await Promise.all(responses);
    if (failure) throw failure.error;
  }

  const ask: Ask = async (text, values, method) => {
    if (method === "run") {
      defer(send(text, values, method));
      return [];
    }
    try {
      return await send(text, values, method);
    } catch (error) {
      // Behind a failed statement the server refuses all others: the first error is the reason.
      throw failure ? failure.error : error;
    }
  };

  /** Takes the lock, which is waited for by the server; it holds until the transaction ends. */
  async function lock(ms: number): Promise<void> {
    await connection.ready();
    const begun = connection.command(`${beginText}; SET LOCAL lock_timeout = ${Math.max(1, Math.ceil(ms))}`);
    const [[[, server] = []]] = await Promise.all([connection.ask(lockText), begun]);
    clock.set(Number(server));
  }

  async function begin(giveUpAt: number): Promise<void> {
    for (;;) {
      try {
        sent = [];
        forgetFailures();
        await lock(giveUpAt - runtime.monotonic());
        isBegun = true;
        return;
      } catch (error) {
        rollback();
        if (!isRepeatable(error)) throw error;
        await runtime.sleep(10 + runtime.random() * 40);
        if (runtime.monotonic() >= giveUpAt) throw error;
      }
    }
  }

  function rollback(): void {
    isBegun = false;
    forgetFailures();
    if (connection.isOpen()) connection.command("ROLLBACK").catch(connection.drop);
  }

  async function commit(): Promise<void> {
    if (!connection.isOpen()) throw lost(failure?.error);
    const token = runtime.newId("commit");
    defer(connection.ask(noteText, [token]));
    if (ownCommits % trimEvery === 0) defer(connection.ask(trimText));
    const ended = connection.command("COMMIT").then(
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
      if (!isLost(end.error)) throw end.error;
      if (!(await hasCommitted(token, end.error))) throw end.error;
    } else if (end.tag !== "COMMIT") throw new Error(`the commit ended with ${end.tag}`);
    ownCommits += 1;
  }

  /** Whether the commit happened whose connection was lost. The lock is free only once the server has ended its transaction. */
  async function hasCommitted(token: string, cause: Error): Promise<boolean> {
    const giveUpAt = runtime.monotonic() + outcomeTimeoutMs;
    try {
      await begin(giveUpAt);
      const found = await connection.ask(findText, [token]);
      if (found.length === 0) return false;
      if ((await connection.command("COMMIT")) !== "COMMIT") throw cause;
      isBegun = false;
      return true;
    } catch {
      throw unknownOutcome(cause);
    } finally {
      if (isBegun) rollback();
    }
  }

  return {
    db: builderOn(ask, metrics),
    begin,
    savepoint: () => {
      forgetFailures();
      defer(connection.command("SAVEPOINT one"));
    },
    release: async () => {
      await settle();
      defer(connection.command("RELEASE one"));
    },
    undo: async () => {
      // A text that was first sent behind a failed statement is not prepared; the next write is to know that.
      await settle().catch(() => undefined);
      forgetFailures();
      defer(connection.command("ROLLBACK TO one; RELEASE one"));
    },
    settle,
    commit,
    rollback,
    isOpen: () => isBegun && connection.isOpen(),
    // A change that meets a lost connection may end with an error of its own, which says nothing about the others.
    endOf: (error) => (isRepeatable(error) ? error : lost(error)),
    isRepeatable,
    asUnavailable,
    ownCommits: () => ownCommits,
  };
}
