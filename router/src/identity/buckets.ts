/** Counting by sender: each has a bucket that fills with time. Whoever empties theirs waits, and nobody else does. */
import type { World } from "@hansa/kit/world";
import { LRUCache } from "lru-cache";

export type Buckets = {
  world: World;
  /** What comes in, and what fits in. */
  perMinute: number;
  most: number;
  /** What each has left at a millisecond, counted in whole parts: `minute` of them are one request, and one millisecond brings `perMinute`. */
  levels: LRUCache<string, { parts: number; at: number }>;
};

const minute = 60_000;
/** Of so many senders it is known what they have left; one that was forgotten starts with a full bucket. */
const mostSenders = 50_000;

export function openBuckets(world: World, perMinute: number, most: number): Buckets {
  return { world, perMinute, most, levels: new LRUCache({ max: mostSenders }) };
}

/** Takes one out; 0 if there was one, else the milliseconds until there is: whole parts and milliseconds make that exact. */
export function take({ world, perMinute, most, levels }: Buckets, sender: string): number {
  const now = Math.floor(world.monotonic());
  const known = levels.get(sender) ?? { parts: most * minute, at: now };
  const parts = Math.min(most * minute, known.parts + (now - known.at) * perMinute);
  const isEmpty = parts < minute;
  levels.set(sender, { parts: isEmpty ? parts : parts - minute, at: now });
  return isEmpty ? Math.ceil((minute - parts) / perMinute) : 0;
}
