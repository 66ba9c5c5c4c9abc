/** Copies of a made shop, which tests of the audit may damage past the services. */
import { closeSync, copyFileSync, existsSync, mkdirSync, openSync, writeSync } from "node:fs";
import path from "node:path";
import type { StorePlace } from "@hansa/kit/store";
import { changeStore, temporaryFolder } from "@hansa/kit/testing";
import { inject, onTestFinished } from "vitest";
import { z } from "zod";
import { seedState } from "../../../host/data/seed-marker.ts";
import { seedShop } from "../../../host/seed.ts";
import { sandboxStore, storeFile, stores } from "../../../host/shop.mjs";
import { loadDriver } from "../../../host/sqlite.mjs";

const Database = loadDriver();
const triggers = z.array(z.object({ name: z.string(), sql: z.string() }));

/** The evening of the last day that is seeded, as the tests' configuration says. */
export const lastDay = Date.parse(`${process.env.HANSA_SEED_UNTIL}T18:00:00Z`);

/** A past takes ten seconds of a processor, which many may share. */
const pastMs = 10 * 60_000;

/**
 * A shop with a past: orders that were paid, sent, cancelled, returned and refunded. The first caller makes it; the lock lets the other
 * processes of the test run wait for it.
 */
export function openSoundShop(): string {
  const folder = path.join(inject("shopFolders"), "past");
  const lock = new Database(`${folder}.lock`, { timeout: pastMs });
  try {
    lock.exec("BEGIN EXCLUSIVE");
    if (seedState(folder) !== "seeded") seedShop(folder, { orders: 60 });
    lock.exec("COMMIT");
  } finally {
    lock.close();
  }
  return folder;
}

/** The same stores in a folder of this test's own. */
export function copyOf(data: string): string {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  for (const store of stores.filter((each) => existsSync(path.join(data, each)))) {
    mkdirSync(path.dirname(path.join(folder.path, store)), { recursive: true });
    copyFileSync(path.join(data, store), path.join(folder.path, store));
  }
  return folder.path;
}

type Connection = InstanceType<typeof Database>;

/** The file of a store of a shop, or of the payment sandbox's own books. */
function rawStoreFile(data: string, store: string): string {
  return store === "sandbox-provider" ? path.join(data, sandboxStore) : storeFile(data, store);
}

/** Opens a store of a copy behind its service's back. */
export function withRawStore<T>(data: string, store: string, use: (db: Connection) => T): T {
  const db = new Database(rawStoreFile(data, store));
  try {
    return use(db);
  } finally {
    db.close();
  }
}

/** Runs statements on a store as no service could: without its checks and triggers. All of them but `without` are back afterwards. */
export function damage(data: string, store: string, statements: readonly string[], without?: string): void {
  withRawStore(data, store, (db) => {
    db.pragma("foreign_keys = OFF");
    db.pragma("ignore_check_constraints = ON");
    const guards = triggers.parse(db.prepare("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all());
    if (without !== undefined && !guards.some(({ name }) => name === without))
      throw new Error(`${store} has no trigger ${without}`);
    for (const { name } of guards) db.exec(`DROP TRIGGER "${name}"`);
    for (const statement of statements)
      if (db.prepare(statement).run().changes === 0 && !statement.startsWith("DROP"))
        throw new Error(`this damages nothing: ${statement}`);
    for (const { name, sql } of guards) if (name !== without) db.exec(sql);
  });
}

/** Runs the same statements on a store in a database. Its rules and triggers are gone afterwards. */
export async function damageDatabase(place: StorePlace, statements: readonly string[]): Promise<void> {
  const rules = `SELECT conrelid::regclass AS owner, conname AS name FROM pg_constraint
    WHERE contype IN ('c', 'f') AND connamespace = current_schema()::regnamespace`;
  await changeStore(
    place,
    `DO $$ DECLARE one record; BEGIN
      FOR one IN ${rules} LOOP EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', one.owner, one.name); END LOOP;
      FOR one IN SELECT DISTINCT tgrelid::regclass AS owner FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
        WHERE NOT tgisinternal AND relnamespace = current_schema()::regnamespace
      LOOP EXECUTE format('ALTER TABLE %s DISABLE TRIGGER USER', one.owner); END LOOP;
    END $$; ${statements.join("; ")}`,
  );
}

/** Spoils a page that nothing but a check of all pages reads: the root of an index of nothing that the shop needs. */
export function corrupt(data: string, store: string): void {
  const place = withRawStore(data, store, (db) => {
    db.exec(
      "CREATE TABLE spoiled (a); CREATE INDEX spoiled_a ON spoiled (a); INSERT INTO spoiled VALUES (1), (2), (3)",
    );
    const root = db.prepare("SELECT rootpage FROM sqlite_master WHERE name = 'spoiled_a'").pluck().get();
    return { page: z.number().parse(root), size: z.number().parse(db.pragma("page_size", { simple: true })) };
  });
  const file = openSync(storeFile(data, store), "r+");
  writeSync(file, Buffer.alloc(place.size, 0xff), 0, place.size, (place.page - 1) * place.size);
  closeSync(file);
}
