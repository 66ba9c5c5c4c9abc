/** The public plane: our router beside others on one scenario of the public federation benchmarks, as each serves any graph. */
import path from "node:path";
import type { Shop } from "../../../cli/host/processes/process.ts";
import { killTree } from "../../../cli/host/processes/process-tree.ts";
import { commandOf, root } from "../../../cli/host/shop.mjs";
import { findDifference } from "../measurement/gates.ts";
import { oneStep } from "../operations/session.ts";
import { type ScenarioName, scenarios } from "../public/scenarios.ts";
import { startSubgraphs } from "../public/subgraphs.ts";
import { isPublicPeer, launch, type PeerName, post, type Target, type TargetName } from "../targets/targets.ts";
import type { Requests } from "./audience.ts";
import { startPeers } from "./peers.ts";
import type { Plane } from "./plane.ts";

/** The settings of our router: limits that the scenarios need, and the time for the first plan of "many plans". */
const ourSettings = {
  HANSA_LIMITS: "fields=2000,objects=500,responseBytes=16777216",
  HANSA_PLANNER_SECONDS: "30",
  HANSA_OPERATION_TIMEOUT_MS: "120000",
};

/** Each request has another one, so that no gateway shares the fetches of two. */
const authorization = "Bearer {{key}}";

const firstRequest = JSON.stringify({ query: "{ __typename }" });

/** Starts the subgraphs of a scenario and the gateways in front of them. `shop` has no services: its folder and its environment are used. */
export async function openPublicPlane(
  shop: Shop,
  name: ScenarioName,
  { peers }: { peers: readonly PeerName[] },
): Promise<Plane> {
  const subgraphs = await startSubgraphs(shop, name);
  const start = (target: TargetName) =>
    launch(shop, target, {
      command: commandFor(target, subgraphs.folder),
      environment: target === "ours" ? ourSettings : {},
      first: { body: firstRequest, expects: '"Query"' },
    });
  const stock = await start("stock");
  const targets = [stock];
  const body = JSON.stringify({ query: scenarios[name].query });
  const reference: unknown = JSON.parse((await post(stock.port, body, null)).text);
  const missing = await startPeers(peers.filter(isPublicPeer), targets, async (peer) => {
    const target = await start(peer);
    await refuseOtherResponses(target, body, reference);
    return target;
  });
  targets.push(await start("ours"));
  const requests: Requests = {
    bodies: [{ steps: oneStep(body), viewer: 0 }],
    viewers: [authorization],
    lacking: new Set(),
  };
  return {
    name: "public",
    shop,
    targets,
    missing,
    pidsBehind: () => [subgraphs.pid],
    serverBehind: () => undefined,
    hasDeclaredData: true,
    readCounters: async () => ({ fetches: await subgraphs.counts() }),
    countMisses: async () => ({ misses: 0, firstMiss: null }),
    open: async () => () => requests,
    settle: async () => {},
    seal: async () => {},
  };
}

/** Ends a peer that does not give the response of the stock gateway, and throws: it is left out of the scenario. */
async function refuseOtherResponses({ port, pid }: Target, body: string, reference: unknown): Promise<void> {
  const { status, text } = await post(port, body, null);
  const difference = status === 200 ? findDifference(reference, JSON.parse(text)) : `status ${status}`;
  if (difference === undefined) return;
  killTree(pid);
  throw new Error(`it answers the request otherwise than stock: ${difference.slice(0, 200)}`);
}

function commandFor(name: TargetName, folder: string): string[] {
  const supergraph = path.join(folder, "supergraph.graphql");
  if (name === "ours") return [...commandOf("router"), "--supergraph", supergraph, "--identity", "none"];
  const program = name === "stock" ? "public/gateway-program.ts" : `peers/public-${name.replace("-rust", "")}.mjs`;
  return [path.join(root, "lab/bench", program), folder];
}
