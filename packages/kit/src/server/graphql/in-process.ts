/**
 * Entry for the router of the same process: identity, operation and answer are handed over as objects. Budget, trace, errors and metrics are
 * those of the listener; the process is the trust boundary, so nothing is signed.
 */

import { parseJsonText } from "../../http/exchange.ts";
import { type Fault, faultOf, faultOfStatus, refusalBody } from "../../http/refusals.ts";
import type { Identity } from "../../identity/identity.ts";
import { endOnDisconnect, openBudget, type RequestBudget } from "../../runtime/request-budget.ts";
import { currentTraceparent, inRecording, readTraceparent } from "../../tracing/spans.ts";
import { openStatementLog } from "../../tracing/statement-log.ts";
import { type EndpointParts, graphqlSpan, recordRequest } from "./subgraph-endpoint.ts";

/** An operation of the router, for an identity that it has verified. */
export type DirectRequest = {
  identity: Identity;
  query: string;
  operationName: string | undefined;
  /** A JSON object as text. */
  variables: string;
  /** The time for which the caller waits, in milliseconds. */
  timeoutMs: number;
  /** The bytes of an answer that the caller takes. */
  answerBytes: number;
  /** Whether the answer is to have the statements behind it. */
  isExplained: boolean;
  /** The server sets it; the caller calls it when it stops waiting. */
  onDisconnect: (() => void) | undefined;
};

/** The body is that of an HTTP response, made for this answer alone: the caller may keep and change it. */
export type DirectAnswer = { status: number; body: unknown };

/** Answers a request as the listener does; it never rejects. */
export async function answerDirectly(parts: EndpointParts, request: DirectRequest): Promise<DirectAnswer> {
  const { runtime } = parts;
  const { requestId, sender } = request.identity;
  const startedAt = runtime.monotonic();
  const budget = openBudget(runtime, parts.limits, request);
  let isDisconnected = false;
  const disconnect = () => {
    isDisconnected = true;
    endOnDisconnect(budget);
  };
  request.onDisconnect = disconnect;
  const statements = parts.explains && request.isExplained ? openStatementLog(runtime) : undefined;
  const trace = { requestId, entry: "graphql", sender, budget, statements } as const;
  const parent = readTraceparent(currentTraceparent());
  const answer = await inRecording(trace, parent, graphqlSpan, () => executeDirectly(parts, request, budget));
  if (!isDisconnected) recordRequest(parts, { requestId, traceId: parent?.traceId, status: answer.status, startedAt });
  return answer;
}

async function executeDirectly(
  parts: EndpointParts,
  request: DirectRequest,
  budget: RequestBudget,
): Promise<DirectAnswer> {
  try {
    const body = bodyOf(parts, request);
    if ("status" in body) return refused(body);
    const { identity } = request;
    return await parts.execution.execute({ identity, kind: "fetch", body, budget });
  } catch (error) {
    return refused(faultOf(error, parts.log));
  }
}

function refused(fault: Fault): DirectAnswer {
  return { status: fault.status, body: refusalBody(fault) };
}

/** The body of the request, with variables as the listener parses them; a fault if they are no JSON object, or name a prototype. */
function bodyOf(
  { isClosing, bodyLimit }: EndpointParts,
  { query, operationName, variables }: DirectRequest,
): { query: string; operationName?: string; variables: object } | Fault {
  if (isClosing()) return faultOfStatus(503);
  if (Buffer.byteLength(query) + Buffer.byteLength(variables) > bodyLimit) return faultOfStatus(413);
  const parsed = parseJsonText(variables)?.value;
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) return faultOfStatus(400);
  return { query, ...(operationName === undefined ? {} : { operationName }), variables: parsed };
}
