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
  /** Replaces the graph. Requests in progress keep the one that they began with. */
  replace(next: Graph): void;
  /** Reports that a new graph is not served, and why; undefined ends the report. */
  report(error: unknown): void;
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
    fault = error === undefined ? undefined : describe(error);
    if (fault === undefined) return;
    log.error({ fault, graph: current.hash }, "graph: new supergraph rejected, last valid one stays live");
  }

  function replace(next: Graph): void {
    fault = undefined;
    if (next.hash === current.hash) return;
    current.planner.retire();
    current = next;
    current.planner.start();
    log.info({ graph: next.hash }, "graph: new supergraph live");
  }

  return {
    current: () => current,
    fault: () => fault,
    reload: () => {
      try {
        replace(load());
      } catch (error) {
        report(error);
      }
    },
    replace,
    report,
  };
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
