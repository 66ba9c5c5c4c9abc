/**
 * Batches of reads with one statement, which needs no transaction: those of one sender in one turn of the event loop share a connection, and one write
 * to its socket. Each statement is one of its own to the server: the failure of one is none of the others.
 */
import { assertOpen, type RequestBudget, remainingMs } from "../../../runtime/request-budget.ts";
import { currentSender } from "../../../runtime/trace.ts";
import type { Timing } from "./builder.ts";
import type { Connection } from "./connection.ts";
import { isUnprepared } from "./faults.ts";
import { graceMs, isImpatient, type OnFree, patienceOf, timeAlone, timeLeft, unawaitedMs } from "./read-places.ts";

/** Sends a statement in the batch of its sender, and resolves with its rows. */
export type AskAlone = (
  budget: RequestBudget | undefined,
  text: string,
  values: readonly unknown[],
) => Promise<unknown[][]>;

/** `waitsUntil`: when it leaves the queue for a connection; `running`: its statements without a response. */
type Batch = {
  waitsUntil: number;
  connection: Promise<Connection>;
  size: number;
  running: number;
  isClosed: boolean;
  end(): void;
};

/** The most statements of a batch: the last one waits for all. */
const maxSize = 16;

const hasLeft = new Error("the batch has left the queue for a connection");

/** Opens the batches on the connections of a store. */
export function openBatches(onFree: OnFree, inTime: Timing): AskAlone {
  const gathering = new Map<string, Batch>();

  /** The batch of the current sender that may still be joined, or a new one. */
  function batchFor(budget: RequestBudget | undefined): Batch {
    const sender = currentSender();
    const key = sender ? `${sender.id} ${sender.account}` : "";
    const before = gathering.get(key);
    const waitsUntil = isImpatient(budget) ? budget.deadline : Number.POSITIVE_INFINITY;
    if (before && before.size < maxSize && before.waitsUntil <= waitsUntil + graceMs) return before;
    const batch = openBatch(onFree, budget, waitsUntil);
    gathering.set(key, batch);
    process.nextTick(() => {
      if (gathering.get(key) === batch) gathering.delete(key);
      batch.isClosed = true;
      endIfDone(batch);
    });
    return batch;
  }

  return async (budget, text, values) => {
    for (;;) {
      // None begins after the end of its time, and one that may wait for longer than its batch joins the next one.
      timeLeft(budget);
      const batch = batchFor(budget);
      batch.size += 1;
      batch.running += 1;
      try {
        const connection = await batch.connection;
        return await inTime(text, () => askOn(connection, budget, text, values));
      } catch (error) {
        if (error !== hasLeft) throw error;
      } finally {
        batch.running -= 1;
        endIfDone(batch);
      }
    }
  };
}

function openBatch(onFree: OnFree, budget: RequestBudget | undefined, waitsUntil: number): Batch {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const connection = new Promise<Connection>((resolve, reject) => {
    const hold = async (free: Connection) => {
      // The request of the first statement may have ended, others of the batch have not.
      const ms = isImpatient(budget) ? Math.max(1, remainingMs(budget)) : unawaitedMs;
      await free.ready(ms, budget === undefined);
      resolve(free);
      await ended;
    };
    onFree(
      currentSender(),
      hold,
      patienceOf(budget, () => hasLeft),
    ).catch(reject);
  });
  return { waitsUntil, connection, size: 0, running: 0, isClosed: false, end };
}

/** Ends a batch that nothing joins any more, once all of its statements have a response. */
function endIfDone(batch: Batch): void {
  if (batch.isClosed && batch.running === 0) batch.end();
}

/**
 * The server ends the statement soon after the end of the time that is left, and none is sent after it. One whose text another one was to prepare, which
 * was ended while it did so, is sent again.
 */
async function askOn(
  connection: Connection,
  budget: RequestBudget | undefined,
  text: string,
  values: readonly unknown[],
): Promise<unknown[][]> {
  for (let others = maxSize; ; others -= 1) {
    if (budget) assertOpen(budget);
    const { leastMs, mostMs } = timeAlone(budget);
    connection.limitStatements(leastMs, mostMs);
    try {
      return await connection.ask(text, values, mostMs + graceMs);
    } catch (error) {
      if (!isUnprepared(error) || others === 0) throw error;
    }
  }
}
