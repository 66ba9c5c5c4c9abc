/** Sources of the graph: composition of the subgraphs' files in development, the committed supergraph, or a given file. */
import { readFileSync } from "node:fs";
import { composeGraph } from "./composition/composition.ts";
import { graphFiles, readSubgraphs, repository } from "./composition/sources.ts";
import { buildGraph, type Graph } from "./graph.ts";
import { openNodes } from "./nodes.ts";
import { readOwnScalars } from "./scalars.ts";

export type GraphSource =
  | { kind: "composed" }
  | { kind: "committed" }
  /** A given supergraph. `enforced` says whether its subgraphs are the shop's: these enforce access rules themselves and share its scalars. */
  | { kind: "file"; file: string; enforced: boolean };

/** Reads and builds the graph. Throws an error with every reason why it cannot be served. */
export function loadGraph(
  source: GraphSource,
  onHint: (hint: string) => void,
  planning?: Parameters<typeof buildGraph>[3],
): Graph {
  const graph = readGraph(source, onHint, planning);
  if (source.kind !== "file" || source.enforced) readOwnScalars(graph.clientSchema);
  for (const name of graph.compilation.requirements.contested) {
    onHint(`"${name}" is required with different arguments: operations that need both are refused`);
  }
  return graph;
}

function readGraph(
  source: GraphSource,
  onHint: (hint: string) => void,
  planning: Parameters<typeof buildGraph>[3],
): Graph {
  const { nodes, supergraph } = graphFiles(repository);
  const nodesOf = () => openNodes(readFileSync(nodes, "utf8"));
  switch (source.kind) {
    case "file":
      return buildGraph(readFileSync(source.file, "utf8"), source.enforced, nodesOf, planning);
    case "committed":
      return buildGraph(readFileSync(supergraph, "utf8"), true, nodesOf, planning);
    case "composed":
      return buildGraph(composeSources(onHint), true, nodesOf, planning);
  }
}

function composeSources(onHint: (hint: string) => void): string {
  const { supergraph, hints, faults } = composeGraph(readSubgraphs(repository));
  if (faults) throw new Error(`the subgraphs do not compose:\n  ${faults.join("\n  ")}`);
  hints.forEach(onHint);
  return supergraph;
}
