/** Apollo's planner and executor as they are: the peer whose wrong answers the suite lists. */
import { buildOperationContext, executeQueryPlan, type ServiceMap } from "@apollo/gateway";
import { type ExecutionResult, parse } from "graphql";
import { z } from "zod";
import {
  operationFromDocument,
  QueryPlanner,
  ROUTER_SUPPORTED_SUPERGRAPH_FEATURES,
  Supergraph,
} from "../../../router/src/planning/elastic.ts";
import { plannerLimits } from "../../../router/src/planning/plan-builder.ts";
import type { OnPlan } from "../plan-nodes.ts";
import type { Gateway } from "./gateway.ts";

/** The executor's type asks for all that Apollo Server knows of a request, and the executor reads four of its fields. */
const requestContext = z.custom<Parameters<typeof executeQueryPlan>[2]>((value) => typeof value === "object");

/** Opens the executor of `@apollo/gateway`; `onPlan` is given every plan. */
export function openStock(supergraphSdl: string, onPlan: OnPlan = () => {}): Gateway {
  const supergraph = Supergraph.build(supergraphSdl, { supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES });
  const planner = new QueryPlanner(supergraph, plannerLimits);
  const apiSchema = supergraph.apiSchema();
  const clientSchema = apiSchema.toGraphQLJSSchema();
  const fullSchema = supergraph.schema.toGraphQLJSSchema();
  const names = supergraph.subgraphsMetadata().map(({ name }) => name);
  return {
    name: "stock",
    execute: async ({ query, variables }, fetchSubgraph): Promise<ExecutionResult> => {
      const document = parse(query);
      const plan = planner.buildQueryPlan(operationFromDocument(apiSchema, document));
      onPlan(plan);
      const process =
        (name: string): ServiceMap[string]["process"] =>
        async ({ request }) => {
          const response = await fetchSubgraph(name, {
            query: request.query ?? "",
            variables: { ...request.variables },
          });
          // The executor reads GraphQL errors by their fields only.
          return JSON.parse(JSON.stringify(response));
        };
      const services = Object.fromEntries(names.map((name) => [name, { process: process(name) }]));
      const context = requestContext.parse({
        request: { variables: { ...variables } },
        context: {},
        logger: quiet,
        metrics: {},
      });
      const operation = buildOperationContext({ schema: clientSchema, operationDocument: document });
      return executeQueryPlan(plan, services, context, operation, fullSchema, apiSchema);
    },
  };
}

const nothing = () => {};
const quiet = { debug: nothing, info: nothing, warn: nothing, error: nothing };
