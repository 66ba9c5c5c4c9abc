/** Who is working right now: the request id and the door it came through, carried along without being passed. */
import { AsyncLocalStorage } from "node:async_hooks";
import type { RequestBudget } from "./request-budget.ts";

export type Door = "graphql" | "internal" | "job";
export type Trace = {
  requestId: string;
  door: Door;
  /** What this request may still do; absent where nothing limits the work. */
  budget?: RequestBudget | undefined;
};

const current = new AsyncLocalStorage<Trace>();

/** Runs `work` so that everything it logs, counts or calls is known to belong to this request. */
export function withTrace<T>(trace: Trace, work: () => T): T {
  return current.run(trace, work);
}

/** The trace of whoever asks; undefined outside any request or job. */
export function currentTrace(): Trace | undefined {
  return current.getStore();
}
