/** The shop's stores, attached read-only to one connection, so that one query can compare two of them. */
import { existsSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { services } from "../../packages/contracts/src/services.mjs";
import { olderStores, requireKnownData, storeFile } from "../host/shop.mjs";
import { loadDriver } from "../host/sqlite.mjs";

/** The SQL schema names of the stores: `orders.sagas` is the table `sagas` of orders. */
export const storeNames: readonly StoreName[] = services.flatMap(({ name, audit }) =>
  audit === "invariants" ? [name] : [],
);
/** The services of the list that the audit includes. */
export type StoreName = Extract<(typeof services)[number], { audit: "invariants" }>["name"];
/** `books`: what the payment sandbox, as the provider that it plays, wrote down for itself. */
export type Schema = StoreName | "books";

const row = z.record(z.string(), z.union([z.string(), z.number(), z.null()]));
export type Row = z.infer<typeof row>;

export type Stores = {
  /** Every row that the statement finds. */
  all(statement: string, values?: Row): Row[];
  /** The one number that the statement finds. */
  count(statement: string, values?: Row): number;
  /** The rows of a PRAGMA on one store. */
  pragma(schema: Schema, name: string): Row[];
  /** Runs `look` on one snapshot of each store, taken in this order and before anything else is asked. */
  snapshot<T>(order: readonly Schema[], look: () => T): T;
  /** Whether the provider's own books are here. */
  hasBooks: boolean;
  close(): void;
};

/** Opens the stores in the folder `data`, and the provider's books if they are there. Throws when a store is missing, or of a newer format. */
export function openStores(data: string, booksFile: string): Stores {
  requireKnownData(data);
  const files = storeNames.map((name) => [name, storeFile(data, name)] as const);
  const missing = files.filter(([, file]) => !existsSync(file));
  if (missing.length > 0) {
    const older =
      olderStores(data).length > 0 ? ". It is of an older version: npm start and npm run hansa -- restore take it" : "";
    throw new Error(`${data} has no ${missing.map(([, file]) => path.relative(data, file)).join(", ")}${older}`);
  }
  const hasBooks = existsSync(booksFile);

  // A database that is attached to a read-only connection is read-only too. No query names the first one.
  const Database = loadDriver();
  const connection = new Database(storeFile(data, "users"), { readonly: true, timeout: 5_000 });
  for (const [name, file] of files) connection.prepare(`ATTACH ? AS ${name}`).run(file);
  if (hasBooks) connection.prepare("ATTACH ? AS books").run(booksFile);
  connection.pragma("temp_store = memory");

  const all = (statement: string, values: Row = {}): Row[] =>
    connection
      .prepare(statement)
      .all(values)
      .map((found) => row.parse(found));
  return {
    all,
    count: (statement, values) => z.number().parse(Object.values(all(statement, values)[0] ?? {})[0]),
    pragma: (schema, name) => z.array(row).parse(connection.pragma(`${schema}.${name}`)),
    snapshot: (order, look) => {
      connection.exec("BEGIN");
      try {
        for (const schema of order) connection.prepare(`SELECT count(*) FROM ${schema}.sqlite_master`).get();
        return look();
      } finally {
        connection.exec("COMMIT");
      }
    },
    hasBooks,
    close: () => connection.close(),
  };
}

const corrupt = z.object({ code: z.string().startsWith("SQLITE_CORRUPT"), message: z.string() });

/** SQLite's message about a corrupt store. Any other error is thrown again. */
export function messageIfCorrupt(error: unknown): string {
  const known = corrupt.safeParse(error);
  if (!known.success) throw error;
  return known.data.message;
}
