/** A circuit breaker: a subgraph that failed several times in a row is left alone for a moment, then tried with a few requests. */

export type Breaker = {
  /** Failures since the last success. */
  failures: number;
  /** Nothing is sent before this, on the clock that never jumps, in milliseconds. */
  restsUntil: number;
  /** Requests that may still be sent after the last rest, until one of them has come back. */
  trials: number;
};

const toleratedFailures = 5;
const restMs = 1_000;
/** More than one, because a page asks a subgraph for several things at once, and must be whole as soon as the subgraph is well. */
const trialsAfterRest = 5;

export function newBreaker(): Breaker {
  return { failures: 0, restsUntil: 0, trials: 0 };
}

/** Whether it failed so often in a row that it is left alone for a moment. */
export function isResting(breaker: Breaker): boolean {
  return breaker.failures >= toleratedFailures;
}

/** Whether a request may be sent now. After the rest a few may, and more only when one of them was answered or another rest has passed. */
export function mayCall(breaker: Breaker, now: number): boolean {
  if (!isResting(breaker)) return true;
  if (now >= breaker.restsUntil) {
    breaker.restsUntil = now + restMs;
    breaker.trials = trialsAfterRest;
  }
  if (breaker.trials === 0) return false;
  breaker.trials -= 1;
  return true;
}

/** Remembers how a request ended. */
export function noteOutcome(breaker: Breaker, answered: boolean, now: number): void {
  breaker.failures = answered ? 0 : breaker.failures + 1;
  if (!isResting(breaker)) return;
  breaker.restsUntil = now + restMs;
  breaker.trials = 0;
}
