/** The system plane: routers in front of real services, the stock gateway on those of an earlier commit and on today's. */
import type { ServiceName } from "@hansa/kit/rpc/contract";
import { serviceNames } from "@hansa/kit/rpc/contract";
import { internalUrlVariable } from "@hansa/kit/rpc/service-variables";
import type { Shop } from "../../host/processes/process.ts";
import { root } from "../../host/shop.mjs";
import { readCatalogue } from "../operations/catalogue.ts";
import { bodiesOf, type Fetches, type OperationName } from "../operations/operation.ts";
import { buildEarlierPrograms, earlierCommit } from "../shop/earlier-programs.ts";
import { addressesOf, type BenchShop, startServices } from "../shop/shop.ts";
import { findViewers } from "../shop/viewers.ts";
import { pidOf, startTarget, type Target } from "../targets/targets.ts";
import { type GateResult, passGate } from "./gate.ts";
import { minOrders, type OpenedPlane, type Plane, type Requests } from "./plane.ts";

/** Starts the plane, and lets every target answer every request once. `prepare` gives a seeded shop each time. */
export async function openSystemPlane(
  prepare: () => Promise<Shop>,
  names: readonly OperationName[],
): Promise<OpenedPlane> {
  const today = await startServices(await prepare(), root);
  const missing: string[] = [];
  const earlier = await startEarlier(prepare).catch((error) => {
    missing.push(`services of ${earlierCommit.slice(0, 12)}: ${error instanceof Error ? error.message : error}`);
    return today;
  });
  const shops = new Map<string, BenchShop>([
    ["stock", earlier],
    ["stock-today", today],
    ["ours", today],
  ]);
  if (earlier === today) shops.delete("stock-today");
  const targets: Target[] = [];
  for (const name of ["stock", "stock-today", "ours"] as const) {
    const shop = shops.get(name);
    if (shop) targets.push(await startTarget(shop, name, addressesOf(shop)));
  }

  const graph = { url: `http://127.0.0.1:${targets.at(-1)?.port}/graphql` };
  const viewers = await findViewers(today, graph, minOrders);
  const catalogue = await readCatalogue(graph, viewers.length);
  const countFetches = async () => sumByService(await Promise.all([...new Set(shops.values())].map(readFetches)));
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
    name: "system",
    targets,
    subgraphPids: ({ name }) => [...(shops.get(name)?.services.values() ?? [])].map(pidOf),
    gates,
    countFetches,
    countMisses: async () => ({ misses: 0, firstMiss: null }),
    seal: async () => {},
  };
  return { plane, requests, missing };
}

async function startEarlier(prepare: () => Promise<Shop>): Promise<BenchShop> {
  const folder = buildEarlierPrograms(earlierCommit);
  return startServices(await prepare(), folder);
}

/** Requests at the GraphQL servers of a shop since their start, by service. */
async function readFetches(shop: BenchShop): Promise<Fetches> {
  const addresses = addressesOf(shop);
  const counts = serviceNames.map(async (name: ServiceName) => {
    const response = await fetch(`${addresses[internalUrlVariable(name)]}/metrics`);
    const lines = (await response.text()).matchAll(/^hansa_http_requests_total\{entry="graphql".*\} (\d+)$/gm);
    return [name, [...lines].reduce((sum, [, count]) => sum + Number(count), 0)] as const;
  });
  return Object.fromEntries(await Promise.all(counts));
}

function sumByService(counts: readonly Fetches[]): Fetches {
  return Object.fromEntries(
    serviceNames.map((name) => [name, counts.reduce((sum, each) => sum + (each[name] ?? 0), 0)]),
  );
}
