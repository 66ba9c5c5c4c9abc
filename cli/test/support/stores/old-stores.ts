/**
 * Old stores for tests of upgrades: the stores of a simulated shop, made by the last version before the migration baselines, through its chain
 * of 51 migrations: ten orders with captures, refunds, parcels and returns, and four crashes on the way.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { createMetrics } from "@hansa/kit/runtime";
import { Database, openStore } from "@hansa/kit/store";
import { manualRuntime } from "@hansa/kit/testing";
import { onTestFinished } from "vitest";
import { migrationFolders, root } from "../../../host/shop.mjs";

export type Connection = InstanceType<typeof Database>;

const fixtures = path.join(import.meta.dirname, "..", "..", "fixtures", "stores-before-baseline");
/** The time of the simulated shop, before its two open checkouts expire. */
export const shopTime = Date.UTC(2026, 0, 15, 12, 1);

/** A folder with the old stores, and one with new, empty ones. */
export async function openFolders(): Promise<{ old: string; fresh: string }> {
  const both = mkdtempSync(path.join(tmpdir(), "hansa-upgrade-"));
  onTestFinished(() => rmSync(both, { recursive: true }));
  const [old, fresh] = [mkdtempSync(path.join(both, "old-")), mkdtempSync(path.join(both, "fresh-"))];
  for (const [name, folder] of migrationFolders) {
    mkdirSync(path.dirname(path.join(old, name)), { recursive: true });
    writeFileSync(path.join(old, name), gunzipSync(readFileSync(path.join(fixtures, `${path.basename(name)}.gz`))));
    const store = await openStore({
      place: { engine: "sqlite", file: path.join(fresh, name) },
      migrations: path.join(root, folder),
      runtime: manualRuntime(shopTime),
      metrics: createMetrics(),
    });
    await store.close();
  }
  return { old, fresh };
}

/** Reads a store of a folder, by its path there. */
export function inStore<Result>(folder: string, name: string, read: (db: Connection) => Result): Result {
  const db = new Database(path.join(folder, name));
  try {
    return read(db);
  } finally {
    db.close();
  }
}
