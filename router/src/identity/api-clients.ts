/** API keys: users looks up the client of a key, and the result is cached for seconds, so that a revoked key soon stops working. */

import type { GraphContract } from "@hansa/contracts/graph-contracts";
import { checkApiKey, hashApiKey, type KeyRing, type Viewer } from "@hansa/kit/identity";
import { type Log, type Metrics, type Runtime, raiseAlarm } from "@hansa/kit/runtime";
import { LRUCache } from "lru-cache";
import { openTokenBuckets, type TokenBuckets, takeToken } from "./token-buckets.ts";

type Client = { id: string; scopes: string[]; contract: GraphContract };
/** The viewer of a key, and the contract for which the key is. */
export type KeyVerdict =
  | { viewer: Viewer; contract: GraphContract }
  | { refused: "invalid" | "unavailable" }
  | { limitedMs: number };

export type ApiClients = {
  runtime: Runtime;
  log: Log;
  metrics: Pick<Metrics, "countAlarm">;
  /** Its secrets tell the keys that users issued from invented ones. */
  ring: KeyRing;
  /** Asks the users service for the client whose key has this hash. Throws when it does not answer. */
  ask(keyHash: string): Promise<Client | null>;
  /** Cached results by the hash of the key. Invalid keys have a cache of their own, so that a flood of them evicts no valid one. */
  valid: LRUCache<string, { client: Client; fetchedAt: number }>;
  invalid: LRUCache<string, { fetchedAt: number }>;
  lookups: Map<string, Promise<Client | null>>;
  /** Networks that sent a valid key: no limit for all networks together applies to them. */
  familiarNetworks: LRUCache<string, true>;
  /** Limits of lookups of keys that anybody can have invented: for each network, and for the unfamiliar ones together. */
  guessesByNetwork: TokenBuckets;
  guessesOfUnfamiliar: TokenBuckets;
  /** When the limit of the unfamiliar networks was last reported, by the monotonic clock; undefined if never. */
  alarm: { raisedAt: number | undefined };
};

/** The lifetime of a cached valid key, and so the longest time that a revoked key works. */
const validKeyTtlMs = 15_000;
const invalidKeyTtlMs = 5_000;
/** A hash has 43 characters, a network at most 24: each cache stays below a megabyte, the scopes of valid keys apart. */
const maxCachedKeys = 5_000;
const maxFamiliarNetworks = 5_000;
const guessesPerMinute = { network: 30, unfamiliar: 1_200 };
const alarmIntervalMs = 15 * 60_000;

/** Opens the recognition of API clients, with empty caches. */
export function newApiClients(parts: Pick<ApiClients, "runtime" | "log" | "metrics" | "ring" | "ask">): ApiClients {
  const { network, unfamiliar } = guessesPerMinute;
  return {
    ...parts,
    valid: new LRUCache({ max: maxCachedKeys }),
    invalid: new LRUCache({ max: maxCachedKeys }),
    lookups: new Map(),
    familiarNetworks: new LRUCache({ max: maxFamiliarNetworks }),
    guessesByNetwork: openTokenBuckets(parts.runtime, network, network),
    guessesOfUnfamiliar: openTokenBuckets(parts.runtime, unfamiliar, unfamiliar),
    alarm: { raisedAt: undefined },
  };
}

/**
 * Finds the viewer of a key. Malformed, unknown and revoked keys get the same refusal. A key whose checksum is that of the present secret was
 * issued by users and is looked up without a limit; other keys that may have been issued count against limits until one was found valid.
 */
export async function verifyApiKey(clients: ApiClients, key: string, network = "unknown"): Promise<KeyVerdict> {
  const { runtime, log, ring, valid, invalid } = clients;
  const maker = checkApiKey(key, ring.current);
  if (!maker) return { refused: "invalid" };
  const hash = hashApiKey(key);
  const now = runtime.monotonic();
  const known = valid.get(hash);
  if (known && now - known.fetchedAt < validKeyTtlMs) return admit(clients, known.client, network);
  if (now - (invalid.get(hash)?.fetchedAt ?? -Infinity) < invalidKeyTtlMs) return { refused: "invalid" };
  const limitedMs = known || maker === "present" ? 0 : takeGuess(clients, network);
  if (limitedMs > 0) return { limitedMs };

  try {
    const client = await lookUpOnce(clients, hash);
    if (client) valid.set(hash, { client, fetchedAt: now });
    else {
      valid.delete(hash);
      invalid.set(hash, { fetchedAt: now });
    }
    return client ? admit(clients, client, network) : { refused: "invalid" };
  } catch (error) {
    log.warn({ err: error }, "API key lookup: users did not answer");
    return { refused: "unavailable" };
  }
}

function admit({ familiarNetworks }: ApiClients, { id, scopes, contract }: Client, network: string): KeyVerdict {
  familiarNetworks.set(network, true);
  return { viewer: { kind: "client", id, scopes }, contract };
}

/** Takes a token for the lookup of a key that may be invented: from the bucket of its network, and of an unfamiliar one from the common bucket. */
function takeGuess(clients: ApiClients, network: string): number {
  const { guessesByNetwork, guessesOfUnfamiliar, familiarNetworks } = clients;
  const waitMs = takeToken(guessesByNetwork, network);
  if (waitMs > 0 || familiarNetworks.has(network)) return waitMs;
  const commonWaitMs = takeToken(guessesOfUnfamiliar, "all");
  if (commonWaitMs > 0) raiseAlarmOnce(clients);
  return commonWaitMs;
}

/** Raises the alarm at most once in its interval. */
function raiseAlarmOnce({ runtime, log, metrics, alarm }: ApiClients): void {
  const now = runtime.monotonic();
  if (alarm.raisedAt !== undefined && now - alarm.raisedAt < alarmIntervalMs) return;
  alarm.raisedAt = now;
  raiseAlarm(
    { log, metrics },
    { name: "many_unknown_api_keys" },
    { perMinute: guessesPerMinute.unfamiliar },
    "API keys: many unknown keys from unfamiliar networks, former keys from there are refused",
  );
}

/** Sends one lookup at a time for each key; concurrent requests share its result. */
function lookUpOnce({ ask, lookups }: ApiClients, hash: string): Promise<Client | null> {
  const request = lookups.get(hash) ?? ask(hash).finally(() => lookups.delete(hash));
  lookups.set(hash, request);
  return request;
}
