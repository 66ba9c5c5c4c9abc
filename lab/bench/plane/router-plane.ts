/** The router plane: every router in front of canned subgraphs that learned their answers from real ones. */

import { eventually } from "@hansa/client/polling";
import type { ServiceName } from "@hansa/contracts/processes";
import { say } from "../../../cli/host/terminal.mjs";
import { type Canned, startCanned } from "../canned/canned.ts";
import { startHops } from "../canned/hops.ts";
import { downSubgraph } from "../operations/operation.ts";
import type { BuiltCommit } from "../shop/commits.ts";
import {
  type Addresses,
  addressesOf,
  type BenchShop,
  type Prepare,
  startServices,
  stopServices,
  withGraphs,
} from "../shop/shop.ts";
import {
  earlier,
  isRouterPeer,
  type PeerName,
  post,
  startEarlier,
  startTarget,
  type Target,
} from "../targets/targets.ts";
import { type Audience, type Requests, readAudience, requestsFor } from "./audience.ts";
import { errorsOf } from "./comparable.ts";
import { passGate, type Within } from "./gate.ts";
import { startPeers } from "./peers.ts";
import { type OpenedPlane, type Plane, type Sessions, sessionsOf } from "./plane.ts";

/** Public keys and revocations come from users; the others have nothing to do once their answers are learned. */
const unneeded: readonly ServiceName[] = ["products", "orders", "payments"];

/** `withHops`: with the canned router that is only measured in an open loop. `against`: another commit, whose router is measured too. */
type RouterPlaneOptions = { peers: readonly PeerName[]; withHops: boolean; against: BuiltCommit | undefined };

/** Real services, and the canned subgraphs that learn from them. */
type Backend = { services: BenchShop; canned: Canned; addresses: Addresses };

/** Starts the plane. */
export async function openRouterPlane(
  prepare: Prepare,
  { peers, withHops, against }: RouterPlaneOptions,
): Promise<OpenedPlane> {
  const today = await startBackend(prepare);
  const { services, canned, addresses } = today;
  const start = (name: Parameters<typeof startTarget>[1]) => startTarget(services, name, addresses);
  const targets: Target[] = [await start("stock")];
  const missing = await startPeers(peers.filter(isRouterPeer), targets, start);
  const ours = await start("ours");
  targets.push(ours, await canned.openFront(ours));
  const hops = withHops ? await startHops(services, canned) : undefined;
  if (hops) targets.push(hops.target);
  const audience = await readAudience(services, ours);
  say(`      ${audience.catalogue.products.length} products, ${audience.viewers.length} customers`);
  const other = against && (await openEarlier(prepare, services, against));
  if (other) targets.push(other.target);

  const backendOf = ({ name }: Target): Backend => (other && name === earlier ? other.backend : today);
  const backends = other ? [today, other.backend] : [today];
  const audienceOf = ({ name }: Target) => (other && name === earlier ? other.audience : audience);
  const pagesOf = requestsFor("account", audienceOf);
  const within: Within = async (name, target, work) => {
    if (name !== "one-down") return work();
    const { canned: behind } = backendOf(target);
    await behind.setDown([downSubgraph]);
    try {
      return await work();
    } finally {
      await behind.setDown([]);
      // While the canned router learns, ours is asked.
      const [accountPage] = sessionsOf(pagesOf(target));
      await untilRecovered(target.name === "canned" ? ours : target, accountPage);
    }
  };
  const readCounters: Plane["readCounters"] = async (target) =>
    target.name === "canned" ? undefined : { fetches: (await backendOf(target).canned.counts()).requests };
  const plane: Plane = {
    name: "router",
    targets,
    subgraphPids: (target) => (target.name === "canned" ? [] : [backendOf(target).canned.pid]),
    readCounters,
    within,
    countMisses: async () => {
      const counts = await Promise.all(backends.map((backend) => backend.canned.counts()));
      return {
        misses: counts.reduce((sum, { misses }) => sum + misses, 0),
        firstMiss: counts.map(({ firstMiss }) => firstMiss).find((miss) => miss !== null) ?? null,
      };
    },
    seal: async () => {
      for (const backend of backends) {
        await backend.canned.seal();
        await stopServices(backend.services, unneeded);
      }
    },
  };
  const teachHops = async (requests: Requests) => {
    for (const { steps, authorization } of sessionsOf(requests))
      for (const { body } of steps) await hops?.teach(ours, { body, authorization });
  };
  return {
    plane,
    shop: services,
    missing,
    open: async (name, chosen) => {
      const requestsTo = requestsFor(name, audienceOf);
      const sessionsTo = (target: Target): Sessions => sessionsOf(requestsTo(target));
      const isOwn = (target: Target) => target === hops?.target;
      const others = chosen.filter((target) => !isOwn(target));
      // Ours comes first: its fetches are learned before they are recorded.
      const gate = await passGate(name, requestsTo, { targets: others, readCounters, within });
      if (!chosen.some(isOwn)) return { gate, sessionsOf: sessionsTo };
      await teachHops(requestsTo(ours));
      const own = await passGate(name, requestsTo, {
        targets: [ours, ...chosen.filter(isOwn)],
        readCounters,
        within,
      });
      return {
        gate: {
          lengths: new Map([...own.lengths, ...gate.lengths]),
          faults: [...gate.faults, ...own.faults],
          notes: [...gate.notes, ...own.notes],
        },
        sessionsOf: sessionsTo,
      };
    },
  };
}

async function startBackend(prepare: Prepare, built?: BuiltCommit): Promise<Backend> {
  const services = await startServices(await prepare(built), built);
  const canned = await startCanned(services);
  return { services, canned, addresses: withGraphs(addressesOf(services), canned.graphs) };
}

/** Starts the router of another commit in front of canned subgraphs that learn from its services. `shop` has the key of access tokens. */
async function openEarlier(
  prepare: Prepare,
  shop: BenchShop,
  built: BuiltCommit,
): Promise<{ target: Target; backend: Backend; audience: Audience }> {
  const backend = await startBackend(prepare, built);
  const target = await startEarlier(backend.services, built, backend.addresses);
  return { target, backend, audience: await readAudience(shop, target, built) };
}

/** Waits until a target answers a page of all subgraphs again: some remember an outage, as a circuit breaker does. */
async function untilRecovered({ name, port }: Target, page: Sessions[number] | undefined) {
  await eventually(`${name} recovers from an outage`, async () => {
    const { text } = await post(port, page?.steps[0]?.body ?? "", page?.authorization ?? null);
    return errorsOf(text) === undefined || undefined;
  });
}
