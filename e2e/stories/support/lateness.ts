/** Whether something that ends everywhere within a second was still served too late. */

/** The last request that was served: how long after the end it was sent, in milliseconds, and how many were served until then. */
export type Served = { ms: number; requests: number };

const withinMs = 1_000;
/** On a busy machine, where the processes wait for a processor, a second is a few requests: so many may be served. */
const withinRequests = 10;

/** A second is over, and more requests than the few were served. */
export function isLate({ ms, requests }: Served): boolean {
  return ms >= withinMs && requests > withinRequests;
}
