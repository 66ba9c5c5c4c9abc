/** The trace of the current work: its request id, the listener it came through, its sender and its span, kept in async local storage. */
import { AsyncLocalStorage } from "node:async_hooks";
import type { Span as SdkSpan } from "@opentelemetry/api";
import { type Sender, shopSender } from "./fairness/sender.ts";
import type { RequestBudget } from "./request-budget.ts";

type EntryPoint = "graphql" | "internal" | "job";
export type Trace = {
  requestId: string;
  entry: EntryPoint;
  /** The sender, whom shared places are taken from; absent where senders are not told apart. */
  sender?: Sender | undefined;
  /** The budget of the request; absent where nothing limits the work. */
  budget?: RequestBudget | undefined;
  /** The span in progress; absent where nothing is recorded. */
  span?: Span | undefined;
  /** The log of its statements; absent unless its sender asked for it. */
  statements?: StatementLog | undefined;
};

/** A statement: how often it ran, and the milliseconds of all its runs. */
export type LoggedStatement = { text: string; count: number; ms: number };

export type StatementLog = {
  /** The statements so far, in the order of their first runs. */
  list(): LoggedStatement[];
  /** The clock of the times. */
  monotonic(): number;
  /** Notes a run of a statement, with its time. */
  note(text: string, ms: number): void;
};

export type SpanKind = "internal" | "server" | "client" | "consumer";

/** A timed part of a request. It holds nothing personal: no variables, no values of statements, no messages of errors. */
export type Span = {
  readonly recording: Recording;
  /** The span of OpenTelemetry's SDK, which the fields below are written to at its end. */
  readonly sdk: SdkSpan;
  name: string;
  attributes: Readonly<Record<string, string | number>> | undefined;
  /** The code or the kind of the failure; undefined if it succeeded. */
  failure: string | undefined;
};

/** The part of a trace that one process records for one request or event. */
export type Recording = {
  readonly traceId: string;
  /** Whether its spans are exported. */
  readonly isSampled: boolean;
  /** The spans that it has begun besides its first. */
  spans: number;
};

const current = new AsyncLocalStorage<Trace>();

/** Runs `work` under this trace: its logs, metrics and calls belong to the request. */
export function withTrace<T>(trace: Trace, work: () => T): T {
  return current.run(trace, work);
}

/** The sender of the current work: the shop for jobs and outside any request; undefined where senders are not told apart. */
export function currentSender(): Sender | undefined {
  const trace = current.getStore();
  return trace && trace.entry !== "job" ? trace.sender : shopSender;
}

/** Runs work that several requests share in the name of the shop: none of their senders waits for another one's turn. */
export function asShop<T>(work: () => T): T {
  const trace = current.getStore();
  return trace ? current.run({ ...trace, sender: shopSender }, work) : work();
}

/** The trace of the caller; undefined outside any request or job. */
export function currentTrace(): Trace | undefined {
  return current.getStore();
}
