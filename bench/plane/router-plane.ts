/** The router plane: every router in front of canned subgraphs that learned their answers from real ones. */
import { setTimeout as pause } from "node:timers/promises";
import type { ServiceName } from "@hansa/kit/rpc/contract";
import type { Shop } from "../../host/processes/process.ts";
import { root } from "../../host/shop.mjs";
import { say } from "../../host/terminal.mjs";
import { startCanned } from "../canned/canned.ts";
import { startHops } from "../canned/hops.ts";
import { readCatalogue } from "../operations/catalogue.ts";
import { type Body, bodiesOf, downSubgraph } from "../operations/operation.ts";
import { addressesOf, startServices, stopServices } from "../shop/shop.ts";
import { findViewers } from "../shop/viewers.ts";
import { isRouterPeer, type PeerName, post, startTarget, type Target } from "../targets/targets.ts";
import { errorsOf } from "./comparable.ts";
import { passGate, type Within } from "./gate.ts";
import { startPeers } from "./peers.ts";
import { minOrders, type OpenedPlane, type Plane, sessionsOf } from "./plane.ts";

/** Public keys and revocations come from users; the others have nothing to do once their answers are learned. */
const unneeded: readonly ServiceName[] = ["products", "orders", "payments"];

/** A router that remembers an outage, as a circuit breaker does, is waited for so long. */
const recoveryMs = 60_000;

/** Starts the plane. `withHops`: with the canned router that is only measured in an open loop. */
export async function openRouterPlane(shop: Shop, peers: readonly PeerName[], withHops: boolean): Promise<OpenedPlane> {
  const services = await startServices(shop, root);
  const canned = await startCanned(shop);
  const addresses = { ...addressesOf(shop), ...canned.addresses };
  const targets: Target[] = [await startTarget(shop, "stock", addresses)];
  const missing = await startPeers(peers.filter(isRouterPeer), targets, (name) => startTarget(shop, name, addresses));
  const ours = await startTarget(shop, "ours", addresses);
  targets.push(ours, await canned.openFront(ours));
  const hops = withHops ? await startHops(shop, canned) : undefined;
  if (hops) targets.push(hops.target);

  const graph = { url: `http://127.0.0.1:${ours.port}/graphql` };
  const viewers = await findViewers(shop, graph, minOrders);
  const catalogue = await readCatalogue(graph, viewers.length);
  say(`      ${catalogue.products.length} products, ${viewers.length} customers`);
  const [accountPage] = sessionsOf(bodiesOf("account", catalogue), viewers);
  const within: Within = async (name, target, work) => {
    if (name !== "one-down") return work();
    await canned.setDown([downSubgraph]);
    try {
      return await work();
    } finally {
      await canned.setDown([]);
      // While the canned router learns, ours is asked.
      await untilRecovered(target.name === "canned" ? ours : target, accountPage);
    }
  };
  const readCounters: Plane["readCounters"] = async ({ name }) =>
    name === "canned" ? undefined : { fetches: (await canned.counts()).requests };
  const plane: Plane = {
    name: "router",
    targets,
    subgraphPids: ({ name }) => (name === "canned" ? [] : [canned.pid]),
    readCounters,
    within,
    countMisses: () => canned.counts(),
    seal: async () => {
      await canned.seal();
      await stopServices(services, unneeded);
    },
  };
  const teachHops = async (bodies: readonly Body[]) => {
    for (const { steps, authorization } of sessionsOf(bodies, viewers))
      for (const { body } of steps) await hops?.teach(ours, { body, authorization });
  };
  return {
    plane,
    shop: services,
    missing,
    open: async (name, chosen) => {
      const bodies = bodiesOf(name, catalogue);
      const isOwn = (target: Target) => target === hops?.target;
      const others = chosen.filter((target) => !isOwn(target));
      // Ours comes first: its fetches are learned before they are recorded.
      const gate = await passGate(name, bodies, viewers, { targets: others, readCounters, within });
      if (!chosen.some(isOwn)) return { gate, sessions: sessionsOf(bodies, viewers) };
      await teachHops(bodies);
      const own = await passGate(name, bodies, viewers, {
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
        sessions: sessionsOf(bodies, viewers),
      };
    },
  };
}

/** Waits until a target answers a page of all subgraphs again. */
async function untilRecovered({ name, port }: Target, page: ReturnType<typeof sessionsOf>[number] | undefined) {
  const deadline = performance.now() + recoveryMs;
  while (performance.now() < deadline) {
    const { text } = await post(port, page?.steps[0]?.body ?? "", page?.authorization ?? null);
    if (errorsOf(text) === undefined) return;
    await pause(100);
  }
  throw new Error(`${name} has not recovered from an outage`);
}
