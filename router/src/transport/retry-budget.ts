/** A retry budget: reads may be repeated, but never so often that the repeats become the outage. */

/** `tenths` of a retry are in it; `filledAt` is when some were last put in, in milliseconds. */
export type RetryBudget = { tenths: number; filledAt: number };

/** What one read and what one second earn, in tenths of a retry: a quiet shop can repeat too. */
const perRead = 1;
const perSecond = 10;
const perRetry = 10;
const most = 100;

export function newRetryBudget(now: number): RetryBudget {
  return { tenths: most, filledAt: now };
}

/** Puts in what one read and the time since the last one earn. */
export function earnRetry(budget: RetryBudget, now: number): void {
  const earned = perRead + ((now - budget.filledAt) / 1_000) * perSecond;
  budget.tenths = Math.min(most, budget.tenths + earned);
  budget.filledAt = now;
}

/** Takes one retry out; false if there is none left. */
export function spendRetry(budget: RetryBudget): boolean {
  if (budget.tenths < perRetry) return false;
  budget.tenths -= perRetry;
  return true;
}
