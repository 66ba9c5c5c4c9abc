/**
 * The only import of Apollo's composition, planner and executor. They are under the Elastic License 2.0, which is no open source licence:
 * they may be used and shipped with a shop, but not be sold to others as a managed service. Everything else here is MIT.
 */
export { composeServices } from "@apollo/composition";
export {
  defaultPrintOptions,
  operationFromDocument,
  printSchema,
  ROUTER_SUPPORTED_SUPERGRAPH_FEATURES,
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
