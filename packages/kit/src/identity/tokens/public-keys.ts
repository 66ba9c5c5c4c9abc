/** Public keys of the users service: fetched when needed, kept while users is unavailable, fetched again when a token names a new one. */

import { createLocalJWKSet, type JSONWebKeySet } from "jose";
import type { Log } from "../../runtime/log.ts";
import type { Runtime } from "../../runtime/runtime.ts";

export type FindKey = ReturnType<typeof createLocalJWKSet>;
export type PublicKeys = {
  runtime: Runtime;
  log: Log;
  /** Fetches the keys from the users service. Throws when it does not answer with keys. */
  ask(): Promise<JSONWebKeySet>;
  /** The keys of the last response. `text` changes when a key was added or removed. */
  known: { find: FindKey; text: string; fetchedAt: number } | undefined;
  pending: Promise<boolean> | undefined;
  sentAt: number;
  missedAt: number;
  /** Whether the last fetch after a miss failed. */
  missFailed: boolean;
};

/** Keys older than the first are fetched again in the background, older than the second before use: removed keys expire in a minute. */
const freshMs = 30_000;
const staleMs = 60_000;
/** Unknown keys cause at most one fetch in this time. */
const missPauseMs = 30_000;
/** The pause after a failed fetch, which is longer when there are keys. */
const failurePauseMs = { withKeys: 5_000, without: 500 };

/** Opens the public keys of users; none is asked for before it is needed. */
export function newPublicKeys(parts: Pick<PublicKeys, "runtime" | "log" | "ask">): PublicKeys {
  return { ...parts, known: undefined, pending: undefined, sentAt: -Infinity, missedAt: -Infinity, missFailed: false };
}

/** Finds the keys to verify tokens with; undefined if none were ever fetched and users does not answer. */
export async function findCurrentKeys(ring: PublicKeys): Promise<PublicKeys["known"]> {
  const age = ring.runtime.monotonic() - (ring.known?.fetchedAt ?? -Infinity);
  if (age > staleMs) await refresh(ring);
  else if (age > freshMs) void refresh(ring);
  return ring.known;
}

/** Fetches again because a token names an unknown key. "paused": the last such fetch was a moment ago. */
export async function refreshAfterMiss(ring: PublicKeys): Promise<"fetched" | "paused" | "failed"> {
  const now = ring.runtime.monotonic();
  if (now - ring.missedAt < (ring.missFailed ? failurePauseMs.withKeys : missPauseMs))
    return ring.missFailed ? "failed" : "paused";
  ring.missedAt = now;
  ring.missFailed = !(await fetchOnce(ring));
  return ring.missFailed ? "failed" : "fetched";
}

async function refresh(ring: PublicKeys): Promise<void> {
  const pause = ring.known ? failurePauseMs.withKeys : failurePauseMs.without;
  if (!ring.pending && ring.runtime.monotonic() - ring.sentAt < pause) return;
  await fetchOnce(ring);
}

/** Sends one fetch at a time; concurrent requests share its result. */
function fetchOnce(ring: PublicKeys): Promise<boolean> {
  ring.pending ??= fetchKeys(ring).finally(() => {
    ring.pending = undefined;
  });
  return ring.pending;
}

async function fetchKeys(ring: PublicKeys): Promise<boolean> {
  ring.sentAt = ring.runtime.monotonic();
  try {
    const keys = await ring.ask();
    const text = JSON.stringify(keys);
    const find = ring.known?.text === text ? ring.known.find : createLocalJWKSet(keys);
    ring.known = { find, text, fetchedAt: ring.runtime.monotonic() };
    return true;
  } catch (error) {
    ring.log.warn({ err: error, kept: ring.known !== undefined }, "public keys: issuer did not respond");
    return false;
  }
}
