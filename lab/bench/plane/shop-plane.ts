/**
 * The planes on a seeded shop. Router plane: every router in front of canned subgraphs that learned from real services. System plane: our router and
 * the stock gateway in front of real services, of today and of an earlier commit, and monoliths beside them.
 */
import { setTimeout as pause } from "node:timers/promises";
import { setStock } from "@hansa/client/buyer";
import { type ServiceName, serviceNames } from "@hansa/contracts/processes";
import type { Shop } from "../../../cli/host/processes/process.ts";
import { internalPort, replicasOf } from "../../../cli/host/shop.mjs";
import { say } from "../../../cli/host/terminal.mjs";
import { serviceOf } from "../../../cli/testing/addresses.ts";
import { readGraphCounters } from "../../harness/metrics.ts";
import { type Canned, startCanned } from "../canned/canned.ts";
import type { Counts } from "../measurement/gates.ts";
import { readCpuTimes } from "../measurement/processes.ts";
import { operations } from "../operations/operation.ts";
import { type BuiltCommit, buildCommit, stockCommit } from "../shop/commits.ts";
import { moveShop } from "../shop/databases.ts";
import {
  type Addresses,
  addressesOf,
  type BenchShop,
  type Prepare,
  startInstances,
  startServices,
  stopServices,
  withGraphs,
} from "../shop/shop.ts";
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
import { startPeers } from "./peers.ts";
import type { Counters, Plane } from "./plane.ts";

/** `against`: another commit, whose router and services are measured too. `isToday`: without the services of the earlier commit. */
type ShopPlaneOptions = { peers: readonly PeerName[]; against: BuiltCommit | undefined; isToday: boolean };

/** The processes behind a target without itself, the server of their databases, and their counters. */
type Behind = { pids: readonly number[]; serverPid?: number; read(): Promise<Counters> };
/** Services, and on the router plane the canned subgraphs in their place. */
type Backend = Behind & { services: BenchShop; canned: Canned | undefined; addresses: Addresses };

/** More than all purchases of a run take. */
const addedStock = 10_000_000;
/** Public keys and revocations come from users; the others have nothing to do once their responses are learned. */
const unneeded: readonly ServiceName[] = ["products", "orders", "payments"];

/** Starts the plane. `prepare` gives a seeded shop each time: each target in one process has its own. */
export async function openShopPlane(
  name: "router" | "system",
  prepare: Prepare,
  { peers, against, isToday }: ShopPlaneOptions,
): Promise<Plane> {
  const isRouterPlane = name === "router";
  const targets: Target[] = [];
  const missing: string[] = [];
  const backends: Backend[] = [];
  const behind = new Map<TargetName, Behind>();
  /** Those of shops of other commits. */
  const audiences = new Map<TargetName, Audience>();

  async function open(built?: BuiltCommit): Promise<Backend> {
    return openOn(await startServices(await prepare(built), built));
  }
  async function openOn(services: BenchShop): Promise<Backend> {
    const canned = isRouterPlane ? await startCanned(services) : undefined;
    const own = addressesOf(services);
    const backend: Backend = {
      services,
      canned,
      addresses: canned ? withGraphs(own, canned.graphs) : own,
      pids: canned ? [canned.pid] : [...services.services.values(), ...services.further].map(pidOf),
      read: async () => (canned ? { fetches: (await canned.counts()).requests } : readCounters(services)),
    };
    backends.push(backend);
    return backend;
  }
  /** Adds a target in front of services, which have an audience of their own if they are those of another commit. */
  async function add(target: Target, backend: Behind, built?: BuiltCommit): Promise<void> {
    targets.push(target);
    behind.set(target.name, backend);
    if (built) audiences.set(target.name, await readAudience(today.services, target, built));
  }
  const start = ({ services, addresses }: Backend, target: "stock" | "stock-today" | "ours" | PeerName) =>
    startTarget(services, target, addresses);
  async function startPeer(peer: PeerName): Promise<Target> {
    if (isRouterPlane) {
      behind.set(peer, today);
      return start(today, peer);
    }
    if (peer === "postgresql" || peer === "postgresql-two") {
      const { shop, serverPid } = await moveShop(await prepare());
      const isOne = peer === "postgresql";
      const backend = await openOn(await (isOne ? startServices(shop) : startInstances(shop, 2)));
      behind.set(peer, { ...backend, serverPid });
      // With two of each its router finds all by the variable of the shop.
      return isOne ? start(backend, peer) : startTarget(shop, peer);
    }
    const target = await startTarget(await prepare(), peer);
    if (isOurs(peer)) behind.set(peer, { pids: [], read: () => readCounters(target) });
    return target;
  }

  const today = await open();
  const stock = isRouterPlane || isToday ? undefined : await buildStock(missing);
  if (isToday && !isRouterPlane) missing.push(`stock: left out, "stock" has today's services`);
  if (stock) {
    const backend = await open(stock);
    await add(await start(backend, "stock"), backend, stock);
  }
  await add(await start(today, stock ? "stock-today" : "stock"), today);
  const chosen = peers.filter((peer) => isRouterPeer(peer) === isRouterPlane);
  missing.push(...(await startPeers(chosen, targets, startPeer)));
  if (against) {
    const backend = await open(against);
    await add(await startEarlier(backend.services, against, backend.addresses), backend, against);
  }
  const ours = await start(today, "ours");
  await add(ours, today);
  if (today.canned) targets.push(await today.canned.openFront(ours));

  const audience = await readAudience(today.services, ours);
  say(`      ${audience.catalogue.products.length} products, ${audience.viewers.length} customers`);
  const audienceOf = (target: Target) => audiences.get(target.name) ?? audience;
  const pidsBehind = (target: Target) => behind.get(target.name)?.pids ?? [];
  return {
    name,
    shop: today.services,
    targets,
    missing,
    pidsBehind,
    hasDeclaredData: against === undefined,
    serverBehind: (target) => behind.get(target.name)?.serverPid,
    readCounters: async (target) => behind.get(target.name)?.read(),
    countMisses: async () => {
      const counts = await Promise.all(backends.flatMap(({ canned }) => (canned ? [canned.counts()] : [])));
      return {
        misses: counts.reduce((sum, { misses }) => sum + misses, 0),
        firstMiss: counts.map(({ firstMiss }) => firstMiss).find((miss) => miss !== null) ?? null,
      };
    },
    open: async (operation, opened) => {
      if (operations[operation].comparison === "new")
        for (const target of opened) await raiseStock(target, audienceOf(target));
      return requestsFor(operation, audienceOf);
    },
    settle: async (operation, target) => {
      if (operations[operation].comparison === "new") await untilIdle([target.pid, ...pidsBehind(target)]);
    },
    seal: async () => {
      for (const { canned, services } of backends) {
        await canned?.seal();
        if (canned) await stopServices(services, unneeded);
      }
    },
  };
}

/** The programs of "all stock"; undefined where they cannot be built. */
async function buildStock(missing: string[]): Promise<BuiltCommit | undefined> {
  return buildCommit(stockCommit).catch((error) => {
    const reason = error instanceof Error ? error.message : error;
    missing.push(`stock: measured on today's services, without those of ${stockCommit.slice(0, 12)}: ${reason}`);
    return undefined;
  });
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

/** The counters of a shop's services, those of all processes of a service together. */
async function readCounters({
  port,
  further = [],
}: Pick<Shop, "port"> & Partial<Pick<BenchShop, "further">>): Promise<Counters> {
  const instances = 1 + further.length / serviceNames.length;
  const read = serviceNames.map(async (name) => {
    const replicas = replicasOf(serviceOf(name), instances).map((replica) => internalPort(replica, port));
    return [name, await Promise.all(replicas.map((each) => readGraphCounters(`http://127.0.0.1:${each}`)))] as const;
  });
  const counted = await Promise.all(read);
  const of = (figure: "fetches" | "statements"): Counts =>
    Object.fromEntries(
      counted.map(([name, each]) => [name, each.reduce((sum, counters) => sum + counters[figure], 0)]),
    );
  return { fetches: of("fetches"), statements: of("statements") };
}
