/** The system plane: our router and the stock gateway in front of real services, of today and of an earlier commit, and monoliths beside them. */
import { setTimeout as pause } from "node:timers/promises";
import type { ServiceName } from "@hansa/kit/rpc/contract";
import { serviceNames } from "@hansa/kit/rpc/contract";
import { internalUrlVariable } from "@hansa/kit/rpc/service-variables";
import type { Shop } from "../../host/processes/process.ts";
import { root } from "../../host/shop.mjs";
import { setStock } from "../../lab/client/buyer.ts";
import type { Counts } from "../measurement/gates.ts";
import { readCpuTimes } from "../measurement/processes.ts";
import { type Catalogue, readCatalogue } from "../operations/catalogue.ts";
import { bodiesOf, operations } from "../operations/operation.ts";
import { buildEarlierPrograms, earlierCommit } from "../shop/earlier-programs.ts";
import { renameForEarlierCommit } from "../shop/earlier-stores.ts";
import { addressesOf, type BenchShop, startServices } from "../shop/shop.ts";
import { findViewers } from "../shop/viewers.ts";
import {
  isOurs,
  isRouterPeer,
  type PeerName,
  pidOf,
  startTarget,
  type Target,
  type TargetName,
} from "../targets/targets.ts";
import { type Counters, passGate } from "./gate.ts";
import { startPeers } from "./peers.ts";
import { minOrders, type OpenedPlane, type Plane, sessionsOf } from "./plane.ts";

/** More than all purchases of a run take. */
const addedStock = 10_000_000;

/** The services behind a target: their shop, by whose port their metrics are found, and their processes without that of the target. */
type Backend = { shop: Pick<Shop, "port">; pids: readonly number[] };
type Backends = Map<TargetName, Backend>;

/** Starts the plane. `prepare` gives a seeded shop each time: each target in one process has its own. */
export async function openSystemPlane(prepare: () => Promise<Shop>, peers: readonly PeerName[]): Promise<OpenedPlane> {
  const today = await startServices(await prepare(), root);
  const missing: string[] = [];
  const earlier = await startEarlier(prepare).catch((error) => {
    const reason = error instanceof Error ? error.message : error;
    missing.push(`stock: measured on today's services, without those of ${earlierCommit.slice(0, 12)}: ${reason}`);
    return today;
  });
  const shops = new Map<"stock" | "stock-today", BenchShop>([["stock", earlier]]);
  if (earlier !== today) shops.set("stock-today", today);
  const [targets, backends]: [Target[], Backends] = [[], new Map()];
  for (const [name, shop] of shops) {
    backends.set(name, backendOf(shop));
    targets.push(await startTarget(shop, name, addressesOf(shop)));
  }
  const inOneProcess = async (name: PeerName) => {
    const shop = await prepare();
    const target = await startTarget(shop, name, {});
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
  await addOurs(today, targets, backends);
  return ready(today, targets, backends, missing);
}

/** Starts our router on services of today, without any peer. */
export async function openOwnPlane(prepare: () => Promise<Shop>): Promise<OpenedPlane> {
  const today = await startServices(await prepare(), root);
  const [targets, backends]: [Target[], Backends] = [[], new Map()];
  await addOurs(today, targets, backends);
  return ready(today, targets, backends, []);
}

async function addOurs(today: BenchShop, targets: Target[], backends: Backends): Promise<void> {
  backends.set("ours", backendOf(today));
  targets.push(await startTarget(today, "ours", addressesOf(today)));
}

function backendOf(shop: BenchShop): Backend {
  return { shop, pids: [...shop.services.values()].map(pidOf) };
}

/** The plane on started targets, of which the last is ours; `today` has its services. */
async function ready(
  today: BenchShop,
  targets: readonly Target[],
  backends: Backends,
  missing: readonly string[],
): Promise<OpenedPlane> {
  const graph = { url: `http://127.0.0.1:${targets.at(-1)?.port}/graphql` };
  const viewers = await findViewers(today, graph, minOrders);
  const catalogue = await readCatalogue(graph, viewers.length);
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
      if (operations[name].comparison === "new") await raiseStock(chosen, catalogue);
      const bodies = bodiesOf(name, catalogue);
      const gate = await passGate(name, bodies, viewers, { targets: chosen, readCounters, within: plane.within });
      return { gate, sessions: sessionsOf(bodies, viewers) };
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

/** Gives every shop enough for all purchases. */
async function raiseStock(targets: readonly Target[], { goods }: Catalogue): Promise<void> {
  for (const { name, port } of targets) {
    // This target's shop is also that of ours.
    if (name === "stock-today") continue;
    for (const variantId of goods) await setStock({ url: `http://127.0.0.1:${port}/graphql` }, variantId, addedStock);
  }
}

async function startEarlier(prepare: () => Promise<Shop>): Promise<BenchShop> {
  const folder = buildEarlierPrograms(earlierCommit);
  const shop = await prepare();
  renameForEarlierCommit(shop.data);
  return startServices(shop, folder);
}

/** Requests at the GraphQL servers of a shop, and the statements of these requests, since their start. */
export async function readMetrics(shop: Backend["shop"]): Promise<Counters> {
  const addresses = addressesOf(shop);
  const read = serviceNames.map(async (name: ServiceName) => {
    const response = await fetch(`${addresses[internalUrlVariable(name)]}/metrics`);
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
