/** The router plane: every router in front of canned subgraphs that learned their answers from real ones. */
import type { ServiceName } from "@hansa/kit/rpc/contract";
import type { Shop } from "../../host/processes/process.ts";
import { root } from "../../host/shop.mjs";
import { say } from "../../host/terminal.mjs";
import { startCanned } from "../canned/canned.ts";
import { readCatalogue } from "../operations/catalogue.ts";
import { bodiesOf, type OperationName } from "../operations/operation.ts";
import { addressesOf, startServices, stopServices } from "../shop/shop.ts";
import { findViewers } from "../shop/viewers.ts";
import { installPeerPackages } from "../targets/peer-packages.ts";
import { type PeerName, startTarget, type Target } from "../targets/targets.ts";
import { type GateResult, passGate } from "./gate.ts";
import { minOrders, type OpenedPlane, type Plane, type Requests } from "./plane.ts";

/** Public keys and revocations come from users; the others have nothing to do once their answers are learned. */
const unneeded: readonly ServiceName[] = ["products", "orders", "payments"];

/** Starts the plane, and lets every target answer every request once. */
export async function openRouterPlane(
  shop: Shop,
  peers: readonly PeerName[],
  names: readonly OperationName[],
): Promise<OpenedPlane> {
  const services = await startServices(shop, root);
  const canned = await startCanned(shop);
  const addresses = { ...addressesOf(shop), ...canned.addresses };
  const targets: Target[] = [await startTarget(shop, "stock", addresses)];
  const missing = await startPeers(shop, peers, addresses, targets);
  const ours = await startTarget(shop, "ours", addresses);
  targets.push(ours, await canned.openFront(ours));

  const graph = { url: `http://127.0.0.1:${ours.port}/graphql` };
  const viewers = await findViewers(shop, graph, minOrders);
  const catalogue = await readCatalogue(graph, viewers.length);
  say(`      ${catalogue.products.length} products, ${viewers.length} customers`);
  const countFetches = async () => (await canned.counts()).requests;
  const gates = new Map<OperationName, GateResult>();
  const requests = new Map<OperationName, Requests>();
  for (const name of names) {
    const bodies = bodiesOf(name, catalogue);
    gates.set(name, await passGate(name, bodies, viewers, { targets, countFetches }));
    requests.set(
      name,
      bodies.map(({ text, viewer }) => ({ body: text, authorization: viewers[viewer] ?? null })),
    );
  }
  const plane: Plane = {
    name: "router",
    targets,
    subgraphPids: ({ name }) => (name === "canned" ? [] : [canned.pid]),
    gates,
    countFetches,
    countMisses: () => canned.counts(),
    seal: async () => {
      await canned.seal();
      await stopServices(services, unneeded);
    },
  };
  return { plane, requests, missing };
}

/** Starts the peers that can be started, and answers with the others, each with the reason. */
async function startPeers(
  shop: Shop,
  peers: readonly PeerName[],
  addresses: Readonly<Record<string, string>>,
  targets: Target[],
): Promise<string[]> {
  const missing: string[] = [];
  const reason = peers.some(needsPackages) ? installPeerPackages() : undefined;
  for (const name of peers) {
    try {
      if (reason !== undefined && needsPackages(name)) throw new Error(reason);
      targets.push(await startTarget(shop, name, addresses));
    } catch (error) {
      missing.push(`${name}: ${error instanceof Error ? error.message : error}`);
    }
  }
  return missing;
}

function needsPackages(name: PeerName): boolean {
  return name.startsWith("hive");
}
