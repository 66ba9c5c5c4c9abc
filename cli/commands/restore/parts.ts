/** The files of a restore in progress: prepared in a folder within that of each process, moved into place together, or removed. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { formatFile, restoringFolder, writeFormat } from "@hansa/kit/store";
import { storeEndings } from "../../host/data/data-folder.ts";
import { processFolder, routerStores, services, stores } from "../../host/shop.mjs";
import { syncFolder } from "../backup/files.ts";
import { backupFolders, backupMarkers } from "../backup/manifest.ts";
import { removeMarks, returnEntries } from "./set-aside.ts";

/** The note of the databases that a restore fills, in the router's folder of the restore, which is removed last. */
export const fillingNote = "databases.json";

const storeFiles = stores.flatMap((name) => storeEndings.map((ending) => name + ending));
const processNames = services.map(({ name }) => name);
const formatFiles = processNames.map((name) => path.join(processFolder("", name), formatFile));

/**
 * A data folder whose folders lie in those of `data`: each may be a volume of its own, into which no file of another can be moved. It is
 * made of links, in the system's temporary folder.
 */
export function openStaging(data: string): string {
  const staging = mkdtempSync(path.join(tmpdir(), "hansa-restore-"));
  process.once("exit", () => rmSync(staging, { recursive: true, force: true }));
  for (const name of processNames) {
    const part = path.join(processFolder(path.resolve(data), name), restoringFolder);
    mkdirSync(part, { recursive: true, mode: 0o700 });
    writeFormat(part);
    symlinkSync(part, path.join(staging, name));
  }
  return staging;
}

/** Until the last file is in place, no service opens a store: the folders of the unfinished restore, which they refuse, go last. */
export async function moveIntoPlace(data: string): Promise<void> {
  const folders = processNames.map((name) => processFolder(data, name));
  for (const folder of folders) {
    const part = path.join(folder, restoringFolder);
    for (const name of readdirSync(part).filter((entry) => entry !== fillingNote))
      renameSync(path.join(part, name), path.join(folder, name));
    await syncFolder(folder);
  }
  for (const folder of folders) {
    rmSync(path.join(folder, restoringFolder), { recursive: true });
    await syncFolder(folder);
  }
}

/**
 * Removes what an unfinished restore left, and returns the data that it was setting aside. Stores in place are its own only if it began in an
 * empty folder, or had set the data aside. Its marks go last: a store beside them is refused by every service.
 */
export async function removeParts(data: string): Promise<void> {
  const isShop = await returnEntries(data);
  const parts = processNames.map((name) => path.join(processFolder(data, name), restoringFolder));
  if (!isShop && parts.some((part) => existsSync(part)))
    for (const name of [...storeFiles, ...routerStores(data), ...backupFolders, ...backupMarkers, ...formatFiles])
      rmSync(path.join(data, name), { recursive: true, force: true });
  for (const part of parts) rmSync(part, { recursive: true, force: true });
  if (isShop) await removeMarks(data);
}
