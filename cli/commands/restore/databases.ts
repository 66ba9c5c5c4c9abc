/**
 * The databases of a restore: empty schemas, filled from the dumps of a backup. They are noted in the folder of the unfinished restore, beside which no
 * process opens them, so that one that failed or was killed leaves them empty again.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { CommandFailure } from "@hansa/kit/command-line";
import { systemRuntime } from "@hansa/kit/runtime";
import { nameOfPlace, openRecovery, openSchema, restoringFolder } from "@hansa/kit/store";
import { z } from "zod";
import { processFolder } from "../../host/shop.mjs";
import { type DatabasePlace, type Environment, storesOfShop } from "../../host/store-places.ts";
import { fillDatabase, findProgram } from "../backup/dumps.ts";
import { type FileEntry, measureFile } from "../backup/files.ts";
import { isSame, type Manifest, placeOf } from "../backup/manifest.ts";
import { fillingNote } from "./parts.ts";

/** A store that is a dump in the backup, and the database that it goes into. */
export type RestoredDatabase = {
  store: string;
  dump: string;
  engine: string;
  place: DatabasePlace;
  migrations: string;
};

/** The databases for the dumps of a backup. Throws where this shop has another engine for a store than the backup, or no program reads a dump. */
export function databasesFor(manifest: Manifest, data: string, environment: Environment): RestoredDatabase[] {
  const { databases = [], files } = manifest;
  const found: RestoredDatabase[] = [];
  for (const { service, store, place, migrations } of storesOfShop(data, environment)) {
    if (service === "router") continue;
    const dumped = databases.find((each) => each.store === store);
    const variable = `HANSA_${service.toUpperCase()}_DATABASE_URL`;
    if (dumped === undefined) {
      if (place.engine === "pg" && files.some((file) => placeOf(manifest, file) === store))
        throw new CommandFailure(
          `${store} is a file in this backup: take ${variable} away, and move the shop afterwards`,
        );
      continue;
    }
    if (place.engine === "sqlite")
      throw new CommandFailure(`${store} is the dump of a database in this backup: set ${variable} to an empty one`);
    if (place.schema !== dumped.schema)
      throw new CommandFailure(`${store} was in the schema ${dumped.schema}: name it in ${variable} (?schema=)`);
    const { dump, engine } = dumped;
    findProgram("pg_restore", engine);
    // The file is not in its place yet, and the id of the shop is compared when the store is opened.
    found.push({ store, dump, engine, place: { ...place, file: undefined }, migrations });
  }
  return found;
}

/** Empties those that an unfinished restore has filled, and throws unless all are empty then. */
export async function requireEmptyDatabases(data: string, databases: readonly RestoredDatabase[]): Promise<void> {
  const filled = readNote(data);
  for (const { place } of databases) {
    const schema = await openUnchecked(place);
    try {
      await schema.requireUnused();
      if (schema.isEmpty) continue;
      if (!filled.includes(schema.name))
        throw new CommandFailure(
          `${schema.name} is not empty: a restore goes into empty databases (docs/owners/postgresql.md#restore-dumps)`,
        );
      await schema.empty();
    } finally {
      await schema.close();
    }
  }
}

/** The dumps that are not as they were written. */
export async function faultsOfDumps(folder: string, files: readonly FileEntry[]): Promise<string[]> {
  const faults: string[] = [];
  for (const file of files) {
    const found = await measureFile(folder, file.path);
    if (!found || !isSame(found, file)) faults.push(`${file.path} ${found ? "was changed" : "is missing"}`);
  }
  return faults;
}

/** Fills the schemas. Throws if a dump is of a newer version. */
export async function fillDatabases(
  folder: string,
  data: string,
  databases: readonly RestoredDatabase[],
): Promise<void> {
  writeFileSync(noteIn(data), JSON.stringify(databases.map(({ place }) => nameOfPlace(place))), { flush: true });
  for (const { dump, engine, place, migrations } of databases) {
    const schema = await openUnchecked(place);
    try {
      await schema.prepare(migrations);
      await fillDatabase(place, engine, path.join(folder, dump));
      await schema.requireKnown(migrations);
    } finally {
      await schema.close();
    }
  }
}

/** Empties what the restore has filled. */
export async function emptyDatabases(data: string, databases: readonly RestoredDatabase[]): Promise<void> {
  if (existsSync(noteIn(data))) await requireEmptyDatabases(data, databases);
}

/** Opens the databases to every process that has noted later commits: their numbers were skipped. */
export async function openDatabases(data: string, databases: readonly RestoredDatabase[]): Promise<string> {
  for (const { store, place } of databases) {
    const recovery = await openRecovery({ ...place, file: path.join(data, store) }, systemRuntime);
    if (!recovery) throw new Error(`${nameOfPlace(place)} has no store`);
    await recovery.open().finally(recovery.close);
  }
  return `${databases.length} are open`;
}

/** Whether its store is of this shop was compared when it was opened, or the restore ends. */
function openUnchecked(place: DatabasePlace) {
  return openSchema({ ...place, shop: undefined });
}

function noteIn(data: string): string {
  return path.join(processFolder(data, "router"), restoringFolder, fillingNote);
}

/** The names of the databases that an unfinished restore fills. */
function readNote(data: string): string[] {
  const file = noteIn(data);
  return existsSync(file) ? z.array(z.string()).parse(JSON.parse(readFileSync(file, "utf8"))) : [];
}
