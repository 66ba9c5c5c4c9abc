/** Prepares restored stores: skips numbers, ends sessions, and reconciles payments with the providers. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { createMetrics, type Runtime } from "@hansa/kit/runtime";
import { openStore, type Store } from "@hansa/kit/store";
import { z } from "zod";
import { skipNumbers as skipOrderNumbers } from "../../../subgraphs/orders/src/service/invoicing/skipped-numbers.ts";
import { noteUnasked } from "../../../subgraphs/payments/src/store/reconciliation/queries.ts";
import { endSessionsAfterRestore } from "../../../subgraphs/users/src/service/sessions/restore.ts";
import { environmentFor } from "../../host/keys/key-folder.ts";
import { migrationFolders, root, storeFile, stores } from "../../host/shop.mjs";
import { loadDriver } from "../../host/sqlite.mjs";
import { say } from "../../host/terminal.mjs";
import { reconcileStores } from "../reconcile/run.ts";

type Environment = Readonly<Record<string, string | undefined>>;

const dayMs = 24 * 60 * 60 * 1_000;
/** Payments are compared from a day before the backup on, and for three days at least. */
const minDays = 3;

/** Brings the stores of an older version up to date. Throws if one is of a newer version: its tables are not what this version knows. */
export async function migrateStores(folder: string, runtime: Runtime): Promise<void> {
  const names = stores.filter((name) => existsSync(path.join(folder, name)));
  for (const name of names) requireKnownMigrations(folder, name);
  for (const name of names) await withStore(folder, name, runtime, async () => {});
}

function requireKnownMigrations(folder: string, name: string): void {
  const file = path.join(folder, name);
  const Database = loadDriver();
  const store = new Database(file);
  try {
    const { last } = z
      .object({ last: z.number().nullable() })
      .parse(store.prepare("SELECT max(created_at) AS last FROM __drizzle_migrations").get());
    if (last !== null && last > lastKnown(name))
      throw new Error(`${name} was made by a newer version of Hansa. Restore it with that version.`);
  } finally {
    store.close();
  }
}

function lastKnown(name: string): number {
  const journal = z
    .object({ entries: z.array(z.object({ when: z.number() })) })
    .parse(JSON.parse(readFileSync(path.join(migrationsOf(name), "meta", "_journal.json"), "utf8")));
  return Math.max(0, ...journal.entries.map(({ when }) => when));
}

function migrationsOf(name: string): string {
  const folder = migrationFolders.get(name);
  if (folder === undefined) throw new Error(`${name} is no store of the shop`);
  return path.join(root, folder);
}

/** Writes the write-ahead log of a store into its file. A reader of a store, such as the audit, leaves a log beside it. */
export function settleStore(folder: string, name: string): void {
  const file = path.join(folder, name);
  if (!existsSync(file)) return;
  const Database = loadDriver();
  const store = new Database(file);
  store.pragma("synchronous = FULL");
  store.pragma("wal_checkpoint(TRUNCATE)");
  store.close();
}

/** Leaves a gap in the numbers of orders, invoices and credit notes; says which. */
export async function skipNumbers(folder: string, lostSince: number, runtime: Runtime): Promise<string> {
  const skipped = await withStore(folder, storeFile("", "orders"), runtime, (store) =>
    store.write("skip-numbers", (tx) => skipOrderNumbers({ runtime }, tx, lostSince)),
  );
  return `skipped: ${skipped.map(({ sequence, first, last }) => `${sequence} ${first} to ${last}`).join(", ")}`;
}

/** Ends every session; says how many. */
export async function endSessions(folder: string, runtime: Runtime): Promise<string> {
  const ended = await withStore(folder, storeFile("", "users"), runtime, (store) =>
    store.write("end-sessions", (tx) => endSessionsAfterRestore({ runtime }, tx)),
  );
  return `${ended} ended: everybody signs in again`;
}

async function withStore<T>(
  folder: string,
  name: string,
  runtime: Runtime,
  use: (store: Store) => Promise<T>,
): Promise<T> {
  const file = path.join(folder, name);
  const store = await openStore({
    place: { engine: "sqlite", file },
    migrations: migrationsOf(name),
    runtime,
    metrics: createMetrics(),
  });
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

/** Notes in the store of payments that its providers have to be asked before it makes a call that moves money. */
export async function closePayments(folder: string, takenAt: number, runtime: Runtime): Promise<string> {
  const restoredAt = runtime.now();
  const since = Math.min(takenAt - dayMs, restoredAt - minDays * dayMs);
  await withStore(folder, storeFile("", "payments"), runtime, (store) =>
    store.write("close-payments", (tx) => noteUnasked(tx, since, restoredAt)),
  );
  return "not asked: payments, captures and refunds stay closed until npm run hansa -- reconcile has asked them";
}

/** The data folder, where the keys are, the time of the backup, and the environment of the shop. */
type RestoredBackup = { data: string; takenAt: number; environment: Environment };

/**
 * Asks the providers for all payments since a day before the backup, takes what they say of those that the backup knows, and lists those that
 * it does not. Throws if a provider does not answer: the shop would sell without knowing what was paid.
 */
export async function reconcileProviders(
  folder: string,
  { data, takenAt, environment }: RestoredBackup,
  runtime: Runtime,
): Promise<string> {
  const days = Math.max(minDays, Math.ceil((runtime.now() - takenAt) / dayMs) + 1);
  const own = { ...environmentFor("payments", environment, data), HANSA_DATA: folder };
  const { unanswered, mismatches } = await reconcileStores(own, days, runtime, (line) => say(`      ${line}`));
  if (unanswered > 0)
    throw new Error(
      `${unanswered} requests to payment providers had no answer. Run the command again when they answer.`,
    );
  return mismatches === 0 ? "they agree" : `${mismatches} need a person: docs/owners/backup.md`;
}
