/** The live graph: a new valid supergraph replaces it in one step, an invalid one is reported and never served. */
import type { Log } from "@hansa/kit/runtime/log";
import type { Graph } from "./graph.ts";

export type LiveGraph = {
  /** The graph for a request that begins now, which keeps it until its response. */
  current(): Graph;
  /** Why the latest attempt to load a graph failed; undefined if it did not. */
  fault(): string | undefined;
  /** Loads again, and replaces the graph if the new one is valid and different. Never throws: the last valid graph stays live. */
  reload(): void;
};

/**
 * Loads the first graph. If it is invalid, `fallback` takes its place and the fault is reported; without a fallback this throws, because there
 * is no graph to serve.
 */
export function openLiveGraph(load: () => Graph, log: Log, fallback?: () => Graph): LiveGraph {
  let current: Graph;
  let fault: string | undefined;
  try {
    current = load();
  } catch (error) {
    if (!fallback) throw error;
    current = fallback();
    report(error);
  }
  current.planner.start();

  function report(error: unknown): void {
    fault = error instanceof Error ? error.message : String(error);
    log.error({ fault, graph: current.hash }, "graph: new supergraph rejected, last valid one stays live");
  }

  return {
    current: () => current,
    fault: () => fault,
    reload: () => {
      try {
        const next = load();
        fault = undefined;
        if (next.hash === current.hash) return;
        current.planner.retire();
        current = next;
        current.planner.start();
        log.info({ graph: next.hash }, "graph: new supergraph live");
      } catch (error) {
        report(error);
      }
    },
  };
}
