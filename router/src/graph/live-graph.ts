/** The live graph: a new valid supergraph replaces it in one step, an invalid one is reported and never served. */
import type { Log } from "@hansa/kit/runtime";
import type { Graph } from "./graph.ts";

export type LiveGraph = {
  /** The graph for a request that begins now, which keeps it until its response. */
  current(): Graph;
  /** Why the latest attempt to load a graph failed; undefined if it did not. */
  fault(): string | undefined;
  /** The new graphs so far that went live, and those that were not served. */
  reloads(): Readonly<Reloads>;
  /** Loads again, and replaces the graph if the new one is valid and different. Never throws: the last valid graph stays live. */
  reload(): void;
  /** Replaces the graph. Requests in progress keep the one that they began with. */
  replace(next: Graph): void;
  /** Reports that a new graph is not served, and why; undefined ends the report. */
  report(error: unknown): void;
};

type Reloads = { accepted: number; rejected: number };

/**
 * Loads the first graph. If it is invalid, `fallback` takes its place and the fault is reported; without a fallback this throws, because there
 * is no graph to serve.
 */
export function openLiveGraph(load: () => Graph, log: Log, fallback?: () => Graph): LiveGraph {
  let current: Graph;
  let fault: string | undefined;
  const reloads: Reloads = { accepted: 0, rejected: 0 };
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
    reloads.rejected += 1;
    log.error({ fault, graph: current.hash }, "graph: new supergraph rejected, last valid one stays live");
  }

  function replace(next: Graph): void {
    fault = undefined;
    if (next.hash === current.hash) return;
    current.planner.retire();
    current = next;
    current.planner.start();
    reloads.accepted += 1;
    log.info({ graph: next.hash }, "graph: new supergraph live");
  }

  return {
    current: () => current,
    fault: () => fault,
    reloads: () => reloads,
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
