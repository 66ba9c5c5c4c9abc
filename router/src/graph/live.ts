/** The graph that is live now: a better one takes its place in one step, a bad one is reported and never served. */
import type { Log } from "@hansa/kit/log";
import type { Graph } from "./graph.ts";

export type LiveGraph = {
  /** The graph for a request that begins now; it stays with the request until the answer. */
  current(): Graph;
  /** Why the latest attempt to load a graph failed; undefined if it did not. */
  fault(): string | undefined;
  /** Loads again, and swaps if what came is good and different. Never throws: the last good graph goes on. */
  reload(): void;
};

/**
 * Loads the first graph. If that one is bad, `fallback` takes its place and the fault is reported; without one this throws, because there is
 * nothing to go on with.
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

  function report(error: unknown): void {
    fault = error instanceof Error ? error.message : String(error);
    log.error({ fault, graph: current.hash }, "the new graph is bad; the last good one goes on");
  }

  return {
    current: () => current,
    fault: () => fault,
    reload: () => {
      try {
        const next = load();
        fault = undefined;
        if (next.hash === current.hash) return;
        current = next;
        log.info({ graph: next.hash }, "the graph was swapped");
      } catch (error) {
        report(error);
      }
    },
  };
}
