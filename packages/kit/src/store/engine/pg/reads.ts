/**
 * Reads of a database: each sees one snapshot, on a connection that senders share fairly, and those of a request are bounded by its budget: the server
 * ends a statement at the end of the time that is left, and none begins after it. Each statement of other reads has a time of its own.
 */
import { inPlace, openFairPlaces, type Patience } from "../../../runtime/fairness/fair-places.ts";
import type { Sender } from "../../../runtime/fairness/sender.ts";
import {
  assertOpen,
  lateError,
  type RequestBudget,
  remainingMs,
  waitForRead,
} from "../../../runtime/request-budget.ts";
import { assertOutsideStore, beginRead, runWork } from "../../../runtime/store-work.ts";
import { currentSender, currentTrace } from "../../../runtime/trace.ts";
import type { EngineOptions, Reader } from "../engine.ts";
import type { HealthNotes } from "../health.ts";
import { type Ask, builderOn, limited, timed } from "./builder.ts";
import { type ConnectionOptions, silenceTimeoutMs } from "./client.ts";
import { type Connection, createConnection } from "./connection.ts";
import { asUnavailable, codeOfFault, isLost, isTimeout } from "./faults.ts";
import type { DatabasePlace } from "./place.ts";

type ReadConnection = { connection: Connection; db: Reader; requestDb: Reader; limit: Limit };
/** The time that the server has for each statement of the present read, in milliseconds, and the budget by which it shrinks. */
type Limit = { budget?: RequestBudget; ms: number };

type ReadOptions = Pick<EngineOptions, "metrics" | "logsStatements" | "isReplaceable"> &
  Pick<ConnectionOptions, "command">;

export type Reads = {
  read<T>(ask: (db: Reader) => Promise<T>): Promise<T>;
  /** Asks about the store or its server, in no turn of the shop's: its own long reads must not hide the commits of others, nor faults. */
  look(text: string, values?: readonly unknown[]): Promise<unknown[][]>;
  close(): Promise<void>;
};

/** The server cancelled a statement at the end of its time. */
const cancelled = "57014";
/** The server is told the time of a statement again once it has shrunk by so much: most reads end before. */
const limitStepMs = 100;
/** The server ends a statement in time; one that is silent has this much longer. */
const graceMs = 250;
/** The time of a statement that no request waits for: an integrity rule reads all rows of a large shop. */
const unawaitedMs = 60_000;
/** That of a mutation, which must not end halfway. */
const changingMs = silenceTimeoutMs - graceMs;

/** Opens the reads of a place: all its connections but the writer's. */
export function openReads(
  place: DatabasePlace,
  options: ReadOptions,
  { noteFailure, noteSuccess }: Pick<HealthNotes, "noteFailure" | "noteSuccess">,
): Reads {
  const connections = Array.from({ length: Math.max(1, place.pool - 1) }, () => openOne(place, options));
  const onFree = sharedFairly(connections);
  return {
    read: async (ask) => {
      const budget = currentTrace()?.budget;
      const turn = budget && waitForRead(budget);
      if (turn !== undefined) await turn;
      const answer = async (one: ReadConnection) => {
        if (budget) assertOpen(budget);
        try {
          const result = await readTwice(one, budget, ask);
          noteSuccess("read");
          return result;
        } catch (error) {
          noteFailure(error, "read");
          throw budget && codeOfFault(error) === cancelled ? lateError(budget) : asUnavailable(error);
        }
      };
      return onFree(currentSender(), answer, patienceOf(budget));
    },
    look: (text, values) =>
      onFree(undefined, async ({ connection }) => {
        await connection.ready();
        return connection.ask(text, values);
      }).catch((error) => {
        throw asUnavailable(error);
      }),
    close: async () => {
      await Promise.all(connections.map(({ connection }) => connection.close()));
    },
  };
}

function openOne(place: DatabasePlace, options: ReadOptions): ReadConnection {
  const connection = createConnection(place, options);
  const send: Ask = async (text, values) => connection.ask(text, values, limitNext(connection, one.limit));
  const ask = timed(send, options.logsStatements);
  const one: ReadConnection = {
    connection,
    db: builderOn(ask, options.metrics),
    requestDb: builderOn(limited(ask), options.metrics),
    limit: { ms: unawaitedMs },
  };
  return one;
}

type OnFree = <T>(
  sender: Sender | undefined,
  job: (one: ReadConnection) => Promise<T>,
  patience?: Patience,
) => Promise<T>;

/** Runs each job on a free connection. A sender has half of them at most, so that its slow reads leave some to others. */
function sharedFairly(connections: readonly ReadConnection[]): OnFree {
  const free = [...connections];
  const places = openFairPlaces(connections.length);
  return (sender, job, patience) => {
    assertOutsideStore();
    const onOne = async () => {
      const one = free.pop();
      if (!one) throw new Error("a place without a connection");
      try {
        return await job(one);
      } finally {
        free.push(one);
      }
    };
    return inPlace(places, sender, onOne, patience);
  };
}

/** Reads, once more where the connection was lost since its last use, as by a restart of the server. */
async function readTwice<T>(
  one: ReadConnection,
  budget: RequestBudget | undefined,
  ask: (db: Reader) => Promise<T>,
): Promise<T> {
  try {
    return await readOn(one, budget, ask);
  } catch (error) {
    // A statement that was not answered in time would not be the second time either.
    if (!isLost(error) || isTimeout(error)) throw error;
    return readOn(one, budget, ask);
  }
}

async function readOn<T>(
  one: ReadConnection,
  budget: RequestBudget | undefined,
  ask: (db: Reader) => Promise<T>,
): Promise<T> {
  const { connection, db, requestDb } = one;
  one.limit = limitOf(budget);
  if (one.limit.ms === 0 && budget) throw lateError(budget);
  await connection.ready(one.limit.ms, budget === undefined);
  one.limit = limitOf(budget);
  // Answered at once, and thus no later than a silent server is given up, however long the read may take.
  const begun = connection.command(`${beginText}; ${timeText(one.limit.ms)}`);
  begun.catch(() => undefined);
  try {
    return await runWork(beginRead(), () => ask(budget && !budget.isChanging ? requestDb : db));
  } finally {
    connection.command("COMMIT").catch(() => connection.drop());
  }
}

/** Not waited for: the first statement of the read is sent behind it. */
const beginText = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

function limitOf(budget: RequestBudget | undefined): Limit {
  if (!budget) return { ms: unawaitedMs };
  if (budget.isChanging) return { ms: changingMs };
  const ms = remainingMs(budget);
  return Number.isFinite(ms) ? { budget, ms } : { ms: unawaitedMs };
}

/** How long a request waits for a connection: it is answered in time, and leaves the queue then. */
function patienceOf(budget: RequestBudget | undefined): Patience | undefined {
  const ms = budget && !budget.isChanging ? remainingMs(budget) : Number.POSITIVE_INFINITY;
  return budget && Number.isFinite(ms) ? { runtime: budget.runtime, ms, error: () => lateError(budget) } : undefined;
}

function timeText(ms: number): string {
  return `SET LOCAL statement_timeout = ${Math.max(1, Math.ceil(ms))}`;
}

/** Bounds the next statement by the time that is left, and returns how long its response is waited for. Throws once the time is over. */
function limitNext(connection: Connection, limit: Limit): number {
  if (!limit.budget) return limit.ms + graceMs;
  const left = remainingMs(limit.budget);
  if (left === 0) throw lateError(limit.budget);
  if (limit.ms - left > limitStepMs) {
    limit.ms = left;
    // A failure of it is one of the statement behind it too.
    connection.command(timeText(left)).catch(() => undefined);
  }
  return left + graceMs;
}
