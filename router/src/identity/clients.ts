/** Keys of programs: users is asked whose a key is, and its answer holds for seconds, so that a revoked key soon opens nothing. */
import { hashApiKey, isWellFormedApiKey } from "@hansa/kit/api-key";
import type { Viewer } from "@hansa/kit/identity";
import type { Log } from "@hansa/kit/log";
import type { World } from "@hansa/kit/world";
import { LRUCache } from "lru-cache";
import { type Buckets, openBuckets, take } from "./buckets.ts";

type Client = { id: string; scopes: string[] };
export type KeyVerdict = { viewer: Viewer } | { refused: "invalid" | "unavailable" } | { limitedMs: number };

export type Clients = {
  world: World;
  log: Log;
  /** Asks the users service whose key has this hash. Throws when it does not answer. */
  ask(keyHash: string): Promise<Client | null>;
  /** By hash: no key is kept. Keys that are nobody's lie apart, so that a flood of them pushes no good one out. */
  good: LRUCache<string, { client: Client; heardAt: number }>;
  bad: LRUCache<string, { heardAt: number }>;
  asking: Map<string, Promise<Client | null>>;
  /** Questions about keys that were never good. */
  guessesByPlace: Buckets;
  guesses: Buckets;
};

/** A revoked key works for so long at most. */
const goodMs = 15_000;
const badMs = 5_000;
const mostRemembered = 5_000;
const guessesAMinute = { place: 30, overall: 1_200 };

export function newClients({ world, log, ask }: Pick<Clients, "world" | "log" | "ask">): Clients {
  return {
    world,
    log,
    ask,
    good: new LRUCache({ max: mostRemembered }),
    bad: new LRUCache({ max: mostRemembered }),
    asking: new Map(),
    guessesByPlace: openBuckets(world, guessesAMinute.place, guessesAMinute.place),
    guesses: openBuckets(world, guessesAMinute.overall, guessesAMinute.overall),
  };
}

/** Whose key it is. One that is misspelt, unknown or revoked is refused alike. `place` is where the request came from, if that is known. */
export async function verifyKey(clients: Clients, key: string, place: string | undefined): Promise<KeyVerdict> {
  if (!isWellFormedApiKey(key)) return { refused: "invalid" };
  const { world, log, good, bad } = clients;
  const hash = hashApiKey(key);
  const now = world.monotonic();
  const known = good.get(hash);
  if (known && now - known.heardAt < goodMs) return viewerOf(known.client);
  if (now - (bad.get(hash)?.heardAt ?? -Infinity) < badMs) return { refused: "invalid" };
  const limitedMs = known ? 0 : guess(clients, place);
  if (limitedMs > 0) return { limitedMs };

  try {
    const client = await askOnce(clients, hash);
    if (client) good.set(hash, { client, heardAt: now });
    else {
      good.delete(hash);
      bad.set(hash, { heardAt: now });
    }
    return client ? viewerOf(client) : { refused: "invalid" };
  } catch (error) {
    log.warn({ err: error }, "the users service does not say whose key it is");
    return { refused: "unavailable" };
  }
}

function viewerOf({ id, scopes }: Client): KeyVerdict {
  return { viewer: { kind: "client", id, scopes } };
}

/** One place that guesses uses up its own bucket first. Whoever has a good key is asked about without any. */
function guess({ guessesByPlace, guesses }: Clients, place: string | undefined): number {
  const waitMs = place === undefined ? 0 : take(guessesByPlace, place);
  return waitMs > 0 ? waitMs : take(guesses, "all");
}

/** One question at a time for each key; whoever comes meanwhile waits for the same answer. */
function askOnce({ ask, asking }: Clients, hash: string): Promise<Client | null> {
  const question = asking.get(hash) ?? ask(hash).finally(() => asking.delete(hash));
  asking.set(hash, question);
  return question;
}
