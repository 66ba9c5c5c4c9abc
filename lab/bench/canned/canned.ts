/** Starts the process of canned responses: four subgraphs that learn from the real ones, and later a router that learns from ours. */
import path from "node:path";
import { byService, type ServiceName, serviceNames } from "@hansa/contracts/processes";
import { findFreePorts } from "../../../cli/host/processes/ports.ts";
import type { Shop } from "../../../cli/host/processes/process.ts";
import { root } from "../../../cli/host/shop.mjs";
import { directUrl } from "../../../cli/testing/addresses.ts";
import { openHelper } from "../../harness/helper-process.ts";
import { addressesOf, startProcess, variablesOf } from "../shop/shop.ts";
import { pidOf, type Target } from "../targets/targets.ts";
import { type CannedCounts, type CannedRequest, cannedCounts, front } from "./protocol.ts";

export type Canned = {
  pid: number;
  /** The GraphQL addresses of the canned subgraphs. */
  graphs: Readonly<Record<ServiceName, string>>;
  counts(): Promise<CannedCounts>;
  /** Ends learning: from now on an unknown request is a miss. */
  seal(): Promise<void>;
  /** Opens the canned router, which learns from this one. */
  openFront(learnFrom: Target): Promise<Target>;
};

/** Starts the process and its four subgraphs. */
export async function startCanned(shop: Shop): Promise<Canned> {
  const port = await findFreePorts(30_000);
  const program = path.join(root, "lab/bench/canned/program.ts");
  const child = startProcess(shop, "canned", [program], variablesOf(addressesOf(shop)));
  const pid = pidOf(child);
  const helper = openHelper(child);
  const send = (request: CannedRequest) => helper(request);
  const portOf = (name: ServiceName) => port + serviceNames.indexOf(name);
  for (const name of serviceNames)
    await send({ kind: "listen", name, port: portOf(name), upstream: directUrl(shop, name) });
  return {
    pid,
    graphs: byService((name) => `http://127.0.0.1:${portOf(name)}/graphql`),
    counts: async () => cannedCounts.parse(await send({ kind: "counts" })),
    seal: async () => void (await send({ kind: "seal" })),
    openFront: async (learnFrom) => {
      const own = port + serviceNames.length;
      await send({ kind: "listen", name: front, port: own, upstream: `http://127.0.0.1:${learnFrom.port}/graphql` });
      return { name: "canned", port: own, pid, startMs: 0 };
    },
  };
}
