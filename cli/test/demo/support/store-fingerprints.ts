/** Fingerprints of the tables of a shop's stores. */
import { createHash } from "node:crypto";
import path from "node:path";
import { z } from "zod";
import { stores } from "../../../host/shop.mjs";
import { loadDriver } from "../../../host/sqlite.mjs";

const Database = loadDriver();

/** Columns that may differ between two equal shops: secrets are not derived from the seed. */
const unforeseeable: Readonly<Record<string, readonly string[]>> = {
  "users/users.db/credentials": ["password_hash"],
  "users/users.db/signing_keys": ["kid", "public_key", "sealed"],
};

const names = z.array(z.object({ name: z.string() }));
const rows = z.array(z.record(z.string(), z.unknown()));

/** A hash of each table's rows, independent of their order, by `store/table`. */
export function fingerprints(data: string): Record<string, string> {
  return Object.fromEntries(stores.flatMap((store) => tablesOf(data, store)));
}

/** All rows that a question of ours finds in a store. */
export function queryStore(data: string, store: string, request: string): z.infer<typeof rows> {
  const database = new Database(path.join(data, store), { readonly: true });
  const found = rows.parse(database.prepare(request).all());
  database.close();
  return found;
}

function tablesOf(data: string, store: string): [string, string][] {
  const tables = names.parse(
    queryStore(data, store, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"),
  );
  return tables.map(({ name }) => {
    const table = `${store}/${name}`;
    const left = unforeseeable[table] ?? [];
    const lines = queryStore(data, store, `SELECT * FROM "${name}"`).map((row) =>
      JSON.stringify(Object.entries(row).filter(([column]) => !left.includes(column))),
    );
    const print = createHash("sha256").update(lines.sort().join("\n")).digest("hex").slice(0, 16);
    return [table, `${lines.length} rows, ${print}`];
  });
}
