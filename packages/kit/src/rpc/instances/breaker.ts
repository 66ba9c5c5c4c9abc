/** Circuit breaker: it opens after several faults in a row, or while an instance is silent, and closes once the instance says that it is ready. */

export type Breaker = {
  /** Faults since the last response. */
  failures: number;
  /** An open breaker lets the instance be asked whether it is ready from this time of the monotonic clock on, in milliseconds. */
  openUntil: number;
};

const failureThreshold = 5;
const openMs = 1_000;

/** A closed breaker. */
export function newBreaker(): Breaker {
  return { failures: 0, openUntil: 0 };
}

/** Whether no request may be sent. */
export function isOpen({ failures }: Breaker): boolean {
  return failures >= failureThreshold;
}

/** Whether the pause of an open breaker is over. */
export function isPauseOver({ openUntil }: Breaker, now: number): boolean {
  return now >= openUntil;
}

/** Records a response, or a fault: of a connection, or a status of 500 and above. A late response is none of both. */
export function recordOutcome(breaker: Breaker, isAnswered: boolean, now: number): void {
  breaker.failures = isAnswered ? 0 : breaker.failures + 1;
  if (isOpen(breaker)) breaker.openUntil = now + openMs;
}

/** Opens the breaker of an instance that is silent, or is not ready after a pause. */
export function openBreaker(breaker: Breaker, now: number): void {
  breaker.failures = failureThreshold;
  breaker.openUntil = now + openMs;
}

/** Closes the breaker of an instance that is ready. The next fault opens it again. */
export function closeBreaker(breaker: Breaker): void {
  breaker.failures = Math.min(breaker.failures, failureThreshold - 1);
}
