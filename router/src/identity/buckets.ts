/** Counting by sender: each has a bucket that fills with time. Whoever empties theirs waits, and nobody else does. */
import type { World } from "@hansa/kit/world";
import { LRUCache } from "lru-cache";

export type Buckets = {
  world: World;
  /** What comes in, and what fits in. */
  perMinute: number;
  most: number;
  levels: LRUCache<string, { left: number; at: number }>;
};

const minute = 60_000;
/** Of so many senders it is known what they have left; one that was forgotten starts with a full bucket. */
const mostSenders = 50_000;

export function openBuckets(world: World, perMinute: number, most: number): Buckets {
  return { world, perMinute, most, levels: new LRUCache({ max: mostSenders }) };
}

/** Takes one out; 0 if there was one, else the milliseconds until there is. */
export function take({ world, perMinute, most, levels }: Buckets, sender: string): number {
  const now = world.monotonic();
  const known = levels.get(sender) ?? { left: most, at: now };
  const left = Math.min(most, known.left + ((now - known.at) / minute) * perMinute);
  levels.set(sender, { left: left >= 1 ? left - 1 : left, at: now });
  return left >= 1 ? 0 : Math.ceil(((1 - left) / perMinute) * minute);
}
