/** Our router's executor, from the normalised operation to the response's text, in this process and without transport. */
import { type ExecutionResult, GraphQLError, getOperationAST, getVariableValues, parse } from "graphql";
import type { Path } from "../../../router/src/execution/data/data.ts";
import { executePlan } from "../../../router/src/execution/execute-plan.ts";
import { conditionsOf } from "../../../router/src/execution/planned-operation.ts";
import { refusalOf } from "../../../router/src/execution/refused-plans.ts";
import type { SendFetch } from "../../../router/src/execution/steps.ts";
import { buildGraph } from "../../../router/src/graph/graph.ts";
import { plannedOperation } from "../../../router/src/graph/planned-operations.ts";
import type { Fixture } from "../fixtures.ts";
import type { FetchSubgraph } from "../model/subgraphs.ts";
import type { OnPlan } from "../plan-nodes.ts";
import type { Gateway } from "./gateway.ts";

/** Opens the router's executor for a supergraph; `onPlan` is given every plan. */
export function openOurs({ supergraph }: Fixture, onPlan: OnPlan = () => {}): Gateway {
  const graph = buildGraph(supergraph, true, () => async () => ({ data: null, errors: [] }));
  return {
    name: "ours",
    execute: async ({ query, variables }, fetchSubgraph): Promise<ExecutionResult> => {
      const document = parse(query);
      const operation = getOperationAST(document);
      if (!operation) throw new Error("the case has no operation");
      const definitions = operation.variableDefinitions ?? [];
      const { coerced, errors: refusals } = getVariableValues(graph.clientSchema, definitions, variables);
      if (!coerced) return { errors: refusals };
      const planned = await planOrRefuse(graph, { document, operation, coerced });
      if (planned instanceof GraphQLError) return { errors: [planned] };
      if (planned.plan) onPlan(planned.plan, conditionsOf(document, operation).length);
      const { data, errors } = await executePlan(planned, variables, senderOf(fetchSubgraph));
      const listed = errors.map((error) => ({ ...error, path: [...error.path] }));
      return JSON.parse(JSON.stringify({ data, ...(listed.length > 0 ? { errors: listed } : {}) }));
    },
  };
}

type FindPlan = typeof plannedOperation;

async function planOrRefuse(...given: Parameters<FindPlan>): Promise<Awaited<ReturnType<FindPlan>> | GraphQLError> {
  try {
    return await plannedOperation(...given);
  } catch (error) {
    const refusal = refusalOf(error);
    if (!refusal) throw error;
    return refusal;
  }
}

function senderOf(fetchSubgraph: FetchSubgraph): SendFetch {
  return async ({ operation: { subgraph, query, operationName }, variables }) => {
    const named = operationName === undefined ? {} : { operationName };
    const response = await fetchSubgraph(subgraph, { query, ...named, variables: JSON.parse(variables) });
    const { data = null, errors = [] } = JSON.parse(JSON.stringify(response));
    return { data, errors: errors.map(readError) };
  };
}

type SubgraphError = { message: string; path?: Path; extensions: Record<string, unknown> };

function readError({ message, path, extensions }: SubgraphError): Awaited<ReturnType<SendFetch>>["errors"][number] {
  return { fault: { message, extensions }, path };
}
