/** The system plane: our router and the stock gateway in front of real services, of today and of an earlier commit, and monoliths beside them. */
import { setTimeout as pause } from "node:timers/promises";
import { setStock } from "@hansa/client/buyer";
import type { ServiceName } from "@hansa/contracts/processes";
import { serviceNames } from "@hansa/contracts/processes";
import type { Shop } from "../../../cli/host/processes/process.ts";
import type { Counts } from "../measurement/gates.ts";
import { readCpuTimes } from "../measurement/processes.ts";
import { operations } from "../operations/operation.ts";
import { type BuiltCommit, buildCommit, stockCommit } from "../shop/commits.ts";
import { addressesOf, type BenchShop, type Prepare, startServices } from "../shop/shop.ts";
import {
  isOurs,
  isRouterPeer,
  type PeerName,
  pidOf,
  startEarlier,
  startTarget,
  type Target,
  type TargetName,
} from "../targets/targets.ts";
import { type Audience, readAudience, requestsFor } from "./audience.ts";
import { type Counters, passGate } from "./gate.ts";
import { startPeers } from "./peers.ts";
import { type OpenedPlane, type Plane, sessionsOf } from "./plane.ts";

/** More than all purchases of a run take. */
const addedStock = 10_000_000;

/** The services behind a target: their shop, by whose port their metrics are found, and their processes without that of the target. */
type Backend = { shop: Pick<Shop, "port">; pids: readonly number[] };

/** The targets with what is behind them, as far as it is known; audiences of shops of other commits, by target. */
type Opening = {
  targets: Target[];
  backends: Map<TargetName, Backend>;
  others: Map<TargetName, Audience>;
};

/** `against`: another commit, whose router and services are measured too. */
type SystemPlaneOptions = { peers: readonly PeerName[]; against: BuiltCommit | undefined };

/** Starts the plane. `prepare` gives a seeded shop each time: each target in one process has its own. */
export async function openSystemPlane(prepare: Prepare, { peers, against }: SystemPlaneOptions): Promise<OpenedPlane> {
  const today = await startServices(await prepare());
  const opening: Opening = { targets: [], backends: new Map(), others: new Map() };
  const { targets, backends } = opening;
  const missing: string[] = [];
  const add = async (name: "stock" | "stock-today" | "ours", shop: BenchShop) => {
    backends.set(name, backendOf(shop));
    targets.push(await startTarget(shop, name, addressesOf(shop)));
  };
  const stock = await buildCommit(stockCommit).catch((error) => {
    const reason = error instanceof Error ? error.message : error;
    missing.push(`stock: measured on today's services, without those of ${stockCommit.slice(0, 12)}: ${reason}`);
    return undefined;
  });
  if (stock) {
    await add("stock", await startServices(await prepare(stock), stock));
    await addAudience(opening, today, stock);
  }
  await add(stock ? "stock-today" : "stock", today);
  const inOneProcess = async (name: PeerName) => {
    const target = await startTarget(await prepare(), name);
    if (isOurs(name)) backends.set(name, { shop: { port: target.port }, pids: [] });
    return target;
  };
  missing.push(
    ...(await startPeers(
      peers.filter((name) => !isRouterPeer(name)),
      targets,
      inOneProcess,
    )),
  );
  if (against) {
    const shop = await startServices(await prepare(against), against);
    const target = await startEarlier(shop, against, addressesOf(shop));
    backends.set(target.name, backendOf(shop));
    targets.push(target);
    await addAudience(opening, today, against);
  }
  await add("ours", today);
  return ready(today, opening, missing);
}

/** Reads the audience of the shop of another commit, which is behind the last target. */
async function addAudience({ targets, others }: Opening, today: BenchShop, built: BuiltCommit): Promise<void> {
  const target = targets.at(-1);
  if (target) others.set(target.name, await readAudience(today, target, built));
}

function backendOf(shop: BenchShop): Backend {
  return { shop, pids: [...shop.services.values()].map(pidOf) };
}

/** The plane on started targets, of which the last is ours; `today` has its services. */
async function ready(
  today: BenchShop,
  { targets, backends, others }: Opening,
  missing: readonly string[],
): Promise<OpenedPlane> {
  const ours = targets.at(-1);
  if (!ours) throw new Error("no target was started");
  const audience = await readAudience(today, ours);
  const audienceOf = ({ name }: Target) => others.get(name) ?? audience;
  const readCounters: Plane["readCounters"] = async ({ name }) => {
    const backend = backends.get(name);
    return backend ? readMetrics(backend.shop) : undefined;
  };
  const subgraphPids: Plane["subgraphPids"] = ({ name }) => backends.get(name)?.pids ?? [];
  const plane: Plane = {
    name: "system",
    targets,
    subgraphPids,
    readCounters,
    within: async (name, target, work) => {
      const result = await work();
      if (operations[name].comparison === "new") await untilIdle([target.pid, ...subgraphPids(target)]);
      return result;
    },
    countMisses: async () => ({ misses: 0, firstMiss: null }),
    seal: async () => {},
  };
  return {
    plane,
    shop: today,
    missing,
    open: async (name, chosen) => {
      if (operations[name].comparison === "new")
        for (const target of chosen) await raiseStock(target, audienceOf(target));
      const requestsTo = requestsFor(name, audienceOf);
      const gate = await passGate(name, requestsTo, { targets: chosen, readCounters, within: plane.within });
      return { gate, sessionsOf: (target) => sessionsOf(requestsTo(target)) };
    },
  };
}

/** Work goes on after a purchase: events, mail and jobs. The next cell waits until these processes rest, but not for ever. */
async function untilIdle(pids: readonly number[]): Promise<void> {
  const busyMs = () => [...readCpuTimes(pids).of.values()].reduce((sum, ms) => sum + ms, 0);
  const deadline = performance.now() + maxRestMs;
  for (let last = busyMs(), isIdle = false; !isIdle && performance.now() < deadline; ) {
    await pause(restWindowMs);
    const now = busyMs();
    isIdle = now - last < idleShare * restWindowMs;
    last = now;
  }
}

const maxRestMs = 5_000;
const restWindowMs = 250;
/** Of one core: what timers and polls need. */
const idleShare = 0.25;

/** Gives the shop of a target enough for all purchases. */
async function raiseStock({ name, port }: Target, { catalogue }: Audience): Promise<void> {
  // This target's shop is also that of ours.
  if (name === "stock-today") return;
  for (const variantId of catalogue.goods)
    await setStock({ url: `http://127.0.0.1:${port}/graphql` }, variantId, addedStock);
}

/** Requests at the GraphQL servers of a shop, and the statements of these requests, since their start. */
async function readMetrics(shop: Backend["shop"]): Promise<Counters> {
  const addresses = addressesOf(shop);
  const read = serviceNames.map(async (name: ServiceName) => {
    const response = await fetch(`${addresses[name].internal}/metrics`);
    const text = await response.text();
    return {
      name,
      fetches: total(text, /^hansa_http_requests_total\{entry="graphql".*\} (\d+)$/gm),
      statements: total(text, /^hansa_sql_statements_total\{entry="graphql"\} (\d+)$/gm),
    };
  });
  const counts = await Promise.all(read);
  const of = (figure: "fetches" | "statements"): Counts =>
    Object.fromEntries(counts.map((each) => [each.name, each[figure]]));
  return { fetches: of("fetches"), statements: of("statements") };
}

function total(text: string, line: RegExp): number {
  return [...text.matchAll(line)].reduce((sum, [, count]) => sum + Number(count), 0);
}
