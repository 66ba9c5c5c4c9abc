/** The course of a chaos run: opens the shop, runs load and faults, and waits until the shop is at rest. */
import { mkdirSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { ShopSettingsUpdateInput } from "@hansa/client/generated/graphql";
import { chanceOf } from "@hansa/kit/testing";
import { ownEnvironment } from "../../cli/host/processes/own-environment.ts";
import { sandboxStore } from "../../cli/host/shop.mjs";
import { injectFaults } from "./faults/fault-injector.ts";
import { type Network, openNetwork } from "./faults/network.ts";
import type { LinkFaultCounts } from "./faults/network-links.ts";
import { openProviderSwitch } from "./faults/provider-faults.ts";
import type { Load } from "./load/client.ts";
import { type Counters, openCounters } from "./load/counters.ts";
import { openJournal } from "./load/journal.ts";
import { type Crowd, runDesk, runLoad } from "./load/load.ts";
import { type Observer, observe } from "./outcome/observer.ts";
import { findOpenWork } from "./outcome/open-work.ts";
import { type Left, openStores, type Stores } from "./outcome/stores.ts";
import type { Fault } from "./plan/plan.ts";
import type { ShopDatabases } from "./processes/databases.ts";
import { type Name, names } from "./processes/names.ts";
import { setUpShop } from "./processes/shop-setup.ts";
import { type Supervised, superviseShop } from "./processes/supervisor.ts";

/** A script that acts step by step and resolves with the name of each failed check. */
export type Script = (stage: { load: Load; wiring: Network; port: number; seed: number }) => Promise<string[]>;

export type RunOptions = {
  seed: number;
  /** The planned faults, and the time for which buyers come, in milliseconds. */
  plan: readonly Fault[];
  lengthMs: number;
  /** The plan waits for so many orders in each second of its own. */
  ordersPerSecond: number;
  port: number;
  /** The folder of this run: stores, logs, journal. No other run has used it. */
  folder: string;
  /** The file in which the program of a process lies. */
  programOf: (name: Name) => string;
  crowd: Crowd;
  /** How long the shop may take to come to rest. */
  longestDrainMs: number;
  /** Whether an observer audits the running shop meanwhile. */
  isObserved: boolean;
  /** The second processes that run beside the first. */
  replicas: readonly Name[];
  /** Of stores that are databases; without them, all are files. */
  databases?: ShopDatabases | undefined;
  /** More settings of the shop; and whether its goods leave by parcel. */
  settings?: ShopSettingsUpdateInput | undefined;
  isSent?: boolean | undefined;
  /** Acts while the crowd is there. */
  script?: Script | undefined;
  /** Called with the stores once they exist, before any process uses them. */
  prepare?: (left: Left) => void;
  /** Called repeatedly while the remaining work ends: whether the caller has seen enough. */
  isEnough?: (left: Left, found: readonly string[]) => boolean;
  say: (line: string) => void;
};

export type Ran = Left &
  Pick<RunOptions, "replicas"> & {
    counters: Counters;
    troubles: LinkFaultCounts;
    /** The violations that the script found. */
    found: readonly string[];
    /** How often each fault of the provider occurred. */
    faultCounts: Readonly<Record<string, number>>;
    /** How often two processes were killed at once, a store was locked, and the clock put forward and back. */
    doubles: number;
    locks: number;
    jumps: number;
    /** How often the server of databases was faulty. */
    serverFaults: number;
    /** The result of the audit of the running shop; null without an observer. */
    observed: Omit<Observer, "stop"> | null;
    shop: Pick<Supervised, "kills" | "pauses" | "died" | "windows">;
    /** From the end of the last fault until nothing was open, in milliseconds; null: it had not come to rest when the wait ended. */
    drainMs: number | null;
    /** How often a process became the leader of orders or payments. */
    leaders: number;
    /** The work that was still open then. */
    open: Record<string, number>;
    /** Whether every shopper had a response, or had given up, by then. */
    everybodyLeft: boolean;
  };

/** The part of the plan that runs before an order must have been placed. */
const maxWarmUpMs = 8_000;
const progressEveryMs = 10_000;

/** Short reservations, so that buyers who leave are a case of every minute; the rest is as it ships. */
const shortReservations = { currencies: ["EUR"], reservationSeconds: { afterStep: 20, inAll: 40 } };
/** No limits by address. */
const variables = { HANSA_REQUESTS_PER_MINUTE: "0", HANSA_LOG_LEVEL: "warn" };

export async function run(options: RunOptions): Promise<Ran> {
  const { seed, plan, lengthMs, ordersPerSecond, port, folder, programOf, crowd, longestDrainMs, say } = options;
  const { replicas, databases } = options;
  const data = path.join(folder, "data");
  const providerData = path.join(folder, "provider");
  const books = path.join(providerData, sandboxStore);
  const journalFile = path.join(folder, "journal.jsonl");
  const left: Left = { data, books, journal: journalFile, ...(databases && { databases: databases.variables }) };
  for (const each of [data, providerData]) mkdirSync(each, { recursive: true });
  const environment = { ...variables, HANSA_DATA: data };
  const settings = { ...shortReservations, ...options.settings };
  const chance = chanceOf(seed, "shelves");
  const goods = await setUpShop(
    { ...ownEnvironment(), ...environment, ...left.databases },
    chance,
    settings,
    options.isSent,
  );
  options.prepare?.(left);
  const wiring = await openNetwork(port, seed, replicas);
  const provider = openProviderSwitch(port, seed);
  const whenReady = async (name: Name) => (name === "provider" ? provider.begin().catch(() => undefined) : undefined);
  const logs = path.join(folder, "logs");
  const shop = await superviseShop({
    names: [...names, ...replicas],
    port,
    data,
    providerData,
    logs,
    programOf,
    wiring,
    environment,
    databases: left.databases ?? {},
    whenReady,
  });
  const journal = openJournal(left.journal);
  const counters = openCounters();
  const stores = openStores(left);
  const done = { locks: 0, jumps: 0, serverFaults: 0 };
  const observer = options.isObserved ? observe(left) : null;
  let isClosing = false;
  let isOver = false;
  let haveAllLeft = false;
  const graph = { url: `http://127.0.0.1:${wiring.buyersPort}/graphql` };
  const shared = { graph, journal, counters, goods, isClosing: () => isClosing, isOver: () => isOver };
  const load = runLoad(shared, crowd, seed).then(() => {
    haveAllLeft = true;
  });
  const desk = runDesk(shared, seed);
  const telling = printProgress(say, async () => {
    provider.count().catch(() => undefined);
    const killed = Object.values(shop.kills).reduce((sum, each) => sum + each, 0);
    const orders = await stores.number("orders", "SELECT count(*) FROM orders");
    return `${killed} kills, ${orders} orders, open: ${brief(await findOpenWork(stores))}`;
  });
  try {
    const warmUpMs = Math.min(maxWarmUpMs, lengthMs / 4);
    const mayGoOn = (planMs: number) => counters.placed >= (ordersPerSecond * (planMs - warmUpMs)) / 1_000;
    const [found = []] = await Promise.all([
      options.script?.({ load: shared, wiring, port, seed }),
      injectFaults(plan, { shop, wiring, provider, left, databases, done }, { lengthMs, mayGoOn }),
    ]);
    isClosing = true;
    const quiet = performance.now();
    let open = await findOpenWork(stores);
    const isAtRest = () => haveAllLeft && Object.keys(open).length === 0;
    while (!isAtRest() && !options.isEnough?.(left, found) && performance.now() - quiet < longestDrainMs) {
      await pause(100);
      open = await findOpenWork(stores);
    }
    return {
      ...left,
      replicas,
      counters,
      found,
      troubles: wiring.troubles,
      faultCounts: provider.faultCounts,
      doubles: doublesIn(plan),
      ...done,
      observed: observer,
      shop,
      drainMs: isAtRest() ? Math.round(performance.now() - quiet) : null,
      leaders: await countLeaders(stores),
      open,
      everybodyLeft: haveAllLeft,
    };
  } finally {
    isClosing = true;
    isOver = true;
    clearInterval(telling);
    await observer?.stop();
    await shop.stop();
    wiring.close();
    await Promise.all([load, desk]);
    await stores.close();
    await journal.close();
  }
}

/** A line every ten seconds, with how long it has been. */
function printProgress(say: (line: string) => void, tell: () => Promise<string>): NodeJS.Timeout {
  const startedAt = performance.now();
  return setInterval(async () => {
    const after = String(Math.round((performance.now() - startedAt) / 1_000)).padStart(4);
    say(`${after} s  ${await tell().catch((error) => `cannot look: ${error}`)}`);
  }, progressEveryMs);
}

async function countLeaders(stores: Stores): Promise<number> {
  const terms = "SELECT fencing_token FROM leases WHERE name = 'lead'";
  return (await stores.number("orders", terms)) + (await stores.number("payments", terms));
}

function doublesIn(plan: readonly Fault[]): number {
  return plan.filter((fault) => fault.kind === "kill" && fault.targets.length > 1).length;
}

function brief(open: Record<string, number>): string {
  const parts = Object.entries(open).map(([what, count]) => `${count} ${what}`);
  return parts.length === 0 ? "nothing" : parts.join(", ");
}
