/** The trace of the current work: its request id and the listener it came through, kept in async local storage. */
import { AsyncLocalStorage } from "node:async_hooks";
import type { RequestBudget } from "./request-budget.ts";

type EntryPoint = "graphql" | "internal" | "job";
export type Trace = {
  requestId: string;
  entry: EntryPoint;
  /** The budget of the request; absent where nothing limits the work. */
  budget?: RequestBudget | undefined;
};

const current = new AsyncLocalStorage<Trace>();

/** Runs `work` under this trace: its logs, metrics and calls belong to the request. */
export function withTrace<T>(trace: Trace, work: () => T): T {
  return current.run(trace, work);
}

/** The trace of the caller; undefined outside any request or job. */
export function currentTrace(): Trace | undefined {
  return current.getStore();
}
