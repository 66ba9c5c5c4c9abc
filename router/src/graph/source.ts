/** Sources of the graph: composition of the subgraphs' files in development, the committed supergraph, a version of the registry, or a given file. */
import { readFileSync } from "node:fs";
import { contractPaths, limitedContracts } from "@hansa/contracts/graph-contracts";
import { composeGraph } from "./composition/composition.ts";
import { graphFiles, readSubgraphs, repository } from "./composition/sources.ts";
import { buildGraphInSteps, type Graph, graphFor, type Planning } from "./graph.ts";
import { openNodes } from "./nodes.ts";
import { readOwnScalars } from "./scalars.ts";
import { completeNow, type Steps } from "./steps.ts";

export type GraphSource =
  | { kind: "composed" }
  | { kind: "committed" }
  /** A version of the registry. */
  | { kind: "published"; supergraph: string }
  /** A given supergraph. `enforced` says whether its subgraphs are the shop's: these enforce access rules themselves and share its scalars. */
  | { kind: "file"; file: string; enforced: boolean };

/** Reads and builds the graph. Throws an error with every reason why it cannot be served. */
export function loadGraph(source: GraphSource, onHint: (hint: string) => void, planning?: Planning): Graph {
  return completeNow(loadGraphInSteps(source, onHint, planning));
}

/** The steps of reading and building the graph. */
export function* loadGraphInSteps(
  source: GraphSource,
  onHint: (hint: string) => void,
  planning?: Planning,
): Steps<Graph> {
  const isOurs = source.kind !== "file" || source.enforced;
  const openOurNodes = () => openNodes(readFileSync(graphFiles(repository).nodes, "utf8"));
  const graph = yield* buildGraphInSteps(readText(source, onHint), isOurs, openOurNodes, planning);
  if (isOurs) for (const { clientSchema } of [graph, ...graph.contracts.values()]) readOwnScalars(clientSchema);
  const absent = limitedContracts.filter((contract) => isOurs && !graphFor(graph, contract));
  for (const contract of absent) {
    onHint(
      `no element has a tag of the contract ${contract}, which would be the whole graph: ${contractPaths[contract]} answers 404`,
    );
  }
  for (const name of graph.compilation.requirements.contested) {
    onHint(`"${name}" is required with different arguments: operations that need both are refused`);
  }
  return graph;
}

function readText(source: GraphSource, onHint: (hint: string) => void): string {
  switch (source.kind) {
    case "file":
      return readFileSync(source.file, "utf8");
    case "committed":
      return readFileSync(graphFiles(repository).supergraph, "utf8");
    case "published":
      return source.supergraph;
    case "composed":
      return composeSources(onHint);
  }
}

function composeSources(onHint: (hint: string) => void): string {
  const { supergraph, hints, faults } = composeGraph(readSubgraphs(repository));
  if (faults) throw new Error(`the subgraphs do not compose:\n  ${faults.join("\n  ")}`);
  hints.forEach(onHint);
  return supergraph;
}
