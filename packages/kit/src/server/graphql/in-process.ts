/**
 * Entry of a GraphQL server for the router of the same process: identity, operation and answer are handed over as objects. Budget, trace,
 * errors and metrics are those of the listener; the process is the trust boundary, so nothing is signed.
 */
import { type ApolloServer, HeaderMap } from "@apollo/server";
import { parse } from "secure-json-parse";
import type { Identity } from "../identity/identity.ts";
import { noteCallerGone, openBudget, type RequestLimits } from "../runtime/request-budget.ts";
import { withTrace } from "../runtime/trace.ts";
import { type Fault, faultOf, type HttpServerOptions, refusalBody } from "./http-server.ts";

/** An operation of the router, for an identity that it has verified. */
export type DirectRequest = {
  identity: Identity;
  query: string;
  operationName: string | undefined;
  /** A JSON object as text. */
  variables: string;
  /** The server sets it; the caller calls it when it stops waiting. */
  onCallerGone: (() => void) | undefined;
};

/** The body is that of an HTTP response, made for this answer alone: the caller may keep and change it. */
export type DirectAnswer = { status: number; body: unknown };

export type EntryParts = Pick<HttpServerOptions, "runtime" | "log" | "metrics" | "bodyLimit"> & {
  limits?: RequestLimits;
  /** Executes a valid operation; undefined if the body has none. */
  execute(body: unknown, identity: Identity): Promise<object | undefined>;
  /** Answers a body without a valid operation. */
  refuse(body: object, identity: Identity): Promise<DirectAnswer>;
  isClosing(): boolean;
};

const path = "/graphql";

/** Answers a request as the listener does; it never rejects. */
export async function answerDirectly(parts: EntryParts, request: DirectRequest): Promise<DirectAnswer> {
  const { runtime, log, metrics } = parts;
  const { requestId } = request.identity;
  const startedAt = runtime.monotonic();
  const budget = openBudget(runtime, parts.limits);
  let isCallerGone = false;
  const noteGone = () => {
    isCallerGone = true;
    noteCallerGone(budget);
  };
  request.onCallerGone = noteGone;
  const answer = await withTrace({ requestId, entry: "graphql", budget }, () => answerRequest(parts, request));
  if (isCallerGone) return answer;
  const ms = runtime.monotonic() - startedAt;
  metrics.countRequest("graphql", path, answer.status, ms / 1_000);
  log.debug({ requestId, entry: "graphql", path, status: answer.status, ms }, "in-process entry: request answered");
  return answer;
}

async function answerRequest(parts: EntryParts, request: DirectRequest): Promise<DirectAnswer> {
  try {
    const body = readBody(parts, request);
    if ("status" in body) return refused(body);
    const given = await parts.execute(body, request.identity);
    return given ? { status: 200, body: given } : await parts.refuse(body, request.identity);
  } catch (error) {
    return refused(faultOf(error, parts.log));
  }
}

function refused({ status, code, message }: Fault): DirectAnswer {
  return { status, body: refusalBody(code, message) };
}

const closing: Fault = { status: 503, code: "SUBGRAPH_UNAVAILABLE", message: "This service is stopping." };
const tooLarge: Fault = {
  status: 413,
  code: "PAYLOAD_TOO_LARGE",
  message: "The request is larger than this service reads.",
};
const invalid: Fault = { status: 400, code: "BAD_REQUEST", message: "The body is not JSON." };

/** The body of the request, with variables as the listener parses them; a fault if they are no JSON, or name a prototype. */
function readBody(
  { isClosing, bodyLimit }: EntryParts,
  { query, operationName, variables }: DirectRequest,
): { query: string; operationName?: string; variables: unknown } | Fault {
  if (isClosing()) return closing;
  if (Buffer.byteLength(query) + Buffer.byteLength(variables) > bodyLimit) return tooLarge;
  try {
    const named = operationName === undefined ? {} : { operationName };
    return { query, ...named, variables: parse(variables) };
  } catch {
    return invalid;
  }
}

/** Apollo Server's answer to a body without a valid operation, for the router of the same process. */
export async function refuseDirectly<Context extends object>(
  apollo: ApolloServer<Context>,
  body: object,
  context: Context,
): Promise<DirectAnswer> {
  const headers = new HeaderMap([["content-type", "application/json"]]);
  const httpGraphQLRequest = { method: "POST", headers, search: "", body };
  const given = await apollo.executeHTTPGraphQLRequest({ httpGraphQLRequest, context: async () => context });
  if (given.body.kind !== "complete") throw new Error("in-process entry: a refusal in parts");
  return { status: given.status ?? 200, body: JSON.parse(given.body.string) };
}
