/** Completes a folder of keys after a service was added or removed, or after an upgrade to a version with further keys. */
import { existsSync } from "node:fs";
import { type Caller, processes, processNames } from "@hansa/contracts/processes";
import { entriesOf, KeyFaults, readKeySet } from "@hansa/kit/identity";
import { type FileVariables, keysFile, readVariables, writeFolder } from "./key-folder.ts";
import { keyVariables, newApiKeySecret, newPairKey, newViewerKey, readShopKeys, withShopId } from "./shop-keys.ts";

/**
 * Adds a key for each pair of processes that has none and what else is missing, and drops keys of services that are not in the list. Answers with whether anything
 * changed; a folder that fits is left alone, also during a rotation. Running processes read their files again.
 */
export function completeKeys(folder: string, now: number): boolean {
  const files = new Map(
    processNames
      .map((name) => [name, keysFile(folder, name)] as const)
      .filter(([, file]) => existsSync(file))
      .map(([name, file]) => [name, readVariables(file)] as const),
  );
  if (processNames.every((name) => fits(name, files.get(name)))) return false;

  const { pairs, viewer, apiKeys } = readShopKeys(
    new Map([...files].map(([name, variables]) => [name, ofProcesses(variables)])),
  );
  const complete = keyVariables({
    pairs: pairs.map((pair) => (pair.keys.length > 0 ? pair : { ...pair, keys: [newPairKey(now)] })),
    viewer: viewer.length > 0 ? viewer : [newViewerKey(now)],
    apiKeys: apiKeys.length > 0 ? apiKeys : [newApiKeySecret(now)],
  });
  writeFolder(
    folder,
    withShopId(new Map([...complete].map(([name, keys]) => [name, { ...files.get(name), ...keys }]))),
  );
  return true;
}

function fits(name: Caller, variables: FileVariables | undefined): boolean {
  if (!variables?.HANSA_SHOP_ID) return false;
  try {
    readKeySet(name, processes, variables);
    return true;
  } catch (error) {
    if (error instanceof KeyFaults) return false;
    throw error;
  }
}

/** The same variables without keys of pairs that the shop does not have. */
function ofProcesses(variables: FileVariables): FileVariables {
  const names: readonly string[] = processNames;
  const isOfShop = (entry: string) => (entry.split(":")[0] ?? "").split(">").every((name) => names.includes(name));
  const entries = entriesOf(variables.HANSA_PAIR_KEYS).filter((entry) => !entry.includes(">") || isOfShop(entry));
  return { ...variables, HANSA_PAIR_KEYS: entries.join(",") };
}
