/** Rate limits of requests by sender: a person, a program, or the network of a guest. */

import { type Identity, networkOf, viewerIdOf } from "@hansa/kit/identity";
import type { Runtime } from "@hansa/kit/runtime";
import { openTokenBuckets, type TokenBuckets, takeToken } from "./token-buckets.ts";

/** A page sends several requests at once: this share of a minute may come together. */
const burst = 1 / 6;

/** Opens the limits; undefined if there are none. `perMinute` is for each sender. */
export function openRateLimits(runtime: Runtime, perMinute: number): TokenBuckets | undefined {
  return perMinute > 0 ? openTokenBuckets(runtime, perMinute, Math.max(1, Math.round(perMinute * burst))) : undefined;
}

/** Counts one request; returns 0 if it is admitted, else the milliseconds to wait. Guests without an address share one count. */
export function countRequest(
  limits: TokenBuckets | undefined,
  { viewer, from }: Pick<Identity, "viewer" | "from">,
): number {
  const sender = viewerIdOf(viewer) ?? networkOf(from?.address ?? "") ?? "unknown address";
  return limits ? takeToken(limits, sender) : 0;
}
