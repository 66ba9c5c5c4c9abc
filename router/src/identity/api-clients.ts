/** API keys: users looks up the client of a key, and the result is cached for seconds, so that a revoked key soon stops working. */
import { hashApiKey, isWellFormedApiKey } from "@hansa/kit/identity/api-key";
import type { Viewer } from "@hansa/kit/identity/identity";
import type { Log } from "@hansa/kit/runtime/log";
import type { Runtime } from "@hansa/kit/runtime/runtime";
import { LRUCache } from "lru-cache";
import { openTokenBuckets, type TokenBuckets, takeToken } from "./token-buckets.ts";

type Client = { id: string; scopes: string[] };
export type KeyVerdict = { viewer: Viewer } | { refused: "invalid" | "unavailable" } | { limitedMs: number };

export type ApiClients = {
  runtime: Runtime;
  log: Log;
  /** Asks the users service for the client whose key has this hash. Throws when it does not answer. */
  ask(keyHash: string): Promise<Client | null>;
  /** Cached results by the hash of the key. Invalid keys have a cache of their own, so that a flood of them evicts no valid one. */
  good: LRUCache<string, { client: Client; heardAt: number }>;
  bad: LRUCache<string, { heardAt: number }>;
  asking: Map<string, Promise<Client | null>>;
  /** Limits of lookups of keys that are not known as valid. */
  guessesByPlace: TokenBuckets;
  guesses: TokenBuckets;
};

/** The lifetime of a cached valid key, and so the longest time that a revoked key works. */
const validKeyTtlMs = 15_000;
const invalidKeyTtlMs = 5_000;
const maxCachedKeys = 5_000;
const guessesPerMinute = { place: 30, overall: 1_200 };

export function newApiClients({ runtime, log, ask }: Pick<ApiClients, "runtime" | "log" | "ask">): ApiClients {
  return {
    runtime,
    log,
    ask,
    good: new LRUCache({ max: maxCachedKeys }),
    bad: new LRUCache({ max: maxCachedKeys }),
    asking: new Map(),
    guessesByPlace: openTokenBuckets(runtime, guessesPerMinute.place, guessesPerMinute.place),
    guesses: openTokenBuckets(runtime, guessesPerMinute.overall, guessesPerMinute.overall),
  };
}

/** Finds the viewer of a key. Malformed, unknown and revoked keys get the same refusal. `place` is the network of the request, if known. */
export async function verifyApiKey(clients: ApiClients, key: string, place: string | undefined): Promise<KeyVerdict> {
  if (!isWellFormedApiKey(key)) return { refused: "invalid" };
  const { runtime, log, good, bad } = clients;
  const hash = hashApiKey(key);
  const now = runtime.monotonic();
  const known = good.get(hash);
  if (known && now - known.heardAt < validKeyTtlMs) return viewerOf(known.client);
  if (now - (bad.get(hash)?.heardAt ?? -Infinity) < invalidKeyTtlMs) return { refused: "invalid" };
  const limitedMs = known ? 0 : takeGuess(clients, place);
  if (limitedMs > 0) return { limitedMs };

  try {
    const client = await lookUpOnce(clients, hash);
    if (client) good.set(hash, { client, heardAt: now });
    else {
      good.delete(hash);
      bad.set(hash, { heardAt: now });
    }
    return client ? viewerOf(client) : { refused: "invalid" };
  } catch (error) {
    log.warn({ err: error }, "API key lookup: users did not answer");
    return { refused: "unavailable" };
  }
}

function viewerOf({ id, scopes }: Client): KeyVerdict {
  return { viewer: { kind: "client", id, scopes } };
}

/** Takes a token for the lookup of an unknown key: from the bucket of the network first, then from the one for all. */
function takeGuess({ guessesByPlace, guesses }: ApiClients, place: string | undefined): number {
  const waitMs = place === undefined ? 0 : takeToken(guessesByPlace, place);
  return waitMs > 0 ? waitMs : takeToken(guesses, "all");
}

/** Sends one lookup at a time for each key; concurrent requests share its result. */
function lookUpOnce({ ask, asking }: ApiClients, hash: string): Promise<Client | null> {
  const question = asking.get(hash) ?? ask(hash).finally(() => asking.delete(hash));
  asking.set(hash, question);
  return question;
}
