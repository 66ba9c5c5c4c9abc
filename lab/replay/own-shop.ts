/** The shop of a replay: the five processes of `npm start`, without the seed, with limits for the largest invoice. */
import { appendFileSync, existsSync, mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import type { Graph } from "@hansa/client/graphql-client";
import { hasStores, removeShopFiles } from "../../cli/host/data/data-folder.ts";
import { holderOf, lockFolder } from "../../cli/host/data/folder-lock.mjs";
import { takeOlderFolder } from "../../cli/host/data/older-folder.ts";
import { prepareOwnShop } from "../../cli/host/processes/config.ts";
import { reachable, waitUntilHealthy } from "../../cli/host/processes/health.ts";
import { requireFreePorts } from "../../cli/host/processes/ports.ts";
import { keepRunning, killAll, type Shop, stopAll } from "../../cli/host/processes/process.ts";
import { requireHostConfig, root, services } from "../../cli/host/shop.mjs";

const folder = ".data-replay";

/** The settings of the shop: carts take one year's invoices at their largest, 542 lines and 80,995 units of one thing. */
export const replaySettings = {
  name: "Replay",
  country: "GB",
  currencies: ["GBP"],
  cartLimits: { lines: 1_000, unitsPerLine: 100_000 },
};

/** Settles where the shop of this replay is: its ports by HANSA_PORT, its data in `.data-replay`, or in HANSA_DATA if the shell says so. */
export function prepareReplayShop(): Shop {
  // Set before .env is read: that names the folder of the shop that a person works with.
  process.env.HANSA_DATA ||= folder;
  const { production, ...place } = requireHostConfig();
  if (production) throw new Error("a shop with HANSA_ENV=production takes no replayed orders.");
  const shop = prepareOwnShop(place);
  const logLevel = process.env.HANSA_LOG_LEVEL || "warn";
  return { ...shop, env: { ...shop.env, HANSA_LOG_LEVEL: logLevel } };
}

/** The journal of a replay, in the folder of its own shop; for a foreign shop, named after its address. */
export function journalFile(folderOfShop: string, host?: string): string {
  return path.join(folderOfShop, host === undefined ? "replay.jsonl" : `replay-${host.replaceAll(":", "-")}.jsonl`);
}

/** The journal for a foreign shop. With `fresh`, earlier orders there are ignored. */
export function prepareForeignJournal(host: string, fresh: boolean): string {
  const own = path.join(root, folder);
  const journal = journalFile(own, host);
  mkdirSync(own, { recursive: true });
  if (fresh) rmSync(journal, { force: true });
  return journal;
}

/** Throws when the folder holds a shop that was not made by a replay. With `fresh`, removes what an earlier replay left. */
export function requireOwnData({ data }: Shop, fresh: boolean): void {
  const journal = journalFile(data);
  takeOlderFolder(data);
  if (hasStores(data) && !existsSync(journal)) {
    throw new Error(`${data} holds a shop that no replay made. Choose another folder: HANSA_DATA=.data-replay.`);
  }
  const holder = holderOf(data);
  if (holder !== undefined) throw new Error(`process ${holder} runs a shop on ${data}. Stop it first.`);
  if (fresh && existsSync(journal)) removeShopFiles(data);
  // A journal without stores, as `npm run hansa -- reset` leaves it, speaks of orders that are gone.
  if (!hasStores(data)) rmSync(journal, { force: true });
  mkdirSync(data, { recursive: true });
  // From here on the folder is known as ours, even if this replay ends before it has done anything.
  appendFileSync(journal, "");
}

/** Starts the processes and answers where the graph is once all are healthy. Ctrl-C stops them, and the replay with exit code 130. */
export async function openOwnShop(shop: Shop): Promise<Graph> {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (shop.isStopping) killAll(shop);
      else void stopAll(shop).then(() => process.exit(130));
    });
  }
  await requireFreePorts(services, shop.host, shop.port);
  lockFolder(shop.data);
  const failure = new Promise<never>((_resolve, reject) => {
    shop.fail = reject;
  });
  for (const service of services) keepRunning(shop, service);
  await Promise.race([failure, waitUntilHealthy(services, shop.host, shop.port)]);
  shop.isReady = true;
  return { url: `http://${reachable(shop.host)}:${shop.port}/graphql` };
}
