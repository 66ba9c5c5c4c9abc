/** The connections that read, as places that senders share fairly, and the time that a read has. */
import { inPlace, openFairPlaces, type Patience } from "../../../runtime/fairness/fair-places.ts";
import type { Sender } from "../../../runtime/fairness/sender.ts";
import { lateError, type RequestBudget, remainingMs } from "../../../runtime/request-budget.ts";
import { type ConnectionOptions, silenceTimeoutMs } from "./client.ts";
import { type Connection, createConnection, graceMs } from "./connection.ts";
import type { DatabasePlace } from "./place.ts";

/** Runs a job on a free connection, which may not be open. A sender has half of them at most, so that its slow reads leave some to others. */
export type OnFree = <T>(
  sender: Sender | undefined,
  job: (connection: Connection) => Promise<T>,
  patience?: Patience,
) => Promise<T>;

/** The time of a statement that no request waits for: an integrity rule reads all rows of a large shop. */
export const unawaitedMs = 60_000;
/** The least time of a look; it leaves a longer one as it is. */
const lookMs = 2_000;
/** That of a mutation, which must not end halfway. */
const changingMs = silenceTimeoutMs - graceMs;

type ReadPlaces = {
  onFree: OnFree;
  /** Drops the connections that run nothing: the next use of each begins with another one. */
  dropIdle(): void;
  close(): Promise<void>;
};

/** Opens the connections of a place: all but the writer's. */
export function openReadPlaces(place: DatabasePlace, options: ConnectionOptions): ReadPlaces {
  const count = Math.max(1, place.pool - 1);
  const connections = Array.from({ length: count }, () => createConnection(place, { ...options, isReader: true }));
  const free = [...connections];
  const places = openFairPlaces(count);
  return {
    onFree: (sender, job, patience) => {
      const onOne = async () => {
        const connection = free.pop();
        if (!connection) throw new Error("a place without a connection");
        try {
          return await job(connection);
        } finally {
          free.push(connection);
        }
      };
      return inPlace(places, sender, onOne, patience);
    },
    dropIdle: () => {
      for (const connection of free) connection.drop();
    },
    close: async () => void (await Promise.all(connections.map((connection) => connection.close()))),
  };
}

/** The time that a read has left for its next statement, in milliseconds. Throws once it is over. */
export function timeLeft(budget: RequestBudget | undefined): number {
  if (!budget) return unawaitedMs;
  if (budget.isChanging) return changingMs;
  const ms = remainingMs(budget);
  if (ms === 0) throw lateError(budget);
  return Number.isFinite(ms) ? ms : unawaitedMs;
}

/**
 * The bounds of the server's time for a statement that is sent alone. That of a request is a multiple of a step, so that the server is seldom told
 * another one. Where no request waits for it, it has the time of a silent server, and all of its own on a snapshot, where a silent server is known by the
 * beginning.
 */
export function timeAlone(budget: RequestBudget | undefined): { leastMs: number; mostMs: number } {
  const left = timeLeft(budget);
  if (left === unawaitedMs) return { leastMs: lookMs, mostMs: changingMs };
  const stepMs = left === changingMs ? 1 : left <= 1_000 ? 100 : 500;
  return { leastMs: left, mostMs: Math.ceil(left / stepMs) * stepMs };
}

/** How long a read waits for a connection. One of a request is answered in time, and leaves the queue then. */
export function patienceOf(budget: RequestBudget | undefined): Patience | undefined {
  const ms = remainingMs(budget);
  if (!budget || budget.isChanging || !Number.isFinite(ms)) return undefined;
  return { runtime: budget.runtime, ms, error: () => lateError(budget) };
}
