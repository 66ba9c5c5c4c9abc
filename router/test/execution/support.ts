/** Subgraphs in this process for tests of the executor: planned and executed as in production, without transport. */
import { buildSubgraphSchema } from "@apollo/subgraph";
import type { GraphContract } from "@hansa/contracts/graph-contracts";
import { GraphQLError, getOperationAST, getVariableValues, graphql, parse, validate } from "graphql";
import type { Path } from "../../src/execution/data/data.ts";
import { executePlan } from "../../src/execution/execute-plan.ts";
import type { PlannedOperation } from "../../src/execution/planned-operation.ts";
import { refusalOf } from "../../src/execution/refused-plans.ts";
import type { ResponseError } from "../../src/execution/response-errors.ts";
import type { SendFetch } from "../../src/execution/steps.ts";
import { buildGraph, graphFor } from "../../src/graph/graph.ts";
import { plannedOperation } from "../../src/graph/planned-operations.ts";
import { supergraphOf } from "../support/router.ts";

/** `change` makes another result of that of its resolvers, as a foreign subgraph may, and `beside` are further errors of each of its responses. */
type Part = {
  sdl: string;
  resolvers: object;
  change?: (data: unknown) => unknown;
  beside?: readonly { message: string; path?: Path }[];
};
/** No data if the operation is refused. */
type Response = { data: unknown; errors: readonly ResponseError[] };

export type Executor = {
  /** Executes a valid operation; the errors are those of the response. */
  ask(query: string, variables?: Readonly<Record<string, unknown>>): Promise<Response>;
  /** The requests sent so far, as `subgraph query`. */
  sent: string[];
  /** The units that each response has cost. */
  costs: number[];
};

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [
  "@key", "@shareable", "@external", "@requires", "@provides", "@interfaceObject", "@inaccessible", "@cost", "@listSize", "@tag"
])`;

/** Composes subgraphs and opens the executor on them, for the clients of a contract. */
export function openExecutor(parts: Readonly<Record<string, Part>>, contract: GraphContract = "ALL"): Executor {
  const supergraph = supergraphOf(
    Object.entries(parts).map(([name, { sdl }]) => ({ name, url: `http://${name}.example/`, sdl: `${link} ${sdl}` })),
  );
  const graph = graphFor(buildGraph(supergraph, true, noNodes), contract);
  if (!graph) throw new Error(`the graph has no contract ${contract}`);
  const schemas = new Map(
    Object.entries(parts).map(([name, { sdl, resolvers }]) => [
      name,
      buildSubgraphSchema({ typeDefs: parse(`${link} ${sdl}`), resolvers: { ...resolvers } }),
    ]),
  );
  const sent: string[] = [];
  const costs: number[] = [];
  return {
    sent,
    costs,
    ask: async (query, variables = {}) => {
      const document = parse(query);
      const operation = getOperationAST(document);
      if (!operation) throw new Error("the test's document has no operation");
      const [fault] = validate(graph.clientSchema, document);
      if (fault) throw fault;
      const { coerced, errors } = getVariableValues(graph.clientSchema, operation.variableDefinitions ?? [], variables);
      if (!coerced) throw new Error(String(errors));
      const planned = await planOrRefuse(graph, { document, operation, coerced });
      if (planned instanceof GraphQLError) return { data: undefined, errors: [refused(planned)] };
      const send: SendFetch = async ({ operation: { subgraph, query: source }, variables }) => {
        const schema = schemas.get(subgraph);
        if (!schema) throw new Error(`the plan names an unknown subgraph: ${subgraph}`);
        sent.push(`${subgraph} ${source}`);
        const result = await graphql({ schema, source, variableValues: JSON.parse(variables) });
        const { data = null, errors = [] } = JSON.parse(JSON.stringify(result));
        const changed = JSON.parse(JSON.stringify(parts[subgraph]?.change?.(data) ?? data));
        const { beside = [] } = parts[subgraph] ?? {};
        return { data: changed, errors: [...errors, ...beside].map(readError) };
      };
      const cost = { units: 0 };
      const response = await executePlan(planned, variables, send, { cost });
      costs.push(cost.units);
      return response;
    },
  };
}

async function planOrRefuse(...input: Parameters<typeof plannedOperation>): Promise<PlannedOperation | GraphQLError> {
  try {
    return await plannedOperation(...input);
  } catch (error) {
    const refusal = refusalOf(error);
    if (!refusal) throw error;
    return refusal;
  }
}

function refused({ message, extensions }: GraphQLError): ResponseError {
  return { message, extensions, path: [] };
}

function readError({ message, path }: { message: string; path?: Path }) {
  return { fault: { message, extensions: { code: "INTERNAL_SERVER_ERROR" } }, path };
}

function noNodes(): never {
  throw new Error("this graph has no nodes of ours");
}
