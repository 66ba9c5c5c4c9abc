/** A replay: sends real invoices in time order through a shop, with cancellations, then compares its stores with the file. */
import { stopAll } from "../../cli/host/processes/process.ts";
import { requireShop } from "../../cli/host/running-shop.ts";
import { numberedSteps, say } from "../../cli/host/terminal.mjs";
import { liftLimits, liftLimitsThrough } from "../../cli/testing/shop-limits.ts";
import { openJournal } from "./journal.ts";
import type { Options } from "./options.ts";
import {
  journalFile,
  openOwnShop,
  prepareForeignJournal,
  prepareReplayShop,
  replaySettings,
  requireOwnData,
} from "./own-shop.ts";
import { waitForProjections } from "./projection-wait.ts";
import { readBooks } from "./report.ts";
import { makeAccounts } from "./shop/accounts.ts";
import { cancelMatched, placeInvoices, type Step, stockShop } from "./shop/placement.ts";
import { runVerifier } from "./verifier-process.ts";

/** Only compares the stores of the replay's own shop with the file. Answers with the exit code. */
export function verifyOwnShop(options: Options): Promise<number> {
  return runVerifier(options, prepareReplayShop().data);
}

/** Starts a shop, replays, stops it, and compares. Answers with the exit code. */
export async function replayInOwnShop(options: Options): Promise<number> {
  const shop = prepareReplayShop();
  const step = numberedSteps(9);
  const { invoices, cancellations } = await readBooks(step, options);
  requireOwnData(shop, options.fresh);
  const journal = openJournal(journalFile(shop.data));
  try {
    await step("Customers", async () => `${await makeAccounts(shop.env, invoices)} accounts are new`);
    // Some buy all that there is.
    await liftLimits(shop.env, replaySettings);
    const graph = await step(`Starting the shop: ports ${shop.port} and up, data in ${shop.data}`, () =>
      openOwnShop(shop),
    );
    const work = { step, graph, journal, invoices };
    await stockShop(work);
    await placeInvoices(work, true);
    await cancelMatched(work, cancellations);
    await step("Sales facts", () => waitForProjections(shop.data));
  } finally {
    await stopAll(shop);
  }
  return compare(step, options, shop.data, []);
}

/** Replays into a foreign demo shop, whose limits of one sender it raises. Returns the exit code. */
export async function replayInto(options: Options, address: string): Promise<number> {
  await requireShop(address);
  const step = numberedSteps(options.stores === undefined ? 5 : 7);
  const { invoices, cancellations } = await readBooks(step, options);
  const url = new URL("/graphql", address);
  const journal = openJournal(prepareForeignJournal(url.host, options.fresh));
  const work = { step, graph: { url: url.href }, journal, invoices };
  await liftLimitsThrough(work.graph);
  await stockShop(work);
  await placeInvoices(work, false);
  await cancelMatched(work, cancellations);
  const { stores } = options;
  if (stores !== undefined) {
    await step("Sales facts", () => waitForProjections(stores));
    return compare(step, options, stores, ["--shared"]);
  }
  say("replay: all are placed, and nothing was compared: that needs --stores FOLDER");
  return 0;
}

function compare(step: Step, options: Options, stores: string, more: string[]): Promise<number> {
  return step("Comparing the stores with the file", () => runVerifier(options, stores, more));
}
