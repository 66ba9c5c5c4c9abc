/** The manifest of a backup: written last, it lists the files. A folder without a complete one is no backup. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { open, rename } from "node:fs/promises";
import path from "node:path";
import { dataFormat } from "@hansa/kit/store";
import { z } from "zod";
import { placeOfOlder } from "../../host/data/older-folder.ts";
import { seedMarker, seedNotes } from "../../host/data/seed-marker.ts";
import { processFolder, services } from "../../host/shop.mjs";
import { type FileEntry, syncFolder } from "./files.ts";

const manifestName = "manifest.json";

/** Media of the shop, and files that were sent and are still to be used. */
export const backupFolders = ["products/media", "products/uploads"] as const;
/** Markers by which `npm start` knows that the shop was filled. */
export const backupMarkers = [seedMarker, seedNotes] as const;

/** A path that restore writes to: a file of the data folder, never one outside. */
const filePath = z
  .string()
  .refine((text) => path.posix.normalize(text) === text && !path.posix.isAbsolute(text) && !text.startsWith(".."));

const contents = z.object({
  /** The format of the data folder that the files are of (packages/kit/src/store/engine/sqlite/data-format.mjs). */
  format: z.literal([1, dataFormat]),
  /** The version of Hansa that took the backup. */
  hansa: z.string(),
  /** The moment of the snapshots. */
  takenAt: z.iso.datetime(),
  /** How long writes waited for the barrier, in milliseconds. */
  barrierMs: z.number(),
  audit: z.enum(["clean", "broken"]),
  /** The stores of databases: each is a dump among the files, of the engine of its server. */
  databases: z
    .array(z.object({ store: z.string(), dump: filePath, engine: z.string(), schema: z.string() }))
    .optional(),
  files: z.array(z.object({ path: filePath, bytes: z.int().min(0), sha256: z.string().regex(/^[0-9a-f]{64}$/) })),
});
/** `sha256` is that of the contents as JSON without spaces. */
const manifest = z.object({ contents, sha256: z.string() });

/** The part of a manifest that every version reads. */
const anyManifest = z.object({ contents: z.object({ format: z.int() }) });

export type Manifest = z.infer<typeof contents>;

/** Writes the manifest so that it is either whole and on the disk, or not there. */
export async function writeManifest(folder: string, written: Manifest): Promise<void> {
  const file = path.join(folder, manifestName);
  const handle = await open(`${file}.part`, "w", 0o600);
  try {
    await handle.writeFile(`${JSON.stringify({ contents: written, sha256: hashOf(written) }, null, 2)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(`${file}.part`, file);
  await syncFolder(folder);
}

/** Notes the time of a complete backup in the router's folder, which shows it in its metrics. */
export function noteBackup(data: string, { takenAt, audit }: Manifest): void {
  const file = path.join(processFolder(data, "router"), "last-backup.json");
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(`${file}.part`, `${JSON.stringify({ takenAt, audit })}\n`, { mode: 0o600 });
  renameSync(`${file}.part`, file);
}

/** The manifest of a complete backup. Throws for anything else, saying why. */
export function readManifest(folder: string): Manifest {
  const file = path.join(folder, manifestName);
  if (!existsSync(file)) throw new Error(`${folder} is no complete backup: it has no ${manifestName}.`);
  const parsed = parse(readFileSync(file, "utf8"));
  const format = anyManifest.safeParse(parsed).data?.contents.format;
  if (format !== undefined && format > dataFormat)
    throw new Error(
      `${folder} is a backup of format ${format}, and this version of Hansa knows ${dataFormat}. Restore it with the version that took it.`,
    );
  const read = manifest.safeParse(parsed);
  if (!read.success) throw new Error(`${file} is not a manifest that this version reads.`);
  if (read.data.sha256 !== hashOf(read.data.contents)) throw new Error(`${file} was changed after it was written.`);
  return read.data.contents;
}

/** The path that a file of a backup gets in the data folder. Throws if no service of this version has such a file. */
export function placeOf({ format }: Manifest, { path: name }: FileEntry): string {
  const place = format === 1 ? placeOfOlder(name) : name;
  if (!services.some((service) => place.startsWith(`${processFolder("", service.name)}/`)))
    throw new Error(`${name} is of a service that this version does not have.`);
  return place;
}

/** Whether two entries have the same content. */
export function isSame(one: FileEntry, other: FileEntry): boolean {
  return one.bytes === other.bytes && one.sha256 === other.sha256;
}

function hashOf(written: Manifest): string {
  return createHash("sha256").update(JSON.stringify(written)).digest("hex");
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
