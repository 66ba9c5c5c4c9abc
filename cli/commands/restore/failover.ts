/** Restores a stopped shop whose databases went back, to a standby or a base backup without the last commits: it may sell again afterwards. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { CommandFailure } from "@hansa/kit/command-line";
import { systemRuntime } from "@hansa/kit/runtime";
import { openRecovery, type Recovery } from "@hansa/kit/store";
import { findSkippedNumbers } from "../../../subgraphs/orders/src/store/order/sequences.ts";
import { lockFolder } from "../../host/data/folder-lock.mjs";
import { services, storeFile } from "../../host/shop.mjs";
import type { Environment } from "../../host/store-places.ts";
import { numberedSteps, say } from "../../host/terminal.mjs";
import { presentStores, withCopies } from "../audit/copies.ts";
import { transfersOf } from "../move/places.ts";
import { auditFiles, requireStopped } from "./run.ts";
import { makeUpForLoss, type Places, withStore } from "./stores.ts";

/** `lostSince`, in epoch milliseconds: since when commits are lost, as a person knows it where the folder of the shop has no note. */
type Options = { lostSince?: number | undefined; asksProviders?: boolean };

/** A leader renews its lease every few seconds, and a standby may have had its last renewal late. */
const leaseMarginMs = 60_000;

/**
 * Makes up for the commits that the databases of the shop have lost, and opens them to writes; false if they have lost none, or all that was done
 * before. Throws with the databases closed as they were if a step fails, and runs again then.
 */
export async function restoreAfterFailover(
  data: string,
  environment: Environment,
  { lostSince, asksProviders = true }: Options = {},
): Promise<boolean> {
  requireStopped(data);
  const named = transfersOf(data, environment);
  requireNoFiles(named.map(({ service }) => service));
  lockFolder(data);
  const folder = mkdtempSync(path.join(tmpdir(), "hansa-restore-"));
  const found = new Map<string, Recovery>();
  try {
    for (const { store, file, database, isRequired } of named) {
      const recovery = await openRecovery({ ...database, file }, systemRuntime);
      if (recovery) found.set(store, recovery);
      else if (isRequired) throw new CommandFailure(`the database of ${store} has no store; look at its address`);
    }
    const recoveries = [...found.values()];
    requireOneCluster(recoveries);
    const lost = recoveries.filter(({ stepBack }) => stepBack !== undefined);
    for (const { name, stepBack } of lost) say(`${name}: its last commit is ${stepBack?.found} of ${stepBack?.known}`);
    const since = lostSince ?? lastLeader(lost);
    const staged = transfersOf(folder, environment, data);
    const places: Places = (store) => placeIn(staged, store);
    if (since === undefined || (lost.length === 0 && (await isMadeUpFor(places, since)))) return false;

    say(`Commits are lost since ${new Date(since).toISOString()}.`);
    const step = numberedSteps(6);
    await step("Databases", async () => {
      for (const store of found.keys()) await withStore(places, store, systemRuntime, async () => {});
      return `${found.size} are up to date`;
    });
    const loss = { places, folder, data, lostSince: since, environment, asksProviders };
    await makeUpForLoss(step, { ...loss, reason: "DATABASE_WENT_BACK" }, systemRuntime);
    await step("Audit", async () =>
      withCopies(await presentStores(data, environment), (copies) =>
        auditFiles(copies, "npm run hansa -- audit says why"),
      ),
    );
    await step("Opening the databases", async () => {
      for (const recovery of recoveries) await recovery.open();
    });
    return true;
  } finally {
    for (const recovery of found.values()) await recovery.close();
    rmSync(folder, { recursive: true });
  }
}

/** A file has not gone back with the databases: services would know events, and orders, that others have lost. */
function requireNoFiles(inDatabases: readonly string[]): void {
  const others = services.filter(({ name, isGateway }) => !isGateway && !inDatabases.includes(name));
  if (others.length > 0)
    throw new CommandFailure(
      `the stores of ${others.map(({ name }) => name).join(", ")} are in files, which did not go back with the databases; no command brings them to one moment`,
    );
}

function requireOneCluster(recoveries: readonly Recovery[]): void {
  const known = new Set(recoveries.flatMap(({ cluster }) => cluster ?? []));
  if (known.size > 1)
    throw new CommandFailure("the databases are in several clusters, which did not go back to one moment together");
}

/** The last time at which one of these databases had a leader of its service; undefined without a database. Throws where none had one. */
function lastLeader(lost: readonly Recovery[]): number | undefined {
  if (lost.length === 0) return undefined;
  const known = lost.flatMap(({ ledUntil }) => ledUntil ?? []);
  if (known.length === 0)
    throw new CommandFailure("the databases do not tell since when commits are lost: --lost-since");
  return Math.min(...known) - leaseMarginMs;
}

/** Whether the numbers were skipped of the commits that are lost since then, which is recorded last. */
async function isMadeUpFor(places: Places, since: number): Promise<boolean> {
  const skipped = await withStore(places, storeFile("", "orders"), systemRuntime, (store) =>
    store.read((db) => findSkippedNumbers(db, since, systemRuntime.now() + 1)),
  );
  return skipped.some((range) => range.lostSince === since);
}

function placeIn(staged: ReturnType<typeof transfersOf>, store: string) {
  const one = staged.find((each) => each.store === store);
  if (one === undefined) throw new Error(`${store} has no database`);
  return one.database;
}
