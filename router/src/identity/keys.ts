/** The public keys of the users service: fetched when needed, kept while that service is away, asked for again when a new one turns up. */
import type { Log } from "@hansa/kit/log";
import type { World } from "@hansa/kit/world";
import { createLocalJWKSet, type JSONWebKeySet } from "jose";

export type FindKey = ReturnType<typeof createLocalJWKSet>;
export type KeyRing = {
  world: World;
  log: Log;
  /** Asks the users service. Throws when it does not answer with keys. */
  ask(): Promise<JSONWebKeySet>;
  /** What was last heard. `text` changes when a key came or went. */
  known: { find: FindKey; text: string; heardAt: number } | undefined;
  asking: Promise<boolean> | undefined;
  askedAt: number;
  missedAt: number;
  /** That question had no answer. */
  missFailed: boolean;
};

/** Older than the first, keys are asked for again beside the work; older than the second, before it. So a removed key dies within a minute. */
const freshMs = 30_000;
const staleMs = 60_000;
/** A key that is not known is asked for once in this time, whoever names it. */
const missPauseMs = 30_000;
/** After a failure: with keys in hand there is no hurry. */
const failurePauseMs = { withKeys: 5_000, without: 500 };

export function newKeyRing(parts: Pick<KeyRing, "world" | "log" | "ask">): KeyRing {
  return { ...parts, known: undefined, asking: undefined, askedAt: -Infinity, missedAt: -Infinity, missFailed: false };
}

/** The keys to check tokens with, or undefined if none were ever heard and none can be had now. */
export async function currentKeys(ring: KeyRing): Promise<KeyRing["known"]> {
  const age = ring.world.monotonic() - (ring.known?.heardAt ?? -Infinity);
  if (age > staleMs) await refresh(ring);
  else if (age > freshMs) void refresh(ring);
  return ring.known;
}

/** Asks again because a token names a key that is not known. "paused": somebody did so a moment ago, and the key is unknown still. */
export async function refreshAfterMiss(ring: KeyRing): Promise<"asked" | "paused" | "failed"> {
  const now = ring.world.monotonic();
  if (now - ring.missedAt < (ring.missFailed ? failurePauseMs.withKeys : missPauseMs))
    return ring.missFailed ? "failed" : "paused";
  ring.missedAt = now;
  ring.missFailed = !(await ask(ring));
  return ring.missFailed ? "failed" : "asked";
}

async function refresh(ring: KeyRing): Promise<void> {
  const pause = ring.known ? failurePauseMs.withKeys : failurePauseMs.without;
  if (!ring.asking && ring.world.monotonic() - ring.askedAt < pause) return;
  await ask(ring);
}

/** One question at a time; whoever comes meanwhile waits for the same answer. */
function ask(ring: KeyRing): Promise<boolean> {
  ring.asking ??= hear(ring).finally(() => {
    ring.asking = undefined;
  });
  return ring.asking;
}

async function hear(ring: KeyRing): Promise<boolean> {
  ring.askedAt = ring.world.monotonic();
  try {
    const keys = await ring.ask();
    const text = JSON.stringify(keys);
    const find = ring.known?.text === text ? ring.known.find : createLocalJWKSet(keys);
    ring.known = { find, text, heardAt: ring.world.monotonic() };
    return true;
  } catch (error) {
    ring.log.warn({ err: error, kept: ring.known !== undefined }, "the keys of the users service cannot be had");
    return false;
  }
}
