/**
 * Apollo's composition and query planner: the router's only import of packages under the Elastic License 2.0, which is no open source licence.
 * They may be used and shipped with a shop, but not be offered to others as a managed service. The execution of plans is ours (`execution/`).
 */
export { composeServices } from "@apollo/composition";
export {
  defaultPrintOptions,
  operationFromDocument,
  printSchema,
  ROUTER_SUPPORTED_SUPERGRAPH_FEATURES,
  removeAllCoreFeatures,
  removeInaccessibleElements,
  type Schema,
  Supergraph,
  shallowOrderPrintedDefinitions,
} from "@apollo/federation-internals";
export {
  type FetchDataRewrite as PlannedRewrite,
  type PlanNode,
  type QueryPlan,
  QueryPlanner,
  type QueryPlanSelectionNode as PlannedSelection,
} from "@apollo/query-planner";
