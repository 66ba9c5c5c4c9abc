/** Copies the files of a backup: each is read once, hashed while it is read, and flushed to disk before it is counted. */
import { createHash } from "node:crypto";
import { constants, mkdirSync, readdirSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import path from "node:path";

/** A file of a backup: its path in the folder, with slashes, its size and its SHA-256 as hexadecimal digits. */
export type FileEntry = { path: string; bytes: number; sha256: string };

const chunkBytes = 1024 * 1024;

/** Copies one file to the same path in another folder, or to `place`, and answers its entry; undefined if it is not there. */
export async function copyFile(
  from: string,
  to: string,
  name: string,
  place: string = name,
): Promise<FileEntry | undefined> {
  const source = await openIfThere(path.join(from, name));
  if (!source) return undefined;
  try {
    mkdirSync(path.dirname(path.join(to, place)), { recursive: true });
    const target = await open(path.join(to, place), "w", 0o600);
    try {
      const entry = await read(source, name, (chunk) => target.writeFile(chunk));
      await target.sync();
      return entry;
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

/** The entry of a file that is there, after bringing it to the disk; undefined if it is not there. */
export async function measureFile(folder: string, name: string): Promise<FileEntry | undefined> {
  const file = await openIfThere(path.join(folder, name));
  if (!file) return undefined;
  try {
    await file.sync();
    return await read(file, name, async () => {});
  } finally {
    await file.close();
  }
}

/** Copies the files below `name` that `known` does not have in their present size, and adds them to it. */
export async function copyFolder(from: string, to: string, name: string, known: Map<string, FileEntry>): Promise<void> {
  for (const file of filesBelow(from, name)) {
    const bytes = await sizeOf(path.join(from, file));
    if (bytes === undefined || bytes === known.get(file)?.bytes) continue;
    const entry = await copyFile(from, to, file);
    if (entry) known.set(file, entry);
  }
}

/** The paths of all files below a folder, relative to `root` and with slashes. */
function filesBelow(root: string, name: string): string[] {
  return readFolder(path.join(root, name)).flatMap((entry) => {
    const inside = `${name}/${entry.name}`;
    if (entry.isDirectory()) return filesBelow(root, inside);
    return entry.isFile() ? [inside] : [];
  });
}

/** Brings a folder's own entries to the disk, such as the new name of a file in it. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function read(file: FileHandle, name: string, use: (chunk: Uint8Array) => Promise<void>): Promise<FileEntry> {
  const hash = createHash("sha256");
  const buffer = Buffer.alloc(chunkBytes);
  let bytes = 0;
  for (;;) {
    const { bytesRead } = await file.read(buffer, 0, chunkBytes, bytes);
    if (bytesRead === 0) return { path: name, bytes, sha256: hash.digest("hex") };
    const chunk = buffer.subarray(0, bytesRead);
    hash.update(chunk);
    await use(chunk);
    bytes += bytesRead;
  }
}

async function sizeOf(file: string): Promise<number | undefined> {
  const handle = await openIfThere(file);
  if (!handle) return undefined;
  try {
    return (await handle.stat()).size;
  } finally {
    await handle.close();
  }
}

/** A picture that is taken away between listing and copying it is no fault. */
async function openIfThere(file: string): Promise<FileHandle | undefined> {
  try {
    return await open(file, constants.O_RDONLY);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function readFolder(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
