/** The query plan of a page: its depth, and the services that it asks. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { root } from "../../cli/host/shop.mjs";
import type { Operation } from "../../cli/testing/playground-pages.ts";
import {
  operationFromDocument,
  type PlanNode,
  QueryPlanner,
  ROUTER_SUPPORTED_SUPERGRAPH_FEATURES,
  Supergraph,
} from "../../router/src/planning/elastic.ts";

const supergraph = Supergraph.build(readFileSync(path.join(root, "router/supergraph.graphql"), "utf8"), {
  supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES,
});
const planner = new QueryPlanner(supergraph);
const apiSchema = supergraph.apiSchema();

/** The length of the longest chain of fetches. */
export function depthOf(operation: Pick<Operation, "document">): number {
  const node = planOf(operation);
  return node ? depth(node) : 0;
}

function planOf({ document }: Pick<Operation, "document">): PlanNode | undefined {
  const { node } = planner.buildQueryPlan(operationFromDocument(apiSchema, document));
  if (node?.kind === "Subscription") throw new Error("a page is no subscription");
  return node;
}

function depth(node: PlanNode): number {
  switch (node.kind) {
    case "Fetch":
      return 1;
    case "Flatten":
      return depth(node.node);
    case "Sequence":
      return node.nodes.reduce((sum, inner) => sum + depth(inner), 0);
    case "Parallel":
      return Math.max(...node.nodes.map(depth));
    case "Condition":
      return Math.max(node.ifClause ? depth(node.ifClause) : 0, node.elseClause ? depth(node.elseClause) : 0);
    case "Defer":
      throw new Error("a page is not deferred");
  }
}
