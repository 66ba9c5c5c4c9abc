/** How often one sender may ask the graph: a person, a program, or the place that a guest asks from. */
import { askerId, type Identity } from "@hansa/kit/identity";
import { placeOf } from "@hansa/kit/place";
import type { World } from "@hansa/kit/world";
import { type Buckets, openBuckets, take } from "./buckets.ts";

/** A page asks several things at once: so much of a minute may come together. */
const burst = 1 / 6;

/** Undefined if there is no limit. `perMinute` is for each sender. */
export function openLimits(world: World, perMinute: number): Buckets | undefined {
  return perMinute > 0 ? openBuckets(world, perMinute, Math.max(1, Math.round(perMinute * burst))) : undefined;
}

/** Counts one request; 0 if it may go on, else the milliseconds to wait. Guests without an address share one count. */
export function countRequest(limits: Buckets | undefined, { viewer, from }: Pick<Identity, "viewer" | "from">): number {
  const sender = askerId(viewer) ?? placeOf(from?.address ?? "") ?? "unknown address";
  return limits ? take(limits, sender) : 0;
}
