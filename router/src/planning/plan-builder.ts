/** Apollo's planner on one supergraph. It blocks its thread for as long as it plans. */
import type { DocumentNode } from "graphql";
import {
  operationFromDocument,
  type QueryPlan,
  QueryPlanner,
  ROUTER_SUPPORTED_SUPERGRAPH_FEATURES,
  Supergraph,
} from "./elastic.ts";

/**
 * Limits of the planner. With its defaults, 10,000 evaluated plans and any number of paths, one operation on interface objects took half a
 * minute or all of the memory. They do not bound every operation: the deadline and the heap limit of the planner's process do. Our own pages keep their numbers
 * of fetches.
 */
export const plannerLimits = { debug: { maxEvaluatedPlans: 100, pathsLimit: 1_000 } };

/** Builds a supergraph that `parseSupergraph` read. The API schema and each subgraph are validated by `buildGraph`; the whole takes a quarter of a start. */
export function buildSupergraph(document: DocumentNode): Supergraph {
  return Supergraph.build(document, {
    supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES,
    validateSupergraph: false,
  });
}

/** Opens the planner for documents without fragments and conditions. */
export function openPlanBuilder(supergraph: Supergraph): (document: DocumentNode) => QueryPlan {
  const apiSchema = supergraph.apiSchema();
  const planner = new QueryPlanner(supergraph, { ...plannerLimits, exposeDocumentNodeInFetchNode: true });
  return (document) => planner.buildQueryPlan(operationFromDocument(apiSchema, document, { validate: false }));
}
