/** The request budget: the objects, rows and time that one request may use, and when it yields to other requests. */
import { CodedError, responseTooLarge } from "./errors.ts";
import { deadlineExceeded, tooExpensive } from "./request-refusals.ts";
import type { Runtime } from "./runtime.ts";
import { takeTurn } from "./turns.ts";

/** Limits of one request; a request over any of the first three is refused with OPERATION_TOO_EXPENSIVE. */
export type RequestLimits = {
  /** Objects that are resolved plus the fields selected on them, lists counted by item. */
  values: number;
  /** Rows that its loaders read from the store. */
  rows: number;
  /** Elapsed milliseconds. Those in which a mutation makes its changes count for the changes behind them only. */
  ms: number;
  /** Bytes of its response; a larger one is refused with ANSWER_TOO_LARGE. */
  responseBytes: number;
};

/** A page of 100 products with their variants, prices, stock, media and ratings needs 11,000 values and 2,300 rows. */
export const requestLimits: RequestLimits = { values: 40_000, rows: 40_000, ms: 10_000, responseBytes: 1024 * 1024 };

/** A request that has resolved or read this much yields to others. Smaller requests are short and batch best uninterrupted. */
const uninterruptedValues = 2_500;
const uninterruptedReads = 30;
/** The same of one whose reads kept the event loop for so long, in milliseconds: counts of large lists have few rows. */
const uninterruptedReadMs = 10;
const valuesPerCall = 4;
/** The resolver calls of a larger request between two yields to the event loop. */
const callsPerTurn = 400;
/** Reading the clock costs more than most resolvers do. */
const callsPerClockReading = 16;

export type RequestBudget = {
  readonly runtime: Runtime;
  readonly limits: RequestLimits;
  /** Never settles: the response of every resolver once the request has ended, so that nothing below it is executed and no error is made. */
  readonly never: Promise<never>;
  values: number;
  rows: number;
  reads: number;
  /** The time for which its reads kept the event loop, in milliseconds. */
  readMs: number;
  callsInTurn: number;
  deadline: number;
  /** The deadline without the time of changes: no change begins after it. */
  readonly changesUntil: number;
  /** The most bytes of the response: those that the caller still takes, or the limit of the service. */
  readonly responseBytes: number;
  /** Whether the deadline is that of the caller, and not the limit of the service. */
  isCallersDeadline: boolean;
  /** Resolver calls that wait for the next turn, in order. */
  waiting: (() => void)[];
  /** Batches that wait until no resolver waits any more. */
  batches: (() => void)[];
  /** A mutation is making its changes, which are bounded by its input: nothing stops it halfway. */
  isChanging: boolean;
  /** Whether the work ends when the caller disconnects: true for reads. Changes are completed. */
  endsWithCaller: boolean;
  /** The reason for which the request has ended; undefined while it runs. */
  ended: CodedError | undefined;
  onEnd(error: CodedError): void;
};

/** The bounds that the caller of a request names; they only lower those of the service. */
export type CallerBounds = {
  /** The time for which it waits, in milliseconds. */
  timeoutMs?: number | undefined;
  /** The bytes of a response that it takes. */
  responseBytes?: number | undefined;
};

/** Opens the budget of a request that starts now. */
export function openBudget(
  runtime: Runtime,
  limits: RequestLimits = requestLimits,
  { timeoutMs = Number.POSITIVE_INFINITY, responseBytes = Number.POSITIVE_INFINITY }: CallerBounds = {},
): RequestBudget {
  const deadline = runtime.monotonic() + Math.min(limits.ms, timeoutMs);
  return {
    runtime,
    limits,
    never: new Promise(() => undefined),
    values: 0,
    rows: 0,
    reads: 0,
    readMs: 0,
    callsInTurn: 0,
    deadline,
    changesUntil: deadline,
    responseBytes: Math.min(limits.responseBytes, responseBytes),
    isCallersDeadline: timeoutMs < limits.ms,
    waiting: [],
    batches: [],
    isChanging: false,
    endsWithCaller: true,
    ended: undefined,
    onEnd: () => undefined,
  };
}

/** Counts values before they are resolved. Throws once the request is over its budget or has ended. */
export function spendValues(budget: RequestBudget, count: number): void {
  budget.values += count;
  if (budget.values > budget.limits.values) endBudget(budget, () => tooExpensive("resolves too many values"));
  assertOpen(budget);
}

/** Counts a call of a resolver of our own, which costs as much as several plain values. Ends the request once there are too many. */
export function chargeCall(budget: RequestBudget): void {
  budget.values += valuesPerCall;
  if (budget.values > budget.limits.values) endBudget(budget, () => tooExpensive("resolves too many values"));
}

/** Counts rows that a loader has read. Throws once the request is over its budget or has ended. */
export function spendRows(budget: RequestBudget, count: number): void {
  budget.rows += count;
  if (budget.rows > budget.limits.rows) endBudget(budget, () => tooExpensive("reads too many rows"));
  assertOpen(budget);
}

/** Ends the request, unless it has ended or a mutation is making its changes: its resolvers and loaders do nothing more. */
function endBudget(budget: RequestBudget, reason: () => CodedError): void {
  if (budget.ended || budget.isChanging) return;
  const error = reason();
  budget.ended = error;
  budget.onEnd(error);
}

/** Throws if the request has ended and is not making changes. */
export function assertOpen(budget: RequestBudget): void {
  if (budget.ended && !budget.isChanging) throw budget.ended;
}

/** Ends a read whose caller has closed the connection. A mutation continues. */
export function endOnDisconnect(budget: RequestBudget): void {
  if (!budget.endsWithCaller) return;
  endBudget(budget, () => new CodedError("SUBGRAPH_UNAVAILABLE", "The caller closed the connection."));
}

/** Ends the work of a request that was answered already, because its response was too large: its resolvers and loaders do nothing more. */
export function endOnSize(budget: RequestBudget): void {
  if (!budget.isChanging) budget.ended ??= responseTooLarge();
}

/** The promise that a read of the store awaits before it begins, `isAgain` once it has waited. Reads precede waiting resolvers, which depend on them. */
export function waitForRead(budget: RequestBudget, isAgain = false): Promise<void> | undefined {
  if (budget.isChanging) return undefined;
  endIfLate(budget);
  if (budget.ended) return Promise.reject(budget.ended);
  if (!isAgain) budget.reads += 1;
  const isAlone = yieldsForReads(budget);
  return isAlone || isLarge(budget) ? takeTurn(budget, isAlone) : undefined;
}

/** Whether each further read of the request waits for a turn of its own, since those before took long. */
export function yieldsForReads({ readMs, isChanging }: RequestBudget): boolean {
  return !isChanging && readMs >= uninterruptedReadMs;
}

/** Whether a request has resolved or read so much that it yields to others. */
export function isLarge(budget: RequestBudget): boolean {
  return budget.values >= uninterruptedValues || budget.reads > uninterruptedReads;
}

/** Yields to other requests between two statements of one batch. A mutation that makes its changes does not wait. */
export async function nextTurn(budget: RequestBudget | undefined): Promise<void> {
  if (budget && !budget.isChanging) await takeTurn(budget);
}

/** The promise that a resolver awaits before it begins; undefined if none. It never settles once the request has ended. */
export function waitForTurn(budget: RequestBudget): Promise<void> | undefined {
  if (budget.isChanging) return undefined;
  if (budget.ended) return budget.never;
  budget.callsInTurn += 1;
  if (budget.callsInTurn % callsPerClockReading === 0) endIfLate(budget);
  if (budget.ended) return budget.never;
  if (budget.callsInTurn < callsPerTurn && budget.waiting.length === 0) return undefined;
  if (budget.waiting.length === 0) {
    if (budget.values < uninterruptedValues) {
      budget.callsInTurn = 0;
      return undefined;
    }
    void takeTurns(budget);
  }
  return new Promise((resolve) => budget.waiting.push(resolve));
}

/** Resumes a number of waiting resolvers in each turn of the event loop; none once the request has ended. */
async function takeTurns(budget: RequestBudget): Promise<void> {
  do {
    await takeTurn(budget);
    endIfLate(budget);
    if (budget.ended) budget.waiting = [];
    budget.callsInTurn = 0;
    for (const go of budget.waiting.splice(0, callsPerTurn)) go();
  } while (budget.waiting.length > 0);
  for (const dispatch of budget.batches.splice(0)) afterTurns(budget, dispatch);
}

/**
 * Dispatches a batch of loads after the resolvers of this tick, as DataLoader does, and after those that wait for a turn: all resolvers
 * of one level share one batch.
 */
export function afterTurns(budget: RequestBudget | undefined, dispatch: () => void): void {
  void Promise.resolve().then(() =>
    process.nextTick(() => {
      if (budget && budget.waiting.length > 0) budget.batches.push(dispatch);
      else dispatch();
    }),
  );
}

function endIfLate(budget: RequestBudget): void {
  if (isLate(budget)) endBudget(budget, () => lateError(budget));
}

/** The error of a request whose time is over. */
export function lateError({ isCallersDeadline }: Pick<RequestBudget, "isCallersDeadline">): CodedError {
  return isCallersDeadline ? deadlineExceeded() : tooExpensive("takes too long");
}

/** Whether the request's time is over. */
export function isLate({ runtime, deadline }: RequestBudget): boolean {
  return runtime.monotonic() > deadline;
}

/** Whether no further change of a mutation begins: the time of those before it counts, so that many in one request end too. */
export function isPastChanges({ runtime, changesUntil }: RequestBudget): boolean {
  return runtime.monotonic() > changesUntil;
}

/** The rest of a query's time, in milliseconds. A mutation is completed whether its caller waits or not. */
export function remainingMs(budget: RequestBudget | undefined): number {
  if (!budget?.endsWithCaller) return Number.POSITIVE_INFINITY;
  return Math.max(0, Math.ceil(budget.deadline - budget.runtime.monotonic()));
}
