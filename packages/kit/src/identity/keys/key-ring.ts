/** The key ring of a running process: its keys are read again when their file has changed, so that they rotate without a restart. */
import { readFileSync, statSync } from "node:fs";
import { parseEnv } from "node:util";
import type { Log } from "../../runtime/log.ts";
import type { Processes } from "../../runtime/processes.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { developmentKeys } from "./development-keys.ts";
import { type KeySet, type KeyVariables, type PairKeys, readKeySet } from "./key-set.ts";

export type KeyRing = {
  readonly self: string;
  /** All processes of the system: with each of them this one shares keys. */
  readonly processes: Processes;
  /** The keys as they are now. */
  current: KeySet;
  /** The environment file that they come from; undefined where they came with the environment, or are those of development. */
  readonly file: string | undefined;
};

/** The interval between two checks of the file. A rotation waits for longer than this between its steps. */
const pollMs = 1_000;

/** The ring of a process in development without keys of its own; for tests and commands too. */
export function developmentRing(self: string, processes: Processes): KeyRing {
  return { self, processes, current: developmentKeys(self, processes), file: undefined };
}

/** The keys by which this process calls another one. */
export function outgoingKeys({ self, current }: KeyRing, callee: string): PairKeys {
  const keys = current.outgoing.get(callee);
  if (!keys) throw new Error(`${self} has no key towards ${callee}`);
  return keys;
}

/** The variables of an environment file. Throws if it cannot be read. */
export function readEnvironmentFile(file: string): Record<string, string | undefined> {
  return parseEnv(readFileSync(file, "utf8"));
}

/** Reads the file again whenever it has changed, until `signal` aborts. A file that cannot be used changes nothing. */
export async function watchKeyFile(ring: KeyRing, runtime: Runtime, log: Log, signal: AbortSignal): Promise<void> {
  if (ring.file === undefined) return;
  let seen = versionOf(ring.file);
  while (!signal.aborted) {
    await runtime.sleep(pollMs, signal);
    const version = versionOf(ring.file);
    if (signal.aborted || version === seen) continue;
    seen = version;
    rereadKeys(ring, log);
  }
}

/** Replaces the keys by those of the file; keeps the present ones if the file is unusable. */
function rereadKeys(ring: KeyRing, log: Log): void {
  if (ring.file === undefined) return;
  try {
    const read: KeyVariables = readEnvironmentFile(ring.file);
    ring.current = readKeySet(ring.self, ring.processes, read);
    log.info("key ring: keys read again after their file changed");
  } catch (error) {
    log.error({ err: error }, "key ring: file unusable, present keys kept");
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
