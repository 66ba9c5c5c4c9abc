/** Sources of the shop's graph: one SDL file of each subgraph, and the router's own. */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { serviceNames } from "@hansa/contracts/processes";

export type SubgraphSource = { name: string; url: string; sdl: string };

/** The folder that holds `subgraphs/` and `router/`. */
export const repository = fileURLToPath(new URL("../../../../", import.meta.url));

/** The address of the subgraph that the router serves in its own process. */
export const nodesUrl = "local:nodes";

/** All files that the shop's graph is written to or read from. */
export function graphFiles(root: string): { nodes: string; supergraph: string; client: string } {
  const router = join(root, "router");
  return {
    nodes: join(router, "nodes.graphql"),
    supergraph: join(router, "supergraph.graphql"),
    client: join(router, "client"),
  };
}

/**
 * Reads the SDL of every subgraph, by name. The addresses are names only (`hansa:orders`): where a service listens is configuration, and
 * not to be baked into a file that is committed.
 */
export function readSubgraphs(root: string): SubgraphSource[] {
  const { nodes } = graphFiles(root);
  const services = schemaFiles(root).map(({ name, file }) => ({
    name,
    url: `hansa:${name}`,
    sdl: readFileSync(file, "utf8"),
  }));
  return [{ name: "nodes", url: nodesUrl, sdl: readFileSync(nodes, "utf8") }, ...services];
}

/** Lists the folders whose changes require a new composition. */
export function sourceFolders(root: string): string[] {
  return [dirname(graphFiles(root).nodes), ...schemaFiles(root).map(({ file }) => dirname(file))];
}

function schemaFiles(root: string): { name: string; file: string }[] {
  return serviceNames.toSorted().map((name) => ({ name, file: join(root, "subgraphs", name, "schema.graphql") }));
}
