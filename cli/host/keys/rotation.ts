/** Rotates keys while the shop runs: new keys are accepted everywhere before they sign, and old ones until none signs. */
import { setTimeout as pause } from "node:timers/promises";
import type { Caller } from "@hansa/contracts/processes";
import { type FileVariables, readFolder, withLock, writeFolder } from "./key-folder.ts";
import {
  isNewer,
  keyVariables,
  newApiKeySecret,
  newPairKey,
  newViewerKey,
  readShopKeys,
  type ShopKeys,
} from "./shop-keys.ts";

/** The steps of a rotation, in their order. */
export const rotationSteps = ["add", "use", "retire"] as const;
export type RotationStep = (typeof rotationSteps)[number];

/** Secrets of API keys that are kept, with the present one: API keys live for years, and one whose secret is gone is refused. */
const maxApiKeySecrets = 8;

/** How long to wait after `add` and after `use`, in milliseconds. */
export type RotationPauses = { add: number; use: number };

/**
 * Processes look at their files once a second; a request under way may be 30 seconds old, and clocks differ by 5, before it counts as too old.
 */
export const usualPauses: RotationPauses = { add: 5_000, use: 45_000 };

/** Rotates every key in `folder`. One that was interrupted is taken up by the next: no step puts an earlier one at risk. */
export async function rotateKeys(
  folder: string,
  now: () => number,
  pauses: RotationPauses,
  onStep: (step: RotationStep) => void,
): Promise<void> {
  await withLock(folder, async () => {
    for (const step of rotationSteps) {
      onStep(step);
      takeStep(folder, step, now());
      if (step !== "retire") await pause(pauses[step]);
    }
  });
}

/** Takes one step alone, for shops whose files have to be carried to several machines. */
export async function rotateStep(folder: string, step: RotationStep, now: number): Promise<void> {
  await withLock(folder, async () => takeStep(folder, step, now));
}

function takeStep(folder: string, step: RotationStep, now: number): void {
  const files = readFolder(folder);
  const keys = readShopKeys(files);
  const next = step === "add" ? added(keys, now) : step === "use" ? newestFirst(keys) : newestAlone(keys);
  const written = [...keyVariables(next)].map(([name, variables]): [Caller, FileVariables] => [
    name,
    { ...files.get(name), ...variables },
  ]);
  writeFolder(folder, new Map(written));
}

/** The new key stands last: it is accepted, and signs nothing. A pair that has two already is in a rotation that was interrupted. */
function added({ pairs, viewer, apiKeys }: ShopKeys, now: number): ShopKeys {
  const [newest] = sorted(apiKeys);
  const isInterrupted = newest !== undefined && newest !== apiKeys[0];
  return {
    pairs: pairs.map((pair) => (pair.keys.length > 1 ? pair : { ...pair, keys: [...pair.keys, newPairKey(now)] })),
    viewer: viewer.length > 1 ? viewer : [...viewer, newViewerKey(now)],
    apiKeys: isInterrupted ? apiKeys : [...apiKeys, newApiKeySecret(now)],
  };
}

function newestFirst({ pairs, viewer, apiKeys }: ShopKeys): ShopKeys {
  return {
    pairs: pairs.map((pair) => ({ ...pair, keys: sorted(pair.keys) })),
    viewer: sorted(viewer),
    apiKeys: sorted(apiKeys),
  };
}

/** Former secrets of API keys stay behind the newest: keys that were issued under them are still recognised. */
function newestAlone({ pairs, viewer, apiKeys }: ShopKeys): ShopKeys {
  return {
    pairs: pairs.map((pair) => ({ ...pair, keys: sorted(pair.keys).slice(0, 1) })),
    viewer: sorted(viewer).slice(0, 1),
    apiKeys: sorted(apiKeys).slice(0, maxApiKeySecrets),
  };
}

function sorted<Key extends { id: string }>(keys: readonly Key[]): Key[] {
  return [...keys].sort((first, second) => (isNewer(first, second) ? -1 : 1));
}
