/** Statuses of foreign subgraphs that say what a client can do: sign in, do without, or wait. Services of the shop say so in their errors. */
import type { ErrorCode } from "@hansa/kit/runtime";

/** The codes of statuses with which a subgraph refuses a request that it has not executed. */
const refusals: ReadonlyMap<number, ErrorCode> = new Map([
  [401, "UNAUTHENTICATED"],
  [403, "FORBIDDEN"],
  [429, "SUBGRAPH_UNAVAILABLE"],
]);

/** The code of a refusal by its status; undefined for a status that is none. */
export function refusalCodeOf(status: number): ErrorCode | undefined {
  return refusals.get(status);
}

/** The milliseconds of the header `retry-after`, which has whole seconds or a date; undefined without one. */
export function retryAfterMsOf(retryAfter: string | undefined, now: number): number | undefined {
  if (retryAfter === undefined) return undefined;
  if (/^\d{1,9}$/.test(retryAfter)) return Number(retryAfter) * 1_000;
  const at = Date.parse(retryAfter);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
