/**
 * Batches of reads with one statement, which needs no transaction: those of one request in one turn of the event loop share a connection, and one write
 * to its socket. Each statement is one of its own to the server: the failure of one is none of the others. They wait for each other, and end at the same
 * time: so requests share none.
 */
import { assertOpen, type RequestBudget } from "../../../runtime/request-budget.ts";
import { currentSender, currentTrace } from "../../../runtime/trace.ts";
import type { Timing } from "./builder.ts";
import { type Connection, graceMs } from "./connection.ts";
import { isUnprepared } from "./faults.ts";
import { type OnFree, patienceOf, timeAlone, timeLeft } from "./read-places.ts";

/** Sends a statement in the batch of its request, and resolves with its rows. */
export type AskAlone = (
  budget: RequestBudget | undefined,
  text: string,
  values: readonly unknown[],
) => Promise<unknown[][]>;

/** `sender`: whose place it has; `running`: its statements without a response. */
type Batch = {
  sender: ReturnType<typeof currentSender>;
  connection: Promise<Connection>;
  size: number;
  running: number;
  isClosed: boolean;
  end(): void;
};

/** The most statements of a batch: the last one waits for all. */
const maxSize = 16;

/** Opens the batches on the connections of a store. */
export function openBatches(onFree: OnFree, inTime: Timing): AskAlone {
  /** Those that may be joined, by the budgets of their requests, or by the ids of work that has none. */
  const gathering = new Map<RequestBudget | string | undefined, Batch>();

  /** The batch of the current request that may still be joined, or a new one. */
  function batchFor(budget: RequestBudget | undefined): Batch {
    const sender = currentSender();
    const request = budget ?? currentTrace()?.requestId;
    const before = gathering.get(request);
    if (before && before.sender === sender && before.size < maxSize) return before;
    const batch = openBatch(onFree, budget);
    gathering.set(request, batch);
    process.nextTick(() => {
      if (gathering.get(request) === batch) gathering.delete(request);
      batch.isClosed = true;
      endIfDone(batch);
    });
    return batch;
  }

  return async (budget, text, values) => {
    // None begins after the end of its time.
    timeLeft(budget);
    const batch = batchFor(budget);
    batch.size += 1;
    batch.running += 1;
    try {
      const connection = await batch.connection;
      return await inTime(text, () => askOn(connection, budget, text, values));
    } finally {
      batch.running -= 1;
      endIfDone(batch);
    }
  };
}

/** Opens a batch for the current sender. */
function openBatch(onFree: OnFree, budget: RequestBudget | undefined): Batch {
  const sender = currentSender();
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const connection = new Promise<Connection>((resolve, reject) => {
    const hold = async (free: Connection) => {
      await free.ready(timeLeft(budget), budget === undefined);
      resolve(free);
      await ended;
    };
    onFree(sender, hold, patienceOf(budget)).catch(reject);
  });
  return { sender, connection, size: 0, running: 0, isClosed: false, end };
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
