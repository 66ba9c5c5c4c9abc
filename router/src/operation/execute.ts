/** Execution of an operation: plans it, sends its fetches through the transport, and shapes the response for the client. */

import type { Identity } from "@hansa/kit/identity/identity";
import { codedError } from "@hansa/kit/runtime/errors";
import { type ExecutionResult, type GraphQLError, parse } from "graphql";
import { buildOperationContext, executeQueryPlan, type QueryPlan, type ServiceMap } from "../elastic.ts";
import { type Explainer, openExplainer } from "../explain/explainer.ts";
import { type Graph, isInProcess, planOperation } from "../graph/graph.ts";
import { isRecord } from "../transport/envelope.ts";
import type { Allowance } from "../transport/exchange.ts";
import { type Fetched, type PlannedFetch, runFetch, runNodes } from "../transport/fetch.ts";
import { subgraphOf, type Transport } from "../transport/subgraphs.ts";
import { type AbsentNodes, markAbsent, newAbsentNodes, rememberStubs, removeAbsent } from "./absent-nodes.ts";
import { openFindNode } from "./find-nodes.ts";
import { type Incidents, logIncidents, newIncidents, noteIncident } from "./incidents.ts";
import type { Prepared } from "./prepare.ts";
import { shapeAnswer } from "./shape.ts";

/** The state that the fetches of one request share. */
type RequestState = {
  replayed: boolean;
  incidents: Incidents;
  allowance: Allowance;
  nodes: AbsentNodes;
  /** Types with an absent entity, whose non-null fields are null for that reason. */
  absentTypes: Set<string>;
  /** Measures the fetches where the answer is to be explained. */
  explainer: Explainer | undefined;
};

/** The most bytes of all subgraph responses to one request; our largest page has 100 kB. */
const maxResponseBytes = 1024 * 1024;

/**
 * Executes; gives the answer, or the errors for which the operation is refused before the first fetch. With `explained` the answer carries
 * its explanation in the extension `explanation`, which names services and queries: for development only.
 */
export async function executeOperation(
  transport: Transport,
  graph: Graph,
  identity: Identity,
  prepared: Prepared,
  explained: boolean,
): Promise<ExecutionResult | readonly GraphQLError[]> {
  const { log } = transport;
  const { document, operationName } = prepared;
  const notes: RequestState = {
    replayed: false,
    incidents: newIncidents(),
    allowance: { bytes: maxResponseBytes },
    nodes: newAbsentNodes(),
    absentTypes: new Set(),
    explainer: explained ? openExplainer(transport.runtime.monotonic) : undefined,
  };
  const plan = tryToPlan(graph, prepared, notes.incidents);
  if (!plan) {
    logIncidents(log, notes.incidents, operationName);
    return [codedError("OPERATION_TOO_LARGE", "The operation is too complex to be planned.")];
  }
  const result = await executeQueryPlan(
    plan,
    createServiceMap(transport, graph, identity, notes),
    asRequestContext({ request: { variables: { ...prepared.variables } }, context: {}, logger: log, metrics: {} }),
    buildOperationContext({
      schema: graph.clientSchema,
      operationDocument: document,
      ...(operationName ? { operationName } : {}),
    }),
    graph.fullSchema,
    graph.apiSchema,
  );
  removeAbsent(notes.nodes, result.data);
  const answer = shapeAnswer(result, notes);
  logIncidents(log, notes.incidents, prepared.operation.name?.value);
  if (!notes.explainer) return answer;
  const explanation = notes.explainer.explain(graph, plan, prepared);
  return { ...answer, extensions: { ...answer.extensions, explanation } };
}

function tryToPlan(graph: Graph, { document, operationName }: Prepared, incidents: Incidents): QueryPlan | undefined {
  try {
    return planOperation(graph, document, operationName);
  } catch (error) {
    // The planner's own limits are plain errors without a code.
    noteIncident(incidents, "warn", "query planning failed", { fault: String(error) });
    return undefined;
  }
}

/** Creates the executor's map of subgraphs for one request, so that each fetch has the identity of the request. */
function createServiceMap(transport: Transport, graph: Graph, identity: Identity, notes: RequestState): ServiceMap {
  const { incidents, allowance } = notes;
  const serve = async (subgraph: { name: string; url: string }, fetch: PlannedFetch): Promise<Fetched> => {
    const request = { identity, schema: graph.fullSchema, incidents, allowance };
    if (isInProcess(subgraph) && graph.nodes) {
      const find = openFindNode(transport, graph, request);
      const fetched = await runNodes(graph.nodes, find, fetch, incidents);
      rememberStubs(notes.nodes, fetched.data);
      return fetched;
    }
    const fetched = await runFetch(transport, subgraphOf(transport, subgraph), request, fetch);
    noteAbsent(graph, notes, subgraph.name, fetch, fetched);
    return fetched;
  };

  const services = graph.subgraphs.map((subgraph): [string, ServiceMap[string]] => [
    subgraph.name,
    {
      process: async ({ request, ...options }) => {
        const { query = "", variables = {}, operationName } = request;
        const path = "pathInIncomingRequest" in options ? options.pathInIncomingRequest : undefined;
        const document = ("document" in options ? options.document : undefined) ?? parse(query, { noLocation: true });
        const belowList = path?.includes("@") ?? false;
        const fetch = { query, document, variables, operationName, belowList };
        const { explainer } = notes;
        const { data, errors, replayed } = await (explainer
          ? explainer.measure(fetch, () => serve(subgraph, fetch))
          : serve(subgraph, fetch));
        notes.replayed ||= replayed;
        return errors.length > 0 ? { data, errors } : { data };
      },
    },
  ]);
  return Object.fromEntries(services);
}

/** Records entities that a subgraph returned as null without an error: if it owns them, they are absent. */
function noteAbsent(
  graph: Graph,
  notes: RequestState,
  subgraph: string,
  fetch: PlannedFetch,
  { data, errors }: Fetched,
): void {
  const { representations } = fetch.variables;
  const entities = data?._entities;
  if (!Array.isArray(entities) || !Array.isArray(representations) || errors.length > 0) return;
  for (const [index, entity] of entities.entries()) {
    const representation: unknown = representations[index];
    if (entity !== null || !isRecord(representation)) continue;
    const type = String(representation.__typename);
    notes.absentTypes.add(type);
    if (graph.nodeOwners.get(type) === subgraph) markAbsent(notes.nodes, representation);
  }
}

type RequestContext = Parameters<typeof executeQueryPlan>[2];

/**
 * The only cast of the router: the executor's type asks for all that Apollo Server knows of a request, and the executor reads these four.
 * `metrics` must be there, or the first error of a subgraph raises another one inside.
 */
function asRequestContext(used: Pick<RequestContext, "request" | "context" | "logger" | "metrics">): RequestContext {
  return used as RequestContext;
}
