/** Cost of an operation before it is planned: its estimate for one viewer beside the viewer's budget, and the refusal of one beyond that. */
import { graphqlError } from "@hansa/kit/graphql";
import type { Viewer } from "@hansa/kit/identity";
import type { DocumentNode, GraphQLError, OperationDefinitionNode } from "graphql";
import { denialsOf } from "../execution/access/guards.ts";
import { budgetOf } from "../execution/cost/budgets.ts";
import type { EstimateCost } from "../execution/cost/estimate.ts";
import { estimateOf } from "../execution/planned-operation.ts";
import type { Graph } from "../graph/graph.ts";

/** The estimated units of an operation, and those that one of its sender may have. */
export type OperationCost = { estimated: number; max: number };

type ValidOperation = {
  document: DocumentNode;
  operation: OperationDefinitionNode;
  coerced: Readonly<Record<string, unknown>>;
};

/** Estimates the cost of a valid operation for this viewer: what the viewer is denied costs nothing. */
export function estimateCost(graph: Graph, viewer: Viewer, valid: ValidOperation): OperationCost {
  const estimate = graph.estimates.get(valid.operation) ?? compileFor(graph, valid);
  const denies = denialsOf(graph.compilation.guards, viewer);
  return { estimated: estimate({ variables: valid.coerced, denies }), max: budgetOf(viewer) };
}

function compileFor({ compilation, estimates }: Graph, { document, operation }: ValidOperation): EstimateCost {
  const estimate = estimateOf(compilation, document, operation);
  estimates.set(operation, estimate);
  return estimate;
}

/** The refusal of an operation beyond its budget; undefined if it is within. */
export function exceededBudget(cost: OperationCost): GraphQLError | undefined {
  if (cost.estimated <= cost.max) return undefined;
  const message = `The operation may cost ${cost.estimated} units, and one may cost ${cost.max}. Ask for smaller pages or fewer fields.`;
  return graphqlError("COST_ESTIMATED_TOO_EXPENSIVE", message, { cost });
}
