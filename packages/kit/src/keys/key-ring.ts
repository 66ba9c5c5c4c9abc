/** The keys of one process while it runs: read at the start, and read again when their file has changed, so that keys rotate without a restart. */
import { readFileSync, statSync } from "node:fs";
import { parseEnv } from "node:util";
import type { Caller, ServiceName } from "../contract.ts";
import type { Log } from "../log.ts";
import type { World } from "../world.ts";
import { developmentKeys } from "./development-keys.ts";
import { type KeySet, type KeyVariables, type PairKeys, readKeySet } from "./key-set.ts";

export type KeyRing = {
  readonly self: Caller;
  /** The keys as they are now. */
  current: KeySet;
  /** The environment file that they come from; undefined where they came with the environment, or are those of development. */
  readonly file: string | undefined;
};

/** How often the file is looked at. A rotation waits for longer than this between its steps. */
const lookEveryMs = 1_000;

/** The ring of a process in development without keys of its own; for tests and commands too. */
export function developmentRing(self: Caller): KeyRing {
  return { self, current: developmentKeys(self), file: undefined };
}

/** The keys by which this process calls another one. */
export function outgoingKeys({ self, current }: KeyRing, callee: ServiceName): PairKeys {
  const keys = current.outgoing.get(callee);
  if (!keys) throw new Error(`${self} has no key towards ${callee}`);
  return keys;
}

/** The variables of an environment file. Throws if it cannot be read. */
export function readEnvironmentFile(file: string): Record<string, string | undefined> {
  return parseEnv(readFileSync(file, "utf8"));
}

/** Reads the file again whenever it has changed, until `signal` aborts. A file that cannot be used changes nothing. */
export async function followKeyFile(ring: KeyRing, world: World, log: Log, signal: AbortSignal): Promise<void> {
  if (ring.file === undefined) return;
  let seen = versionOf(ring.file);
  while (!signal.aborted) {
    await world.sleep(lookEveryMs, signal);
    const version = versionOf(ring.file);
    if (signal.aborted || version === seen) continue;
    seen = version;
    rereadKeys(ring, log);
  }
}

/** Takes the keys that the file has now; keeps those that are there if it has none that can be used. */
function rereadKeys(ring: KeyRing, log: Log): void {
  if (ring.file === undefined) return;
  try {
    const read: KeyVariables = readEnvironmentFile(ring.file);
    ring.current = readKeySet(ring.self, read);
    log.info("keys: read again after their file changed");
  } catch (error) {
    log.error({ err: error }, "keys: the file cannot be used, so the keys before it stay");
  }
}

function versionOf(file: string): string {
  try {
    const { mtimeMs, ino, size } = statSync(file);
    return `${mtimeMs} ${ino} ${size}`;
  } catch {
    return "missing";
  }
}
