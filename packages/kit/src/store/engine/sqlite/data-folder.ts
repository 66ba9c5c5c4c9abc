/** The folder of a store: refused if it holds data that the store must not be opened beside, or is on the disk of another host. */
import { existsSync, mkdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { CommandFailure } from "../../../command-line/failure.ts";
import { requireKnownFormat, writeFormat } from "./data-format.mjs";
import { assertNotMoved } from "./moved-mark.ts";
import { networkDiskOf } from "./network-disk.ts";

/** The folder in that of each service into which a backup is being restored: while it exists, the stores beside it are incomplete. */
export const restoringFolder = "restoring";

/**
 * Makes the folder of a store, and gives it the number of its format. Throws if its data are older, newer, incomplete or moved, or if it is on another
 * host's disk.
 */
export function prepareFolder(file: string): void {
  const folder = dirname(file);
  assertNoOlderStore(file);
  requireKnownFormat(folder);
  assertNoUnfinishedRestore(folder);
  assertNotMoved(file);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  assertLocalDisk(folder);
  writeFormat(folder);
}

/** Until November 2026 all stores were in the data folder itself. A store opened below one of them would be created empty. */
function assertNoOlderStore(file: string): void {
  const older = join(dirname(dirname(file)), basename(file));
  if (existsSync(older))
    throw new CommandFailure(
      `${older} is where an older version kept this store. Run npm start there once: it moves it to ${file}.`,
    );
}

/** Throws if the folder is on a network file system: processes of several hosts would write one file without a common lock. */
function assertLocalDisk(folder: string): void {
  const name = networkDiskOf(folder);
  if (name === undefined) return;
  throw new CommandFailure(
    `${folder} is on a network file system (${name}), where SQLite's locks hold on one host only. Set HANSA_DATA to a local disk or a block device, or keep the stores on PostgreSQL.`,
  );
}

/** A store opened during a restore would be created empty in the place of the restored one. */
export function assertNoUnfinishedRestore(folder: string): void {
  if (existsSync(join(folder, restoringFolder)))
    throw new CommandFailure(
      `${folder} holds an unfinished restore. Run npm run hansa -- restore again: it starts from the beginning.`,
    );
}
