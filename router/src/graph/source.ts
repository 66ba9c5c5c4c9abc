/** Sources of the graph: composition of the subgraphs' files in development, the committed supergraph, or a given file. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { composeGraph } from "../compose/composition.ts";
import { graphFiles, readSubgraphs, repository } from "../compose/sources.ts";
import { openNodes } from "../nodes.ts";
import { buildGraph, type Graph } from "./graph.ts";

export type GraphSource =
  | { kind: "composed" }
  | { kind: "committed" }
  /** A given supergraph. `enforced` says whether its subgraphs enforce access rules themselves. */
  | { kind: "file"; file: string; enforced: boolean };

/**
 * Reads and builds the graph. Throws an error with every reason why it cannot be served. The shop's own supergraph was validated when it was
 * composed; validating it again would take a quarter of the router's start.
 */
export function loadGraph(source: GraphSource, onHint: (hint: string) => void): Graph {
  const { nodes, supergraph } = graphFiles(repository);
  const nodesOf = () => openNodes(readFileSync(nodes, "utf8"));
  switch (source.kind) {
    case "file": {
      const isOwn = resolve(source.file) === supergraph;
      return buildGraph(readFileSync(source.file, "utf8"), { enforced: source.enforced, validated: isOwn }, nodesOf);
    }
    case "committed":
      return buildGraph(readFileSync(supergraph, "utf8"), { enforced: true, validated: true }, nodesOf);
    case "composed":
      return buildGraph(composeSources(onHint), { enforced: true, validated: true }, nodesOf);
  }
}

function composeSources(onHint: (hint: string) => void): string {
  const { supergraph, hints, faults } = composeGraph(readSubgraphs(repository));
  if (faults) throw new Error(`the subgraphs do not compose:\n  ${faults.join("\n  ")}`);
  hints.forEach(onHint);
  return supergraph;
}
