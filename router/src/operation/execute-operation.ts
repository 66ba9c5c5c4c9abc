/** Execution of a prepared operation: finds or makes its plan, executes that, and limits what the response lists. */

import { graphqlError, measureBody } from "@hansa/kit/graphql";
import { CodedError, codeOf, responseTooLarge } from "@hansa/kit/runtime";
import { inSpan } from "@hansa/kit/tracing";
import { GraphQLError, type GraphQLFormattedError, type OperationDefinitionNode, OperationTypeNode } from "graphql";
import { denialsOf, refusalsOf } from "../execution/access/guards.ts";
import { senderKindOf } from "../execution/cost/budgets.ts";
import { invalidValue } from "../execution/data/data.ts";
import { executePlan, type PlanResult } from "../execution/execute-plan.ts";
import type { Fetch } from "../execution/plan.ts";
import type { PlannedOperation } from "../execution/planned-operation.ts";
import { refusalOf } from "../execution/refused-plans.ts";
import type { ResponseError } from "../execution/response-errors.ts";
import type { SendFetch } from "../execution/steps.ts";
import { type Graph, isInProcess } from "../graph/graph.ts";
import { cachedOperation, plannedOperation } from "../graph/planned-operations.ts";
import { answerNodes, type SentFetch, sendFetch } from "../transport/fetch.ts";
import { type Incidents, newIncidents, noteIncident } from "../transport/incidents.ts";
import { type FetchingRequest, subgraphOf, type Transport } from "../transport/subgraphs.ts";
import { type AdmittedOperation, overload } from "./admission.ts";
import type { Explainer, OpenExplainer } from "./explainer.ts";
import { openFindNode } from "./find-nodes.ts";
import { listErrors } from "./listed-errors.ts";
import type { Prepared } from "./prepare.ts";

/** The response to a client: data, the errors that are listed in it, and extensions. */
export type ResponseContent = {
  data: unknown;
  errors: readonly ResponseError[];
  extensions: Readonly<Record<string, unknown>>;
};

/** The same, while it waits to be sent. */
export type ClientResponse = ResponseContent & {
  /** Whether it leaves at a multiple of a step only, so that its time reveals nothing. */
  isHeld: boolean;
  /** The units that it has cost, 1 at least. */
  cost: number;
};

/**
 * The sender of an operation. With `explains` the response carries its explanation in the extension `explanation`, which names services and
 * queries: for development only. `refuses` is asked with the services of the plan before the first fetch. With `showsCost` the response carries what it
 * was estimated to cost, what it has cost and the budget.
 */
type Sender = Pick<FetchingRequest, "identity" | "explains" | "deadlineAt" | "isAbandoned" | "asked"> &
  Pick<AdmittedOperation, "refuses"> & { openExplainer?: OpenExplainer | undefined; showsCost?: boolean };

/** Executes; gives the response, or the errors for which the operation is refused before the first fetch. */
export async function executeOperation(
  transport: Transport,
  graph: Graph,
  sender: Sender,
  prepared: Prepared,
): Promise<ClientResponse | readonly GraphQLFormattedError[]> {
  const incidents = newIncidents();
  const name = prepared.operation.name?.value;
  const { viewer } = sender.identity;
  const { guards } = graph.compilation;
  const input = { ...prepared, denies: denialsOf(guards, viewer) };
  const planned = await inSpan("internal", "plan", () => findPlan(transport.metrics, graph, input, incidents));
  if (planned instanceof GraphQLError) {
    transport.logIncidents(incidents, name);
    return [planned.toJSON()];
  }
  for (const coordinate of planned.denied) transport.metrics.countDenied(coordinate);
  if (sender.refuses(planned.services)) return [graphqlError(overload.code, overload.message).toJSON()];
  const explainer = sender.openExplainer?.(transport.runtime.monotonic);
  const most = transport.mostOfResponses.bytes;
  const bytes = { bytes: most };
  const request: FetchingRequest = {
    ...sender,
    incidents,
    allowance: bytes,
    replayed: false,
    isHeld: false,
    isOversized: false,
  };
  const send = openSend(transport, graph, request, explainer);
  const allowance = { characters: most };
  const cost = { units: 0 };
  const result = await executeWithin(planned, prepared.variables, send, {
    refusalOf: refusalsOf(guards, viewer),
    ...{ allowance, cost },
  });
  const ended = { isHeld: request.isHeld, cost: Math.max(1, cost.units) };
  transport.metrics.countCost(senderKindOf(viewer), ended.cost);
  if (!result || request.isOversized) {
    transport.logIncidents(incidents, name);
    return { ...refuseOversized(transport.metrics, prepared.operation), ...ended };
  }
  const { data, errors } = result;
  for (const { extensions, path } of errors) {
    if (extensions.code === invalidValue.extensions.code)
      noteIncident(incidents, "error", "data do not fit the schema", { path });
  }
  transport.logIncidents(incidents, name);
  const listed = listErrors(errors);
  const omittedErrors = errors.length - listed.length;
  const explanation = await explainer?.explain(graph, { planned, prepared, viewer });
  if (measureBody([listed, explanation ?? null], allowance.characters) > allowance.characters)
    return { ...refuseOversized(transport.metrics, prepared.operation), ...ended };
  const { cost: estimate } = prepared;
  return {
    ...ended,
    data,
    errors: listed,
    extensions: {
      ...(request.replayed ? { replayed: true } : {}),
      ...(omittedErrors > 0 ? { omittedErrors } : {}),
      ...(explanation ? { explanation } : {}),
      ...(sender.showsCost && estimate ? { cost: { ...estimate, actual: ended.cost } } : {}),
    },
  };
}

/** Executes a plan; undefined if the response has more characters than it may have. */
async function executeWithin(...parameters: Parameters<typeof executePlan>): Promise<PlanResult | undefined> {
  try {
    return await executePlan(...parameters);
  } catch (error) {
    if (codeOf(error) === "ANSWER_TOO_LARGE") return undefined;
    throw error;
  }
}

/** The response in place of one that is too large. A mutation may be done. It is counted and not logged, since a client can cause it at any time. */
export function refuseOversized(
  metrics: Pick<Transport["metrics"], "countOversized">,
  { operation }: OperationDefinitionNode,
): ResponseContent {
  metrics.countOversized();
  const { message, extensions } = operation === OperationTypeNode.MUTATION ? unknownOutcome : responseTooLarge();
  return { data: null, errors: [{ message, extensions, path: [] }], extensions: {} };
}

const unknownOutcome = new CodedError(
  "OUTCOME_UNKNOWN",
  "The answer would be larger than one request may have, and the change may be done. Repeat with the same key and fewer fields.",
);

async function findPlan(
  metrics: Transport["metrics"],
  graph: Graph,
  input: Parameters<typeof plannedOperation>[1],
  incidents: Incidents,
): Promise<PlannedOperation | GraphQLError> {
  try {
    const cached = cachedOperation(graph, input);
    const planned = cached ?? (await plannedOperation(graph, input));
    metrics.countPlan(cached ? "cached" : "planned");
    return planned;
  } catch (error) {
    metrics.countPlan("refused");
    noteIncident(incidents, "warn", "query planning failed", { fault: String(error), cause: causeOf(error) });
    return refusalOf(error) ?? graphqlError("OPERATION_NOT_SUPPORTED", "The operation cannot be planned.");
  }
}

/** The cause of a refusal, which clients do not see: the planner's own words, or how its process ended. */
function causeOf(error: unknown): string | undefined {
  const cause = error instanceof GraphQLError ? error.originalError?.cause : undefined;
  return cause === undefined ? undefined : String(cause);
}

/** Whether these are the errors of an operation that was refused because there is too much to do, or too many wait for their plans. */
export function isOverload(errors: readonly GraphQLFormattedError[]): boolean {
  return errors.some(({ extensions }) => extensions?.code === "OVERLOADED");
}

/** Opens the sending of the fetches of one request; they are measured where the response is to be explained. */
function openSend(
  transport: Transport,
  graph: Graph,
  request: FetchingRequest,
  explainer: Explainer | undefined,
): SendFetch {
  const send = (fetch: Fetch): Promise<SentFetch> => {
    const subgraph = knownSubgraph(graph, fetch);
    if (!isInProcess(subgraph) || !graph.nodes) {
      return sendFetch(transport, subgraphOf(transport, subgraph), request, fetch);
    }
    return answerNodes(graph.nodes, openFindNode(transport, graph, request), fetch, request.incidents);
  };
  return explainer ? (fetch) => explainer.measure(fetch, () => send(fetch)) : send;
}

function knownSubgraph({ subgraphByName }: Graph, { operation }: Fetch): Graph["subgraphs"][number] {
  const subgraph = subgraphByName.get(operation.subgraph);
  if (!subgraph) throw new Error(`the plan names an unknown subgraph: ${operation.subgraph}`);
  return subgraph;
}
