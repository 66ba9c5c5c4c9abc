/**
 * The GraphQL endpoint of a subgraph over HTTP: a request is authenticated before anything of it is parsed, its body is read once, and its
 * operation executed.
 */
import type { IncomingHttpHeaders } from "node:http";
import { bytesOf, isJsonType, parseJson } from "../../http/exchange.ts";
import { graphPurpose, type Identity } from "../../identity/identity.ts";
import type { Verify } from "../../identity/keys/verifiers.ts";
import type { Log } from "../../runtime/log.ts";
import type { Metrics } from "../../runtime/metrics.ts";
import type { RequestBudget, RequestLimits } from "../../runtime/request-budget.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { withTrace } from "../../runtime/trace.ts";
import { type Fault, faultOf, faultOfStatus, refusalBody } from "../refusals.ts";
import type { Execution } from "./execution.ts";

/** The header of responses that consist of data, without errors and extensions: the router may pass these on as they are. */
export const completeHeader = "hansa-complete";

const graphqlPath = "/graphql";

export type EndpointParts = {
  runtime: Runtime;
  log: Log;
  metrics: Metrics;
  /** Returns the identity that the router signed for these bytes, or undefined. */
  verify: Verify;
  /** The largest body that is read, in bytes. */
  bodyLimit: number;
  /** The limits of one request; the usual ones if absent. */
  limits?: RequestLimits;
  execution: Execution;
  isClosing(): boolean;
};

/** A request, of a connection or of a caller of this process. */
export type EndpointRequest = {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  /** Reads the body of at most so many bytes. After "aborted" the client is gone. */
  readBody(maxBytes: number): Promise<Buffer | "oversized" | "aborted">;
};

/** A reply. `headers` are names and values in turn, `bytes` is the body, each byte as one character. */
export type EndpointReply = { status: number; headers: readonly string[]; bytes: string; requestId?: string };

/** Answers a request; undefined if its client is gone. */
export async function answerRequest(
  parts: EndpointParts,
  request: EndpointRequest,
  budget: RequestBudget,
): Promise<EndpointReply | undefined> {
  const { headers } = request;
  // Without a signature nothing of a request is read.
  if (headers["hansa-signature"] === undefined || request.method !== "POST") return refused(401);
  if (parts.isClosing()) return refused(503);
  const body = await request.readBody(parts.bodyLimit);
  if (body === "aborted") return undefined;
  if (body === "oversized") return refused(413);
  const identity = verifySender(parts, request, body);
  if (!identity) return refused(401);
  const { requestId } = identity;
  const reply = await withTrace({ requestId, entry: "graphql", budget }, () =>
    answerVerified(parts, request, { identity, body, budget }),
  );
  return { ...reply, requestId };
}

/** The identity for which our router signed this body. */
function verifySender({ verify, log }: EndpointParts, { url, headers }: EndpointRequest, body: Buffer) {
  const { "hansa-claims": claims, "hansa-signature": signature, "hansa-viewer": viewer } = headers;
  const identity = verify({ claims, signature, viewer }, body);
  if (identity?.purpose === graphPurpose) return identity;
  log.warn({ entry: "graphql", path: pathOf(url) }, "graphql: signature too old or invalid, do clocks or keys differ?");
  return undefined;
}

type Verified = { identity: Identity; body: Buffer; budget: RequestBudget };

async function answerVerified(
  { execution, log }: EndpointParts,
  { method, url, headers }: EndpointRequest,
  { identity, body: bytes, budget }: Verified,
): Promise<EndpointReply> {
  if (pathOf(url) !== graphqlPath) return refused(404);
  if (!isJsonType(headers["content-type"])) return refused(415);
  const body = parseJson(bytes)?.value;
  if (typeof body !== "object" || body === null) return refused(400);
  // Our router asks for nothing else.
  const isFetch = headers.accept === "application/json";
  try {
    const answer = await execution.execute({ identity, isFetch, body, budget, http: { method, headers } });
    const text = typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body);
    const complete = answer.isComplete ? [completeHeader, "1"] : [];
    return { status: answer.status, headers: [...answer.headers, ...complete], bytes: bytesOf(text) };
  } catch (error) {
    return refusedWith(faultOf(error, log));
  }
}

function refused(status: 400 | 401 | 404 | 413 | 415 | 503): EndpointReply {
  const fault = faultOfStatus(status);
  if (!fault) throw new Error(`no refusal with ${status}`);
  return refusedWith(fault);
}

function refusedWith(fault: Fault): EndpointReply {
  const headers = ["content-type", "application/json; charset=utf-8"];
  return { status: fault.status, headers, bytes: bytesOf(JSON.stringify(refusalBody(fault))) };
}

function pathOf(url: string): string {
  const end = url.indexOf("?");
  return end < 0 ? url : url.slice(0, end);
}

type AnsweredRequest = { requestId: string; status: number; startedAt: number };

/** Counts and logs a request that was answered. */
export function recordRequest(
  { runtime, metrics, log }: Pick<EndpointParts, "runtime" | "metrics" | "log">,
  { requestId, status, startedAt }: AnsweredRequest,
): void {
  const ms = runtime.monotonic() - startedAt;
  metrics.countRequest("graphql", graphqlPath, status, ms / 1_000);
  log.debug({ requestId, entry: "graphql", path: graphqlPath, status, ms }, "graphql: request answered");
}
