/** Shops to be audited: one is made, and each test works on a copy that it may damage behind the services' backs. */
import { copyFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { temporaryFolder } from "@hansa/kit/testing";
import { onTestFinished } from "vitest";
import { z } from "zod";
import { fillShop } from "../../seed/fill-shop.ts";
import { openSeedShop } from "../../seed/seed-shop.ts";
import { loadDriver } from "../../sqlite.mjs";

const Database = loadDriver();
const triggers = z.array(z.object({ name: z.string(), sql: z.string() }));

/** A shop with a past: orders that were paid, sent, cancelled, returned and refunded. */
export async function madeShop(orders: number): Promise<{ path: string; remove(): void }> {
  const folder = temporaryFolder();
  const shop = await openSeedShop(folder.path);
  await fillShop(shop, { products: 0, orders, ifEmpty: false }).finally(() => shop.close());
  return folder;
}

/** The same stores in a folder of this test's own. */
export function copyOf(data: string): string {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  for (const name of readdirSync(data).filter((name) => name.endsWith(".db")))
    copyFileSync(path.join(data, name), path.join(folder.path, name));
  return folder.path;
}

/** Runs statements on a store as no service could: without its checks and its triggers, which are all back afterwards. */
export function damage(data: string, store: string, ...statements: string[]): void {
  const db = new Database(path.join(data, `${store}.db`));
  try {
    db.pragma("foreign_keys = OFF");
    db.pragma("ignore_check_constraints = ON");
    const guards = triggers.parse(db.prepare("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all());
    for (const { name } of guards) db.exec(`DROP TRIGGER "${name}"`);
    const changed = statements.map((statement) => db.prepare(statement).run().changes);
    if (changed.includes(0)) throw new Error(`a statement damaged nothing: ${statements[changed.indexOf(0)]}`);
    for (const { sql } of guards) db.exec(sql);
  } finally {
    db.close();
  }
}

/** What is in a store. */
export function look(data: string, store: string, question: string): unknown[] {
  const db = new Database(path.join(data, `${store}.db`), { readonly: true });
  try {
    return db.prepare(question).all();
  } finally {
    db.close();
  }
}
