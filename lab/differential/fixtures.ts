/** Supergraphs of the suite: the shop's own and those in `supergraphs/`, as subgraph sources and composed text. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { composeGraph } from "../../router/src/graph/composition/composition.ts";
import { readSubgraphs, repository, type SubgraphSource } from "../../router/src/graph/composition/sources.ts";

const folder = path.join(import.meta.dirname, "supergraphs");

export type Fixture = { name: string; sources: readonly SubgraphSource[]; supergraph: string };

export const shopName = "hansa";

/** The names of all supergraphs, the shop's first. */
export function fixtureNames(): string[] {
  return [shopName, ...readdirSync(folder).toSorted()];
}

/** Reads and composes one supergraph; throws if it does not compose. */
export function loadFixture(name: string): Fixture {
  const sources = name === shopName ? readSubgraphs(repository) : readSources(path.join(folder, name));
  const { supergraph, faults } = composeGraph(sources, { judgesContracts: name === shopName });
  if (!supergraph) throw new Error(`supergraph ${name} does not compose:\n${faults?.join("\n")}`);
  return { name, sources, supergraph };
}

function readSources(directory: string): SubgraphSource[] {
  return readdirSync(directory)
    .toSorted()
    .map((file) => {
      const name = path.basename(file, ".graphql");
      return { name, url: `http://${name}.example/`, sdl: readFileSync(path.join(directory, file), "utf8") };
    });
}
