/** All that a store holds, for tests of erasure. */
import { copyFileSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { StorePlace } from "../../src/store/place.ts";
import { temporaryFolder } from "../subgraph-client.ts";
import { changeStore, rowsOf } from "./look-ups.ts";

type Part = {
  /** As if this table were empty. */
  without?: string;
};

/**
 * The bytes of a store: of its file and of its log, free pages included; in a database, of its rows, as those that are dead wait for the
 * server's vacuum.
 */
export async function contentsOf(place: StorePlace, { without }: Part = {}): Promise<Buffer> {
  if (place.engine === "pg") return rowBytes(place, without);
  if (without === undefined) return bytesOf(place.file);
  const folder = temporaryFolder();
  try {
    for (const path of pathsOf(place.file)) copyFileSync(path, join(folder.path, basename(path)));
    const copy = join(folder.path, basename(place.file));
    await changeStore({ engine: "sqlite", file: copy }, `DELETE FROM ${without}`);
    return bytesOf(copy);
  } finally {
    folder.remove();
  }
}

async function rowBytes(place: StorePlace, without = ""): Promise<Buffer> {
  const tables = await rowsOf(
    place,
    `SELECT format('SELECT one::text AS held FROM %I AS one', relname) AS text FROM pg_class
      WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace AND relname <> '${without}'`,
  );
  const rows = await rowsOf(place, tables.map((table) => Object(table).text).join(" UNION ALL "));
  return Buffer.from(rows.map((row) => Object(row).held).join("\n"));
}

function bytesOf(file: string): Buffer {
  return Buffer.concat(pathsOf(file).map((path) => readFileSync(path)));
}

function pathsOf(file: string): string[] {
  const names = readdirSync(dirname(file)).filter((name) => name.startsWith(basename(file)));
  return names.map((name) => join(dirname(file), name));
}
