/** The folder of keys: one environment file per process, with the keys of that process only. */
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { parseEnv } from "node:util";
import { type Caller, processNames } from "@hansa/contracts/processes";

/** The variables of one file, in the order in which they are written. */
export type FileVariables = Record<string, string>;

type Environment = Readonly<Record<string, string | undefined>>;

/** The folder of the shop's keys: HANSA_KEYS_FOLDER, else `keys` beside the stores. */
export function keysFolderOf(environment: Environment, data: string): string {
  return environment.HANSA_KEYS_FOLDER || path.join(data, "keys");
}

/** The environment file of one process. Each has a folder of its own, which a container can be given alone. */
export function keysFile(folder: string, name: Caller): string {
  return path.join(folder, name, "keys.env");
}

/** Whether every process has its file there. */
export function hasKeys(folder: string): boolean {
  return processNames.every((name) => existsSync(keysFile(folder, name)));
}

/** The environment of one process: what all have, and the name of its own file of keys if there is one. */
export function environmentFor(name: Caller, environment: Environment, data: string): Environment {
  const file = keysFile(keysFolderOf(environment, data), name);
  const isGiven = environment.HANSA_KEYS_FILE || environment.HANSA_PAIR_KEYS;
  return !isGiven && existsSync(file) ? { ...environment, HANSA_KEYS_FILE: path.resolve(file) } : environment;
}

/** The variables of all files. Throws if one is missing. */
export function readFolder(folder: string): Map<Caller, FileVariables> {
  return new Map(processNames.map((name) => [name, readVariables(keysFile(folder, name))]));
}

/** Writes all files anew. Each is replaced at once, so that a process never reads half of one, and only its owner can read it. */
export function writeFolder(folder: string, files: ReadonlyMap<Caller, FileVariables>): void {
  for (const [name, variables] of files) writeFile(keysFile(folder, name), name, variables);
}

/** Runs `work` while no other command changes the folder. Throws if one does. */
export async function withLock<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const lock = path.join(folder, "rotating.lock");
  try {
    writeFileSync(lock, `${process.pid}\n`, { flag: "wx", mode: 0o600 });
  } catch {
    throw new Error(`Another command changes the keys in ${folder}. If none does, remove ${lock}.`);
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

/** The variables of one file. */
export function readVariables(file: string): FileVariables {
  const read: Record<string, string | undefined> = parseEnv(readFileSync(file, "utf8"));
  return Object.fromEntries(Object.entries(read).map(([name, value]) => [name, value ?? ""]));
}

/** The owner of a file that is replaced stays its owner: in a container another user reads it than the one who rotates. */
function writeFile(file: string, name: Caller, variables: FileVariables): void {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const lines = Object.entries(variables).map(([variable, value]) => `${variable}=${value}`);
  const text = `# The keys of ${name}. Written by npm run hansa -- keys create and keys rotate (docs/owners/keys.md).\n${lines.join("\n")}\n`;
  const next = `${file}.next`;
  writeFileSync(next, text, { mode: 0o600 });
  chmodSync(next, 0o600);
  if (existsSync(file)) keepOwner(file, next);
  renameSync(next, file);
}

function keepOwner(file: string, next: string): void {
  const { uid, gid } = statSync(file);
  const written = statSync(next);
  if (uid === written.uid && gid === written.gid) return;
  chownSync(next, uid, gid);
}
