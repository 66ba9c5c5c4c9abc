/** Starts the process of canned answers: four subgraphs that learn from the real ones, and later a router that learns from ours. */
import path from "node:path";
import { byService, type ServiceName, serviceNames } from "@hansa/contracts/processes";
import { findFreePorts } from "../../../cli/host/processes/ports.ts";
import type { Shop } from "../../../cli/host/processes/process.ts";
import { root } from "../../../cli/host/shop.mjs";
import { askHelper } from "../processes/questions.ts";
import { addressesOf, graphUrl, startProcess, variablesOf } from "../shop/shop.ts";
import { pidOf, type Target } from "../targets/targets.ts";
import { type CannedCounts, type CannedQuestion, cannedCounts, front, type Hops, hops } from "./protocol.ts";

export type Canned = {
  pid: number;
  /** The GraphQL addresses of the canned subgraphs. */
  graphs: Readonly<Record<ServiceName, string>>;
  counts(): Promise<CannedCounts>;
  /** Ends learning: from now on an unknown request is a miss. */
  seal(): Promise<void>;
  /** From now on connections to these subgraphs break, and to no other. */
  setDown(subgraphs: readonly ServiceName[]): Promise<void>;
  /** Begins or ends to record requests, which slows them down; answers with those since the last call, by hop. */
  record(begins: boolean): Promise<Hops>;
  /** Opens the canned router, which learns from this one. */
  openFront(learnFrom: Target): Promise<Target>;
};

/** Starts the process and its four subgraphs. */
export async function startCanned(shop: Shop): Promise<Canned> {
  const port = await findFreePorts(30_000);
  const child = startProcess(
    shop,
    "canned",
    [path.join(root, "lab/bench/canned/program.ts")],
    variablesOf(addressesOf(shop)),
  );
  const pid = pidOf(child);
  const helper = askHelper(child);
  const ask = (question: CannedQuestion) => helper(question);
  const portOf = (name: ServiceName) => port + serviceNames.indexOf(name);
  for (const name of serviceNames)
    await ask({ kind: "listen", name, port: portOf(name), upstream: graphUrl(shop, name) });
  return {
    pid,
    graphs: byService((name) => `http://127.0.0.1:${portOf(name)}/graphql`),
    counts: async () => cannedCounts.parse(await ask({ kind: "counts" })),
    seal: async () => void (await ask({ kind: "seal" })),
    setDown: async (subgraphs) => void (await ask({ kind: "down", subgraphs: [...subgraphs] })),
    record: async (begins) => hops.parse(await ask({ kind: "record", begins })),
    openFront: async (learnFrom) => {
      const own = port + serviceNames.length;
      await ask({ kind: "listen", name: front, port: own, upstream: `http://127.0.0.1:${learnFrom.port}/graphql` });
      return { name: "canned", port: own, pid, startMs: 0 };
    },
  };
}
