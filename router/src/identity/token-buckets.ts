/** Token buckets, one for each sender: a request takes a token, its cost takes more, and a sender with an empty bucket has to wait. */
import type { Runtime } from "@hansa/kit/runtime";
import { LRUCache } from "lru-cache";

export type TokenBuckets = {
  runtime: Runtime;
  /** The rate per minute and the capacity of a bucket, in tokens. */
  perMinute: number;
  most: number;
  /** The level of each bucket at a millisecond, in whole parts: `minute` parts are one token, one millisecond adds `perMinute` parts. */
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
export function takeToken(buckets: TokenBuckets, sender: string): number {
  const { parts, at } = levelOf(buckets, sender);
  const isEmpty = parts < minute;
  buckets.levels.set(sender, { parts: isEmpty ? parts : parts - minute, at });
  return isEmpty ? Math.ceil((minute - parts) / buckets.perMinute) : 0;
}

/** Takes tokens for what was done already, and returns how many it took: the level may fall below zero, by at most a minute's tokens. */
export function chargeTokens(buckets: TokenBuckets, sender: string, tokens: number): number {
  const { parts, at } = levelOf(buckets, sender);
  const least = -buckets.perMinute * minute;
  const taken = Math.min(tokens, Math.max(0, Math.floor((parts - least) / minute)));
  buckets.levels.set(sender, { parts: parts - taken * minute, at });
  return taken;
}

/** The whole tokens of a sender, and the milliseconds until its bucket is full. */
export function readTokens(buckets: TokenBuckets, sender: string): { tokens: number; fullMs: number } {
  const { parts } = levelOf(buckets, sender);
  const fullMs = Math.ceil((buckets.most * minute - parts) / buckets.perMinute);
  return { tokens: Math.max(0, Math.floor(parts / minute)), fullMs };
}

function levelOf({ runtime, perMinute, most, levels }: TokenBuckets, sender: string): { parts: number; at: number } {
  const now = Math.floor(runtime.monotonic());
  const known = levels.get(sender) ?? { parts: most * minute, at: now };
  return { parts: Math.min(most * minute, known.parts + (now - known.at) * perMinute), at: now };
}
