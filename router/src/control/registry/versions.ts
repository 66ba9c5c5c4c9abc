/** Versions of the schema: numbered files in a folder that all routers of a shop read, each complete before it is visible and never changed. */
import { link, mkdir, mkdtemp, open, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CommandFailure } from "@hansa/kit/command-line";
import { z } from "zod";
import { hashSupergraph } from "../../graph/composition/supergraph-hash.ts";

const checkedChange = z.object({
  level: z.enum(["breaking", "dangerous", "safe"]),
  kind: z.string(),
  coordinate: z.string(),
  message: z.string(),
  /** The reason for which a breaking change is approved. */
  approved: z.string().nullable(),
  /** The names of the operations that it concerns. */
  operations: z.array(z.string()),
});

const version = z.object({
  number: z.int().positive(),
  /** That of the supergraph. */
  hash: z.string(),
  author: z.string(),
  commit: z.string().nullable(),
  /** Epoch milliseconds. */
  publishedAt: z.int(),
  /** The version whose supergraph this one makes the current one again; null: it is a new supergraph. */
  restores: z.int().positive().nullable(),
  checks: z.object({
    /** The version that it was compared with; null: the graph that is committed. */
    against: z.int().positive().nullable(),
    changes: z.array(checkedChange),
    /** The hints of the composition, each with its code. */
    hints: z.array(z.string()),
  }),
  supergraph: z.string(),
});

export type Version = z.infer<typeof version>;

const versionFile = /^(\d{6})\.json$/;
const servedFile = /^(\d{6})\.served$/;
const stemOf = (number: number) => String(number).padStart(6, "0");

/** The versions of a registry by number, in order. */
export type Numbers = { published: readonly number[]; served: readonly number[] };

/** Lists the versions, and those that a router has served. A folder that does not exist has none. */
export async function listVersions(folder: string): Promise<Numbers> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  const numbersOf = (pattern: RegExp) =>
    names
      .flatMap((name) => pattern.exec(name)?.[1] ?? [])
      .map(Number)
      .sort((one, other) => one - other);
  return { published: numbersOf(versionFile), served: numbersOf(servedFile) };
}

/** Reads a version. Throws unless the file is whole. */
export async function readVersion(folder: string, number: number): Promise<Version> {
  const file = join(folder, `${stemOf(number)}.json`);
  const read = version.safeParse(parseOrNothing(await readFile(file, "utf8")));
  const isWhole =
    read.success && read.data.number === number && read.data.hash === hashSupergraph(read.data.supergraph);
  if (!isWhole) throw new CommandFailure(`${file} is no version of the schema: it was changed, or damaged.`);
  return read.data;
}

/** Reads the current version, which is the last one; undefined if there is none. */
export async function readCurrent(folder: string): Promise<Version | undefined> {
  const number = (await listVersions(folder)).published.at(-1);
  return number === undefined ? undefined : readVersion(folder, number);
}

/**
 * Adds a version after `previous`, the last one when it was checked. Throws if there is another one since. Readers see the whole file or none:
 * it is linked to its name, which no second file can take, once it is on the disk.
 */
export async function addVersion(
  folder: string,
  previous: Version | undefined,
  draft: Omit<Version, "number" | "hash">,
): Promise<Version> {
  const number = (previous?.number ?? 0) + 1;
  const added = { ...draft, number, hash: hashSupergraph(draft.supergraph) };
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, `${stemOf(number)}.json`);
  const incoming = await mkdtemp(join(folder, "incoming-"));
  try {
    const whole = join(incoming, "version.json");
    await writeWhole(whole, `${JSON.stringify(added, null, 2)}\n`);
    await link(whole, file);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    throw new CommandFailure(`version ${number} was published meanwhile. Compare with it: publish again.`);
  } finally {
    await rm(incoming, { recursive: true, force: true });
  }
  await syncFolder(folder);
  return added;
}

/** Notes that a router has served a version, so that it is the first one after a restart. */
export async function noteServed(folder: string, number: number): Promise<void> {
  await writeFile(join(folder, `${stemOf(number)}.served`), "", { mode: 0o600 });
}

function parseOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function writeWhole(file: string, text: string): Promise<void> {
  const handle = await open(file, "w", 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The new name is on the disk, too. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
