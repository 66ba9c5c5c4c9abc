/** One GraphQL request, the guard in front of it and its response, as both ways of execution see them: compiled, or by Apollo Server. */
import type { IncomingHttpHeaders } from "node:http";
import { type GraphQLError, type GraphQLFormattedError, OperationTypeNode } from "graphql";
import { measureBody } from "../../graphql/body-size.ts";
import { graphqlError, toGraphqlError } from "../../graphql/operation/coded-errors.ts";
import type { Identity } from "../../identity/identity.ts";
import { responseTooLarge } from "../../runtime/errors.ts";
import type { Metrics } from "../../runtime/metrics.ts";
import { isLate, type RequestBudget } from "../../runtime/request-budget.ts";
import { deadlineExceeded } from "../../runtime/request-refusals.ts";
import { sessionRefusal } from "../../sessions/graphql-session-check.ts";
import type { SessionCheck } from "../../sessions/session-check.ts";
import type { RequestContext } from "./context.ts";

/** A request whose sender is known, and whose body was read as JSON. */
export type GraphqlCall = {
  identity: Identity;
  /**
   * A fetch of our router is executed as it was compiled. A request without a signature is bound to the limits of a client; those with one may be as
   * large as the router makes them.
   */
  kind: "fetch" | "signed" | "unsigned";
  body: object;
  budget: RequestBudget;
  /** Its HTTP request. */
  http: { method: string; headers: IncomingHttpHeaders };
};

/** A response. Its body is made for it alone; text where Apollo Server wrote it for an HTTP request. */
export type GraphqlResponse = {
  status: number;
  /** Names and values in turn. */
  headers: readonly string[];
  body: ResponseBody | string;
  /** Whether our listener holds it, because no router stands before it. */
  isHeld?: boolean;
};

export type ResponseBody = { errors?: readonly GraphQLFormattedError[]; data?: unknown; extensions?: object };

/** The parameters of a request. */
export type Parameters = {
  query?: string;
  operationName?: string;
  variables?: Readonly<Record<string, unknown>>;
};

/** The parameters that have the form of the protocol. Without a query, the request is refused. */
export function readParameters(body: object): Parameters {
  const variables = "variables" in body ? (body.variables ?? {}) : {};
  if (!isRecord(variables)) return {};
  return {
    ...("query" in body && typeof body.query === "string" ? { query: body.query } : {}),
    ...("operationName" in body && typeof body.operationName === "string" ? { operationName: body.operationName } : {}),
    variables,
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A response in JSON. */
export function jsonResponse(status: number, body: ResponseBody): GraphqlResponse {
  return { status, headers: jsonHeaders, body };
}

/** The most characters of extensions that a refusal keeps: the notes of a response are shorter. */
const maxExtensions = 1_000;

/**
 * The body in place of one that is larger than its caller takes; it keeps the notes of that one. It is counted and not logged, since a client can
 * cause it at any time. What a mutation changed stays changed.
 */
export function oversizedBody(metrics: Pick<Metrics, "countOversized">, extensions: object | undefined): ResponseBody {
  metrics.countOversized();
  const { message, extensions: coded } = responseTooLarge();
  const isShort = extensions && measureBody(extensions, maxExtensions) <= maxExtensions;
  return { errors: [{ message, extensions: coded }], data: null, ...(isShort ? { extensions } : {}) };
}

const jsonHeaders = ["content-type", "application/json; charset=utf-8"];

/**
 * Refuses subscriptions, and the operations of a viewer whose session is not live, before any of them is executed. Lets queries end with their
 * caller.
 */
export async function refuseOperation(
  sessions: SessionCheck,
  { viewer, budget }: RequestContext,
  kind: OperationTypeNode,
): Promise<GraphQLError | undefined> {
  if (kind === OperationTypeNode.SUBSCRIPTION)
    return graphqlError("OPERATION_NOT_SUPPORTED", "There are no subscriptions.");
  if (budget) budget.endsWithCaller = kind === OperationTypeNode.QUERY;
  const isMutation = kind === OperationTypeNode.MUTATION;
  const verdict = await sessions.check(viewer, isMutation);
  // A mutation that has begun is completed; this one has not.
  if (isMutation && budget && isLate(budget)) return toGraphqlError(deadlineExceeded());
  return verdict === "live" ? undefined : sessionRefusal(verdict);
}
