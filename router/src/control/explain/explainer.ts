/** Explanation of an operation: its plan, the owner and access of each field, what is null without a service, and what was measured of a run. */
import type { DocumentNode } from "graphql";
import type { Graph } from "../../graph/graph.ts";
import type { Explained, Explainer } from "../../operation/explainer.ts";
import type { Explanation } from "./explanation.ts";
import { findFields } from "./fields.ts";
import { findLosses } from "./losses.ts";
import { type MeasuredRequest, type Measurements, planView } from "./plan-view.ts";

/** Starts measuring. `now` is a monotonic clock in milliseconds. */
export function openExplainer(now: () => number): Explainer {
  const beganAt = now();
  const measurements = new Map<DocumentNode, { request: MeasuredRequest; entities: number | undefined }>();
  return {
    measure: async ({ operation, entities }, send) => {
      const startedAt = now();
      const fetched = await send();
      const startedMs = startedAt - beganAt;
      const { errors, statements = [] } = fetched;
      const request = { startedMs, endedMs: now() - beganAt, errors: errors.length, statements };
      for (const [query, document] of operation.documents.entries()) {
        const count = entities[query];
        if (count !== 0) measurements.set(document, { request, entities: count });
      }
      return fetched;
    },
    explain: async (graph, explained) => {
      const durationMs = Math.round((now() - beganAt) * 10) / 10;
      return { durationMs, ...(await explainOperation(graph, explained, measurements)) };
    },
  };
}

/** Explains an operation, which is run with made-up data only. */
export async function explainOperation(
  graph: Graph,
  { planned, prepared, viewer }: Explained,
  measurements: Measurements = new Map(),
): Promise<Omit<Explanation, "durationMs">> {
  const { step } = planned;
  const { names } = graph.compilation;
  return {
    plan: step ? planView({ names, measurements }, step) : null,
    fields: findFields(graph, prepared, viewer),
    losses: await findLosses(graph, planned, prepared.variables, viewer),
  };
}
