/** A snapshot for a read with several statements: a transaction on a connection of its own, which begins with the first of them. */
import { assertOpen, type RequestBudget } from "../../../runtime/request-budget.ts";
import { currentSender } from "../../../runtime/trace.ts";
import type { Timing } from "./builder.ts";
import { silenceTimeoutMs } from "./client.ts";
import { type Connection, graceMs } from "./connection.ts";
import { type OnFree, patienceOf, timeLeft } from "./read-places.ts";

export type ReadSnapshot = {
  /** Sends a statement, and resolves with its rows. The server ends it at the end of the time that is left, and none begins after it. */
  ask(text: string, values: readonly unknown[]): Promise<unknown[][]>;
  end(): void;
};

const beginText = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
/** The server is told the time of a statement again once it has shrunk by so much: most reads end before. */
const limitStepMs = 100;

/** Begins a snapshot once a connection is free. `spentMs`: each statement has so much less time. */
export function beginSnapshot(
  onFree: OnFree,
  inTime: Timing,
  budget: RequestBudget | undefined,
  spentMs: number,
): ReadSnapshot {
  const leftMs = () => timeLeft(budget) - spentMs;
  let limitMs = 0;
  /** The beginning, and each new limit: a statement behind one that failed has no snapshot, or no end in time, and fails with it. */
  let prepared: Promise<unknown> = Promise.resolve();
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });

  async function hold(connection: Connection, begin: (connection: Connection) => void): Promise<void> {
    if (budget) assertOpen(budget);
    await connection.ready(leftMs(), budget === undefined);
    limitMs = leftMs();
    // The first statement is sent behind it.
    prepare(connection, `${beginText}; ${limitText(limitMs)}`);
    begin(connection);
    await ended;
    // Its transaction is over all the same, and a connection that is lost drops itself.
    connection.command("COMMIT").catch(() => undefined);
  }

  function prepare(connection: Connection, command: string): void {
    // Answered at once, and thus no later than a silent server is given up.
    prepared = Promise.all([prepared, connection.command(command, Math.min(limitMs + graceMs, silenceTimeoutMs))]);
    prepared.catch(() => undefined);
  }

  const begun = new Promise<Connection>((resolve, reject) => {
    onFree(currentSender(), (connection) => hold(connection, resolve), patienceOf(budget)).catch(reject);
  });
  // Every statement meets the error.
  begun.catch(() => undefined);

  return {
    ask: async (text, values) => {
      const connection = await begun;
      const left = leftMs();
      if (limitMs - left > limitStepMs) {
        limitMs = left;
        prepare(connection, limitText(left));
      }
      return inTime(text, async () => {
        const [rows] = await Promise.all([connection.ask(text, values, left + graceMs), prepared]);
        return rows;
      });
    },
    end,
  };
}

function limitText(ms: number): string {
  return `SET LOCAL statement_timeout = ${Math.max(1, Math.ceil(ms))}`;
}
