/** Prepares stores that went back to an earlier moment: reconciles payments with the providers, ends sessions, and skips numbers. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { createMetrics, type Runtime } from "@hansa/kit/runtime";
import { openStore, type Store, type StorePlace } from "@hansa/kit/store";
import { z } from "zod";
import { skipNumbers as skipOrderNumbers } from "../../../subgraphs/orders/src/service/invoicing/skipped-numbers.ts";
import type { SkippedNumbersRow } from "../../../subgraphs/orders/src/store/tables.ts";
import { noteUnasked } from "../../../subgraphs/payments/src/store/reconciliation/queries.ts";
import { endSessionsAfterRestore } from "../../../subgraphs/users/src/service/sessions/restore.ts";
import { environmentFor } from "../../host/keys/key-folder.ts";
import { migrationFolders, root, storeFile, stores } from "../../host/shop.mjs";
import { loadDriver } from "../../host/sqlite.mjs";
import { type numberedSteps, say } from "../../host/terminal.mjs";
import { reconcileStores } from "../reconcile/run.ts";

type Environment = Readonly<Record<string, string | undefined>>;
/** The place of a store, from the path of its file in a data folder. */
export type Places = (store: string) => StorePlace;

/** Stores that went back, and the time since when they have lost what was committed. */
export type Loss = {
  places: Places;
  /** A data folder without the keys of the shop, in which the store of payments is found that its address does not name. */
  folder: string;
  /** The data folder, where the keys are. */
  data: string;
  lostSince: number;
  reason: SkippedNumbersRow["reason"];
  environment: Environment;
  /** Without it the shop makes no call that moves money until a reconciliation has asked the providers. */
  asksProviders: boolean;
};

const dayMs = 24 * 60 * 60 * 1_000;
/** Payments are compared from a day before the loss on, and for three days at least. */
const minDays = 3;

/** The places of stores in files. */
function filesIn(folder: string): Places {
  return (store) => ({ engine: "sqlite", file: path.join(folder, store) });
}

/**
 * Makes up for the commits that stores have lost, in three steps: that which may fail comes first, and the numbers, which are recorded, last. Each can
 * run again.
 */
export async function makeUpForLoss(
  step: ReturnType<typeof numberedSteps>,
  loss: Loss,
  runtime: Runtime,
): Promise<void> {
  await step("Payments, as their providers know them", () =>
    loss.asksProviders ? reconcileProviders(loss, runtime) : closePayments(loss, runtime),
  );
  await step("Sign-ins", () => endSessions(loss, runtime));
  await step("Numbers that may have been given out since", () => skipNumbers(loss, runtime));
}

/** Brings the stores of an older version up to date. Throws if one is of a newer version: its tables are not what this version knows. */
export async function migrateStores(folder: string, runtime: Runtime): Promise<void> {
  const names = stores.filter((name) => existsSync(path.join(folder, name)));
  for (const name of names) requireKnownMigrations(folder, name);
  for (const name of names) await withStore(filesIn(folder), name, runtime, async () => {});
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
async function skipNumbers({ places, lostSince, reason }: Loss, runtime: Runtime): Promise<string> {
  const skipped = await withStore(places, storeFile("", "orders"), runtime, (store) =>
    store.write("skip-numbers", (tx) => skipOrderNumbers({ runtime }, tx, { lostSince, reason })),
  );
  return `skipped: ${skipped.map(({ sequence, first, last }) => `${sequence} ${first} to ${last}`).join(", ")}`;
}

/** Ends every session; says how many. */
async function endSessions({ places }: Loss, runtime: Runtime): Promise<string> {
  const ended = await withStore(places, storeFile("", "users"), runtime, (store) =>
    store.write("end-sessions", (tx) => endSessionsAfterRestore({ runtime }, tx)),
  );
  return `${ended} ended: everybody signs in again`;
}

/** Opens a store of the shop while it is used, and brings it up to date. */
export async function withStore<T>(
  places: Places,
  name: string,
  runtime: Runtime,
  use: (store: Store) => Promise<T>,
): Promise<T> {
  const store = await openStore({
    place: places(name),
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
async function closePayments({ places, lostSince }: Loss, runtime: Runtime): Promise<string> {
  const restoredAt = runtime.now();
  const since = Math.min(lostSince - dayMs, restoredAt - minDays * dayMs);
  await withStore(places, storeFile("", "payments"), runtime, (store) =>
    store.write("close-payments", (tx) => noteUnasked(tx, since, restoredAt)),
  );
  return "not asked: payments, captures and refunds stay closed until npm run hansa -- reconcile has asked them";
}

/**
 * Asks the providers for all payments since a day before the loss, takes what they say of those that the shop knows, and lists those that it does not.
 * Throws if a provider does not answer: the shop would sell without knowing what was paid.
 */
async function reconcileProviders({ folder, data, lostSince, environment }: Loss, runtime: Runtime): Promise<string> {
  const days = Math.max(minDays, Math.ceil((runtime.now() - lostSince) / dayMs) + 1);
  const own = { ...environmentFor("payments", environment, data), HANSA_DATA: folder };
  const { unanswered, mismatches } = await reconcileStores(own, days, runtime, (line) => say(`      ${line}`));
  if (unanswered > 0)
    throw new Error(
      `${unanswered} requests to payment providers had no answer. Run the command again when they answer.`,
    );
  return mismatches === 0 ? "they agree" : `${mismatches} need a person: docs/owners/backup.md`;
}
