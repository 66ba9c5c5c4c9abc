/** Running an operation: planned, every fetch sent through our own transport, and the answer made fit for a client. */
import { codedError } from "@hansa/kit/errors";
import type { Identity } from "@hansa/kit/identity";
import type { ExecutionResult, GraphQLError } from "graphql";
import { buildOperationContext, executeQueryPlan, type QueryPlan, type ServiceMap } from "../elastic.ts";
import { type Graph, isInProcess, planOf } from "../graph/graph.ts";
import { type Fetched, type PlannedFetch, runFetch, runNodes } from "../transport/fetch.ts";
import { subgraphOf, type Transport } from "../transport/subgraphs.ts";
import type { Prepared } from "./prepare.ts";
import { shapeAnswer } from "./shape.ts";

/** What the fetches of one request say beside their data. */
type Notes = { replayed: boolean };

/** Executes; gives the answer, or the errors for which the operation is refused before the first fetch. */
export async function executeOperation(
  transport: Transport,
  graph: Graph,
  identity: Identity,
  prepared: Prepared,
): Promise<ExecutionResult | readonly GraphQLError[]> {
  const { log } = transport;
  const { document, operationName } = prepared;
  const plan = tryToPlan(transport, graph, prepared);
  if (!plan) return [codedError("GRAPHQL_VALIDATION_FAILED", "The operation is too complex to be planned.")];

  const notes: Notes = { replayed: false };
  const result = await executeQueryPlan(
    plan,
    servicesOf(transport, graph, identity, notes),
    asRequestContext({ request: { variables: { ...prepared.variables } }, context: {}, logger: log, metrics: {} }),
    buildOperationContext({
      schema: graph.clientSchema,
      operationDocument: document,
      ...(operationName ? { operationName } : {}),
    }),
    graph.fullSchema,
    graph.apiSchema,
  );
  return shapeAnswer(result, notes.replayed, log);
}

function tryToPlan({ log }: Transport, graph: Graph, { document, operationName }: Prepared): QueryPlan | undefined {
  try {
    return planOf(graph, document, operationName);
  } catch (error) {
    // The planner's own limits are plain errors without a code.
    log.warn({ err: error, operation: operationName }, "an operation could not be planned");
    return undefined;
  }
}

/** The executor's map of subgraphs, made for one request, so that each fetch knows for whom it is. */
function servicesOf(transport: Transport, graph: Graph, identity: Identity, notes: Notes): ServiceMap {
  const serve = (subgraph: { name: string; url: string }, fetch: PlannedFetch): Promise<Fetched> =>
    isInProcess(subgraph) && graph.nodes
      ? runNodes(transport, graph.nodes, fetch)
      : runFetch(transport, subgraphOf(transport, subgraph), identity, fetch);

  const services = graph.subgraphs.map((subgraph): [string, ServiceMap[string]] => [
    subgraph.name,
    {
      process: async ({ request, ...options }) => {
        const { query = "", variables = {}, operationName } = request;
        const path = "pathInIncomingRequest" in options ? options.pathInIncomingRequest : undefined;
        const belowList = path?.includes("@") ?? false;
        const { data, errors, replayed } = await serve(subgraph, { query, variables, operationName, belowList });
        notes.replayed ||= replayed;
        return errors.length > 0 ? { data, errors } : { data };
      },
    },
  ]);
  return Object.fromEntries(services);
}

type RequestContext = Parameters<typeof executeQueryPlan>[2];

/**
 * The only cast of the router: the executor's type asks for all that Apollo Server knows of a request, and the executor reads these four.
 * `metrics` must be there, or the first error of a subgraph raises another one inside.
 */
function asRequestContext(used: Pick<RequestContext, "request" | "context" | "logger" | "metrics">): RequestContext {
  return used as RequestContext;
}
