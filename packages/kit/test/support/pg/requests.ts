/** Reads of requests on a store in a database, each with a budget of its own. */
import { sql } from "drizzle-orm";
import { openBudget, type RequestBudget, requestLimits } from "../../../src/runtime/request-budget.ts";
import { systemRuntime } from "../../../src/runtime/runtime.ts";
import { withTrace } from "../../../src/runtime/trace.ts";
import type { Reader, Store } from "../../../src/store/store.ts";

/** A statement with one value. */
export const selecting = (expression: string) => async (db: Reader) => {
  const [row] = await db.select({ value: sql.raw(expression) }).from(sql`(SELECT 1) AS single`);
  return row?.value;
};

/** The budget of a request with so many milliseconds. */
const budgetOf = (timeoutMs?: number) => openBudget(systemRuntime, requestLimits, { timeoutMs });

/** Runs work in a request of this sender. */
export function inRequest<T>(id: string, budget: RequestBudget, work: () => T): T {
  return withTrace({ requestId: "req_1", entry: "graphql", sender: { id, account: "" }, budget }, work);
}

/** A read of a request of this sender. */
export function ask<T>(store: Store, id: string, read: (db: Reader) => Promise<T>, timeoutMs?: number): Promise<T> {
  return inRequest(id, budgetOf(timeoutMs), () => store.read(read));
}

/** Reads of one request, in one turn. */
export function askTogether<T>(
  store: Store,
  reads: readonly ((db: Reader) => Promise<T>)[],
  timeoutMs?: number,
): Promise<T>[] {
  return inRequest("ann", budgetOf(timeoutMs), () => reads.map((read) => store.read(read)));
}
