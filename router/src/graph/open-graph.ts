/** Opens the graph that the router serves, and builds later ones in its place. */
import type { Log, Runtime } from "@hansa/kit/runtime";
import type { OpenPlanner } from "../planning/planner.ts";
import { refuseAddresses } from "./addresses.ts";
import type { Graph } from "./graph.ts";
import { type LiveGraph, openLiveGraph } from "./live-graph.ts";
import { type GraphSource, loadGraphInSteps } from "./source.ts";
import { completeInTurns, completeNow, type Steps } from "./steps.ts";

type GraphParts = {
  runtime: Runtime;
  log: Log;
  openPlanner: OpenPlanner;
  /** The addresses of the subgraphs by name. */
  subgraphUrls: Readonly<Record<string, readonly string[]>>;
};

export type OpenedGraph = {
  live: LiveGraph;
  /** Builds the graph of this supergraph, in turns of the event loop. Rejects if it cannot be served. */
  load(supergraph: string): Promise<Graph>;
};

/** Loads the graph. Throws with every reason why it cannot be served. */
export function openGraph(source: GraphSource, { runtime, log, openPlanner, subgraphUrls }: GraphParts): OpenedGraph {
  const planning = { openPlanner, now: runtime.monotonic };
  const onHint = (hint: string) => log.warn({ hint }, "graph composition: hint");
  function* loadInSteps(from: GraphSource): Steps<Graph> {
    const graph = yield* loadGraphInSteps(from, onHint, planning);
    refuseAddresses(graph, subgraphUrls);
    return graph;
  }
  // With a broken schema the router starts too: the committed graph serves meanwhile.
  const hasFallback = source.kind === "composed" || source.kind === "published";
  const fallback = hasFallback ? () => completeNow(loadInSteps({ kind: "committed" })) : undefined;
  return {
    live: openLiveGraph(() => completeNow(loadInSteps(source)), log, fallback),
    load: (supergraph) => completeInTurns(loadInSteps({ kind: "published", supergraph }), runtime),
  };
}
