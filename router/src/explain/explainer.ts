/** Explanation of an answer, for development: the query plan with the duration of each fetch, and the owner and rule of each field. */
import type { DocumentNode } from "graphql";
import type { PlanNode, QueryPlan } from "../elastic.ts";
import type { Graph } from "../graph/graph.ts";
import type { Prepared } from "../operation/prepare.ts";
import type { Fetched, PlannedFetch } from "../transport/fetch.ts";
import type { Explanation, FetchStep, PlanStep } from "./explanation.ts";
import { findFields, namesOf } from "./fields.ts";

/** Measures the fetches of one execution, and explains it afterwards. */
export type Explainer = {
  measure(fetch: PlannedFetch, send: () => Promise<Fetched>): Promise<Fetched>;
  explain(graph: Graph, plan: QueryPlan, prepared: Prepared): Explanation;
};

type Measured = Required<Pick<FetchStep, "startedMs" | "durationMs" | "errors">> & { entities: number | undefined };

/** Starts measuring. `now` is a monotonic clock in milliseconds. */
export function openExplainer(now: () => number): Explainer {
  const beganAt = now();
  // A fetch is known by its parsed query, which belongs to one node of the plan.
  const measured = new Map<DocumentNode, Measured>();
  return {
    measure: async (fetch, send) => {
      const startedAt = now();
      const fetched = await send();
      const { representations } = fetch.variables;
      measured.set(fetch.document, {
        startedMs: roundMs(startedAt - beganAt),
        durationMs: roundMs(now() - startedAt),
        entities: Array.isArray(representations) ? representations.length : undefined,
        errors: fetched.errors.length,
      });
      return fetched;
    },
    explain: (graph, { node }, prepared) => {
      const durationMs = roundMs(now() - beganAt);
      const isPlan = node && node.kind !== "Subscription";
      const fields = findFields(graph, isPlan ? node : undefined, prepared);
      return { durationMs, plan: isPlan ? stepOf(node, [], measured) : null, fields };
    },
  };
}

/** A step of a plan with what was measured of its fetches. */
function stepOf(node: PlanNode, path: string[], measured: ReadonlyMap<DocumentNode, Measured>): PlanStep {
  const stepsOf = (nodes: readonly (PlanNode | undefined)[]) =>
    nodes.flatMap((each) => (each ? [stepOf(each, path, measured)] : []));
  switch (node.kind) {
    case "Fetch": {
      const found = node.operationDocumentNode && measured.get(node.operationDocumentNode);
      const { entities, ...times } = found ?? {};
      const counted = entities === undefined ? {} : { entities };
      return { kind: "Fetch", service: node.serviceName, path, query: node.operation, ...times, ...counted };
    }
    case "Flatten":
      return stepOf(node.node, namesOf(node.path), measured);
    case "Sequence":
    case "Parallel":
      return { kind: node.kind, steps: stepsOf(node.nodes) };
    case "Condition":
      return { kind: "Condition", variable: node.condition, steps: stepsOf([node.ifClause, node.elseClause]) };
    case "Defer":
      return { kind: "Sequence", steps: stepsOf([node.primary.node]) };
  }
}

function roundMs(ms: number): number {
  return Math.round(ms * 10) / 10;
}
