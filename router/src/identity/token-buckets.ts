/** Token buckets, one for each sender: a request takes a token, and a sender with an empty bucket has to wait. */
import type { Runtime } from "@hansa/kit/runtime";
import { LRUCache } from "lru-cache";

export type TokenBuckets = {
  runtime: Runtime;
  /** The rate per minute and the capacity of a bucket, in requests. */
  perMinute: number;
  most: number;
  /** The level of each bucket at a millisecond, in whole parts: `minute` parts are one request, one millisecond adds `perMinute` parts. */
  levels: LRUCache<string, { parts: number; at: number }>;
};

const minute = 60_000;
/** The most senders whose buckets are kept; an evicted sender starts with a full bucket. */
const maxSenders = 50_000;

/** Opens the buckets of all senders: each starts with `most` tokens and regains `perMinute`. */
export function openTokenBuckets(runtime: Runtime, perMinute: number, most: number): TokenBuckets {
  return { runtime, perMinute, most, levels: new LRUCache({ max: maxSenders }) };
}

/** Takes one token; 0 if there was one, else the milliseconds until there is. Whole parts and milliseconds make that exact. */
export function takeToken({ runtime, perMinute, most, levels }: TokenBuckets, sender: string): number {
  const now = Math.floor(runtime.monotonic());
  const known = levels.get(sender) ?? { parts: most * minute, at: now };
  const parts = Math.min(most * minute, known.parts + (now - known.at) * perMinute);
  const isEmpty = parts < minute;
  levels.set(sender, { parts: isEmpty ? parts : parts - minute, at: now });
  return isEmpty ? Math.ceil((minute - parts) / perMinute) : 0;
}
