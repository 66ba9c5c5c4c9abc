/** Explanation of an answer, for development: the query plan with the duration of each fetch, and the owner and rule of each field. */
import type { DocumentNode } from "graphql";
import type { Fetch } from "../execution/plan.ts";
import type { FetchResult } from "../execution/steps.ts";
import type { Graph } from "../graph/graph.ts";
import type { Prepared } from "../operation/prepare.ts";
import type { PlanNode, QueryPlan } from "../planning/elastic.ts";
import type { Explanation, FetchStep, PlanStep } from "./explanation.ts";
import { clientNames, findFields } from "./fields.ts";

/** Measures the fetches of one execution, and explains it afterwards. */
export type Explainer = {
  measure(fetch: Fetch, send: () => Promise<FetchResult>): Promise<FetchResult>;
  explain(graph: Graph, plan: QueryPlan | undefined, prepared: Prepared): Explanation;
};

type Measured = Required<Pick<FetchStep, "startedMs" | "durationMs" | "errors">> & { entities: number | undefined };

/** Starts measuring. `now` is a monotonic clock in milliseconds. */
export function openExplainer(now: () => number): Explainer {
  const beganAt = now();
  // A fetch is known by its parsed query, which belongs to one node of the plan.
  const measured = new Map<DocumentNode, Measured>();
  return {
    measure: async ({ operation, entities }, send) => {
      const startedAt = now();
      const fetched = await send();
      const times = { startedMs: roundMs(startedAt - beganAt), durationMs: roundMs(now() - startedAt) };
      for (const [query, document] of operation.documents.entries()) {
        const count = entities[query];
        if (count !== 0) measured.set(document, { ...times, entities: count, errors: fetched.errors.length });
      }
      return fetched;
    },
    explain: (graph, plan, prepared) => {
      const node = plan?.node;
      const namesAt: Steps["namesAt"] = (path) => clientNames(graph.compilation.names, path);
      const durationMs = roundMs(now() - beganAt);
      const isPlan = node && node.kind !== "Subscription";
      const fields = findFields(graph, isPlan ? node : undefined, prepared);
      return { durationMs, plan: isPlan ? stepOf({ measured, namesAt }, node, []) : null, fields };
    },
  };
}

type Steps = {
  measured: ReadonlyMap<DocumentNode, Measured>;
  /** The client's names on a path of the plan. */
  namesAt: (path: readonly (string | number)[]) => string[];
};

/** A step of a plan with what was measured of its fetches. */
function stepOf(steps: Steps, node: PlanNode, path: string[]): PlanStep {
  const stepsOf = (nodes: readonly (PlanNode | undefined)[]) =>
    nodes.flatMap((each) => (each ? [stepOf(steps, each, path)] : []));
  switch (node.kind) {
    case "Fetch": {
      const found = node.operationDocumentNode && steps.measured.get(node.operationDocumentNode);
      const { entities, ...times } = found ?? {};
      const counted = entities === undefined ? {} : { entities };
      return { kind: "Fetch", service: node.serviceName, path, query: node.operation, ...times, ...counted };
    }
    case "Flatten":
      return stepOf(steps, node.node, steps.namesAt(node.path));
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
