/** A circuit breaker: a subgraph that failed several times in a row is left alone for a moment, then tried with a single request. */

export type Breaker = {
  /** Failures since the last success. */
  failures: number;
  /** Nothing is sent before this, on the clock that never jumps, in milliseconds. */
  restsUntil: number;
};

const toleratedFailures = 5;
const restMs = 1_000;

export function newBreaker(): Breaker {
  return { failures: 0, restsUntil: 0 };
}

/** Whether a request may be sent now. After the rest one may, and the next only when that one came back or another rest has passed. */
export function mayCall(breaker: Breaker, now: number): boolean {
  if (breaker.failures < toleratedFailures) return true;
  if (now < breaker.restsUntil) return false;
  breaker.restsUntil = now + restMs;
  return true;
}

/** Remembers how a request ended. */
export function noteOutcome(breaker: Breaker, answered: boolean, now: number): void {
  breaker.failures = answered ? 0 : breaker.failures + 1;
  if (breaker.failures >= toleratedFailures) breaker.restsUntil = now + restMs;
}
