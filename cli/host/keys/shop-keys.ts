/** All keys of a shop, and their conversion to and from the files of the processes. */
import { createSecretKey, generateKeyPairSync, randomBytes } from "node:crypto";
import { type Caller, processes, processNames, type ServiceName } from "@hansa/contracts/processes";
import {
  type ApiKeySecret,
  apiKeyProcesses,
  apiKeySecretText,
  entriesOf,
  keyIdAt,
  type PairKey,
  pairKeyText,
  processPairs,
  readApiKeySecret,
  readPairKey,
  readViewerKey,
  type ViewerSigningKey,
  viewerKeyText,
} from "@hansa/kit/identity";
import type { FileVariables } from "./key-folder.ts";

/** The live keys of one pair; the first signs. */
type Pair = { caller: Caller; callee: ServiceName; keys: readonly PairKey[] };
export type ShopKeys = {
  pairs: readonly Pair[];
  viewer: readonly ViewerSigningKey[];
  /** The present secret first. */
  apiKeys: readonly ApiKeySecret[];
};

/** One new key for every pair, for viewers and for API keys. */
export function newShopKeys(now: number): ShopKeys {
  return {
    pairs: processPairs(processes).map((pair) => ({ ...pair, keys: [newPairKey(now)] })),
    viewer: [newViewerKey(now)],
    apiKeys: [newApiKeySecret(now)],
  };
}

/** A pair key whose id tells its age: later ones sort behind earlier ones. */
export function newPairKey(now: number): PairKey {
  return { id: newId(now), secret: createSecretKey(randomBytes(32)) };
}

export function newViewerKey(now: number): ViewerSigningKey {
  return { id: newId(now), key: generateKeyPairSync("ed25519").privateKey };
}

export function newApiKeySecret(now: number): ApiKeySecret {
  return { id: newId(now), secret: createSecretKey(randomBytes(32)) };
}

/** Whether the first of two keys was made later. */
export function isNewer(first: { id: string }, second: { id: string }): boolean {
  return first.id > second.id;
}

/**
 * Reads the keys that stand in the files. A pair's keys stand in two: those of its caller come first, in their order, because its first one
 * signs now; a rotation that was interrupted may have written more to the callee's.
 */
export function readShopKeys(files: ReadonlyMap<Caller, FileVariables>): ShopKeys {
  const entries = new Map(
    processNames.map((name) => [
      name,
      entriesOf(files.get(name)?.HANSA_PAIR_KEYS).map((entry) => {
        const read = readPairKey(entry, processes);
        if (!read) throw new Error(`a key in the file of ${name} cannot be read`);
        return read;
      }),
    ]),
  );
  const pairs = processPairs(processes).map(({ caller, callee }) => {
    const found = [...(entries.get(caller) ?? []), ...(entries.get(callee) ?? [])]
      .filter((entry) => entry.caller === caller && entry.callee === callee)
      .map(({ key }) => key);
    return { caller, callee, keys: withoutRepetitions(found) };
  });
  const viewer = entriesOf(files.get("router")?.HANSA_VIEWER_SIGNING_KEYS).map((entry) => {
    const read = readViewerKey(entry, "private");
    if (!read) throw new Error("a viewer key in the file of router cannot be read");
    return read;
  });
  // Users makes keys, so its present secret is the one.
  const apiKeys = [...apiKeyProcesses(processes)].reverse().flatMap((name) =>
    entriesOf(files.get(name)?.HANSA_API_KEY_SECRETS).map((entry) => {
      const read = readApiKeySecret(entry);
      if (!read) throw new Error(`a secret of API keys in the file of ${name} cannot be read`);
      return read;
    }),
  );
  return { pairs, viewer, apiKeys: withoutRepetitions(apiKeys) };
}

function withoutRepetitions<Key extends { id: string }>(keys: readonly Key[]): Key[] {
  return keys.filter(({ id }, index) => keys.findIndex((key) => key.id === id) === index);
}

/**
 * The variables of keys, process by process: each gets the pairs that it is part of, only the router private halves, and only the router and
 * users the secrets of API keys.
 */
export function keyVariables({ pairs, viewer, apiKeys }: ShopKeys): Map<Caller, FileVariables> {
  return new Map(
    processNames.map((name) => {
      const own = pairs.filter(({ caller, callee }) => caller === name || callee === name);
      const pairKeys = own.flatMap(({ caller, callee, keys }) => keys.map((key) => pairKeyText(caller, callee, key)));
      const half = name === "router" ? "private" : "public";
      const variable = name === "router" ? "HANSA_VIEWER_SIGNING_KEYS" : "HANSA_VIEWER_KEYS";
      const viewerKeys = viewer.map((key) => viewerKeyText(key, half));
      const secrets = apiKeyProcesses(processes).includes(name)
        ? { HANSA_API_KEY_SECRETS: apiKeys.map(apiKeySecretText).join(",") }
        : {};
      return [name, { HANSA_PAIR_KEYS: pairKeys.join(","), [variable]: viewerKeys.join(","), ...secrets }];
    }),
  );
}

/**
 * Adds the id of the shop to the variables of each process: the one that they have, else the given one, else a new one. It is no secret, and no rotation
 * changes it: a database belongs to the shop with this id.
 */
export function withShopId(files: ReadonlyMap<Caller, FileVariables>, given?: string): Map<Caller, FileVariables> {
  const known = [...files.values()].map(({ HANSA_SHOP_ID: id }) => id).find(Boolean);
  const id = known || given || randomBytes(8).toString("hex");
  return new Map([...files].map(([name, variables]) => [name, { ...variables, HANSA_SHOP_ID: id }]));
}

function newId(now: number): string {
  return keyIdAt(now, randomBytes(4).toString("hex"));
}
