/** Starts the subgraphs of a scenario in one process, and writes the supergraph and the schemas that gateways read. */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { findFreePorts } from "../../../cli/host/processes/ports.ts";
import type { Shop } from "../../../cli/host/processes/process.ts";
import { root } from "../../../cli/host/shop.mjs";
import { composeGraph } from "../../../router/src/graph/composition/composition.ts";
import { openHelper } from "../../harness/helper-process.ts";
import type { Counts } from "../measurement/gates.ts";
import { startProcess } from "../shop/shop.ts";
import { pidOf } from "../targets/targets.ts";
import { fullSdl } from "./scenario.ts";
import { type ScenarioName, scenarios } from "./scenarios.ts";

const counts = z.record(z.string(), z.int());

/** Started subgraphs. `folder` has `supergraph.graphql`, and the schema and the address of each subgraph: `NAME.graphql`, `addresses.json`. */
export type PublicSubgraphs = { pid: number; folder: string; counts(): Promise<Counts> };

export async function startSubgraphs(shop: Shop, name: ScenarioName): Promise<PublicSubgraphs> {
  const port = await findFreePorts(30_600);
  const child = startProcess(shop, "subgraphs", [path.join(root, "lab/bench/public/program.ts"), name], {
    HANSA_PORT: String(port),
  });
  const send = openHelper(child);
  // Its response says that all of them listen.
  await send("counts");
  const folder = path.join(shop.data, "public");
  writeSchemas(folder, name, (index) => `http://127.0.0.1:${port + index}/`);
  return { pid: pidOf(child), folder, counts: async () => counts.parse(await send("counts")) };
}

function writeSchemas(folder: string, name: ScenarioName, urlOf: (index: number) => string): void {
  const parts = scenarios[name].subgraphs.map((subgraph, index) => ({
    name: subgraph.name,
    url: urlOf(index),
    sdl: fullSdl(subgraph),
  }));
  const { supergraph, faults } = composeGraph(parts);
  if (supergraph === undefined) throw new Error(`the scenario ${name} does not compose: ${faults.join("\n")}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "supergraph.graphql"), supergraph);
  for (const part of parts) writeFileSync(path.join(folder, `${part.name}.graphql`), part.sdl);
  const addresses = Object.fromEntries(parts.map((part) => [part.name, part.url]));
  writeFileSync(path.join(folder, "addresses.json"), JSON.stringify(addresses));
}
