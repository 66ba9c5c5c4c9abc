/** Retry budget: bounds the share of retried requests, so that retries do not overload a failing subgraph. */

/** The budget in `tenths` of a retry; `filledAt` is the time of the last credit, in milliseconds. */
export type RetryBudget = { tenths: number; filledAt: number };

/** The credit of one request and of one second, in tenths of a retry: a quiet shop can retry too. */
const perRequest = 1;
const perSecond = 10;
const perRetry = 10;
const maxTenths = 100;

/** A full budget. */
export function newRetryBudget(now: number): RetryBudget {
  return { tenths: maxTenths, filledAt: now };
}

/** Credits one request and the time since the last credit. */
export function earnRetry(budget: RetryBudget, now: number): void {
  const earned = perRequest + ((now - budget.filledAt) / 1_000) * perSecond;
  budget.tenths = Math.min(maxTenths, budget.tenths + earned);
  budget.filledAt = now;
}

/** Spends one retry; false if there is none left. */
export function spendRetry(budget: RetryBudget): boolean {
  if (budget.tenths < perRetry) return false;
  budget.tenths -= perRetry;
  return true;
}
