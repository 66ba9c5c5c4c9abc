/** Whether something that ends everywhere within a second was still served too late. */

/** The last request that was served: whether it was sent when a second was over, and how many were served until then. */
export type Served = { isAfterSecond: boolean; requests: number };

const withinMs = 1_000;

/** Whether a second has passed since the end. */
export function isSecondOver(endedAt: number): boolean {
  return performance.now() - endedAt > withinMs;
}

/** On a busy machine, where the processes wait for a processor, a second is a few requests: so many may be served. */
const withinRequests = 10;

/** A second is over, and more requests than the few were served. */
export function isLate({ isAfterSecond, requests }: Served): boolean {
  return isAfterSecond && requests > withinRequests;
}
