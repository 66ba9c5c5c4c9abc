/** Circuit breaker: it opens after several failures in a row, and lets a few trial requests through after a pause. */

export type Breaker = {
  /** Failures since the last success. */
  failures: number;
  /** The breaker is open until this time of the monotonic clock, in milliseconds. */
  openUntil: number;
  /** Trial requests that may still be sent after the pause, until one of them is answered. */
  trials: number;
};

const failureThreshold = 5;
const openMs = 1_000;
/** More than one, because a page sends several fetches to a service at once, which must all succeed once it is available. */
const trialsAfterPause = 5;

/** A closed breaker. */
export function newBreaker(): Breaker {
  return { failures: 0, openUntil: 0, trials: 0 };
}

/** Whether the breaker is open: the subgraph failed too often in a row. */
export function isOpen(breaker: Breaker): boolean {
  return breaker.failures >= failureThreshold;
}

/** Whether a request may be sent now, without counting it as a trial. */
export function isCallable(breaker: Breaker, now: number): boolean {
  return !isOpen(breaker) || now >= breaker.openUntil || breaker.trials > 0;
}

/** Whether a request may be sent now: after the pause a few trials, and more once one of them was answered or another pause has passed. */
export function mayCall(breaker: Breaker, now: number): boolean {
  if (!isOpen(breaker)) return true;
  if (now >= breaker.openUntil) {
    breaker.openUntil = now + openMs;
    breaker.trials = trialsAfterPause;
  }
  if (breaker.trials === 0) return false;
  breaker.trials -= 1;
  return true;
}

/** Records the outcome of a request. */
export function recordOutcome(breaker: Breaker, answered: boolean, now: number): void {
  breaker.failures = answered ? 0 : breaker.failures + 1;
  if (!isOpen(breaker)) return;
  breaker.openUntil = now + openMs;
  breaker.trials = 0;
}
