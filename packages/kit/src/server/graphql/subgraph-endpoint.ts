/**
 * The GraphQL endpoint of a subgraph over HTTP: a request is authenticated before anything of it is parsed, its body is read once, and its
 * operation executed. Without a signature, a request is refused, or identified as that of a client where bearer access is on.
 */
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { findFormFault } from "../../graphql/operation/request-form.ts";
import { bytesOf, forbiddenKeyOf, isJsonType, parseJson } from "../../http/exchange.ts";
import { graphqlPath, isGraphqlUrl, requestsPage } from "../../http/graphql-address.ts";
import { readiness, readyPath } from "../../http/lifecycle.ts";
import { type Fault, faultOf, faultOfStatus, type RefusalStatus, refusalBody } from "../../http/refusals.ts";
import { graphPurpose, type Identity } from "../../identity/identity.ts";
import type { Verify } from "../../identity/keys/viewer-assertions.ts";
import type { Log } from "../../runtime/log.ts";
import type { Metrics } from "../../runtime/metrics.ts";
import type { RequestBudget, RequestLimits } from "../../runtime/request-budget.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { withTrace } from "../../runtime/trace.ts";
import { inRecording, readTraceparent } from "../../tracing/spans.ts";
import { explainHeader, openStatementLog } from "../../tracing/statement-log.ts";
import type { BearerAccess } from "../access/bearer-access.ts";
import { type Unsent, unsentRefusal } from "../listener/unsent.ts";
import type { Execution } from "./execution.ts";
import { type GraphqlResponse, oversizedBody } from "./graphql-call.ts";

/** The span of a request of the router. */
const graphqlSpan = { kind: "server", name: "graphql" } as const;

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
  /** Whether our router may ask for the statements of a request; never in production. */
  explains: boolean;
  /** The unsent bytes of the process, by which queries without a signature are refused. */
  unsent: Unsent;
  /** The access of requests without a signature; undefined: they are refused. */
  bearer: BearerAccess | undefined;
  /** Whether the service is ready; while it is not, each response closes its connection. */
  isReady(): boolean;
  isClosing(): boolean;
};

/** A request, of a connection or of a caller of this process. */
export type EndpointRequest = {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  /** The request of a connection. Only its sender can be identified without a signature. */
  message?: IncomingMessage;
  /** Reads the body of at most so many bytes. After "aborted" the client is gone. */
  readBody(maxBytes: number): Promise<Buffer | "oversized" | "aborted">;
};

/**
 * A reply. `headers` are names and values in turn, `bytes` is the body, each byte as one character. `heldSince`: when the request had come, of a
 * reply that is held; absent if it may leave at once.
 */
export type EndpointReply = {
  status: number;
  headers: readonly string[];
  bytes: string;
  heldSince?: number;
} & Partial<Origin>;

/** The request of a reply to a sender that was identified, and its trace while that is recorded. */
type Origin = { requestId: string; traceId: string | undefined };

/** Answers a request; undefined if its client is gone. */
export async function answerRequest(
  parts: EndpointParts,
  request: EndpointRequest,
  budget: RequestBudget,
): Promise<EndpointReply | undefined> {
  if (request.url === readyPath && request.method === "GET") {
    const { status, body } = readiness(parts.isReady());
    return jsonReply(status, body);
  }
  const { headers, message } = request;
  const isSigned = headers["hansa-signature"] !== undefined;
  if (!isSigned && parts.bearer && message) return answerUnsigned(parts, parts.bearer, { request, message, budget });
  // Without a signature nothing of a request is read.
  if (!isSigned || request.method !== "POST") return refused(401);
  if (parts.isClosing()) return refused(503);
  const body = await request.readBody(parts.bodyLimit);
  if (body === "aborted") return undefined;
  if (body === "oversized") return refused(413);
  const identity = verifySender(parts, request, body);
  if (!identity) return refused(401);
  const { requestId, sender } = identity;
  const isExplained = parts.explains && headers[explainHeader] === "1";
  const statements = isExplained ? openStatementLog(parts.runtime) : undefined;
  const trace = { requestId, entry: "graphql", sender, budget, statements } as const;
  const parent = readTraceparent(headers.traceparent);
  const reply = await inRecording(trace, parent, graphqlSpan, () =>
    answerSender(parts, request, { identity, isSigned, body, budget }),
  );
  return { ...reply, requestId, traceId: parent?.traceId };
}

/** The largest body without a signature, in bytes: representations of 1,000 entities take less than half of it. */
const unsignedBodyLimit = 1024 * 1024;

type UnsignedRequest = { request: EndpointRequest; message: IncomingMessage; budget: RequestBudget };

/** Answers a request for the viewer of its access token, or for a guest. In development a person who opens the address gets a page. */
async function answerUnsigned(
  parts: EndpointParts,
  { identify, addressOf, crossOriginHeaders, pageOf }: BearerAccess,
  { request, message, budget }: UnsignedRequest,
): Promise<EndpointReply | undefined> {
  const shared = crossOriginHeaders(message);
  const give = (reply: EndpointReply): EndpointReply => ({ ...reply, headers: [...reply.headers, ...shared] });
  if (request.method === "OPTIONS" && shared.length > 0) return { status: 204, headers: shared, bytes: "" };
  if (pageOf && isOpened(request)) return pageReply(pageOf(message));
  if (request.method !== "POST") return give(withHeaders(refused(405), "allow", "POST"));
  if (parts.isClosing()) return give(refused(503));
  const address = addressOf(message);
  if (parts.unsent.isFull(address)) return give(refusedWith(unsentRefusal));
  const found = await identify(message);
  const { requestId } = "identity" in found ? found.identity : found;
  if ("refusal" in found) return give({ ...refusedWith(found.refusal), requestId });
  const body = await request.readBody(unsignedBodyLimit);
  if (body === "aborted") return undefined;
  if (body === "oversized") return give({ ...refused(413), requestId });
  const { identity } = found;
  const receivedAt = parts.runtime.monotonic();
  const trace = { requestId, entry: "graphql", sender: identity.sender, budget } as const;
  const { isHeld, ...reply } = await withTrace(trace, () =>
    answerSender(parts, request, { identity, isSigned: false, body, budget }),
  );
  const held = isHeld ? { heldSince: receivedAt } : {};
  // Only the response to a query can be asked for again.
  const answered = budget.endsWithCaller && !parts.unsent.admits(address) ? refusedWith(unsentRefusal) : reply;
  return give({ ...withHeaders(answered, "x-request-id", requestId), ...held, requestId });
}

/** Whether a person opens the address in a browser. */
function isOpened({ method, url, headers }: EndpointRequest): boolean {
  return method === "GET" && (url === "/" || isGraphqlUrl(url)) && requestsPage(headers);
}

/** A page, which loads and runs nothing. */
function pageReply(html: string): EndpointReply {
  const policy = ["content-security-policy", "default-src 'none'; img-src data:; frame-ancestors 'none'"];
  const headers = ["content-type", "text/html; charset=utf-8", "cache-control", "no-store", ...policy];
  return { status: 200, headers, bytes: bytesOf(html) };
}

function withHeaders(reply: EndpointReply, ...more: readonly string[]): EndpointReply {
  return { ...reply, headers: [...reply.headers, ...more] };
}

/** The identity for which our router signed this body. */
function verifySender({ verify, log }: EndpointParts, { headers }: EndpointRequest, body: Buffer) {
  const { "hansa-claims": claims, "hansa-signature": signature, "hansa-viewer": viewer } = headers;
  const identity = verify({ claims, signature, viewer }, body);
  if (identity?.purpose === graphPurpose) return identity;
  log.warn({ entry: "graphql" }, "graphql: signature too old or invalid, do clocks or keys differ?");
  return undefined;
}

type Received = { identity: Identity; isSigned: boolean; body: Buffer; budget: RequestBudget };

async function answerSender(
  { execution, metrics, log }: EndpointParts,
  { method, url, headers }: EndpointRequest,
  { identity, isSigned, body: bytes, budget }: Received,
): Promise<EndpointReply & Pick<GraphqlResponse, "isHeld">> {
  if (!isGraphqlUrl(url)) return refused(404);
  if (!isJsonType(headers["content-type"])) return refused(415);
  const parsed = parseJson(bytes);
  const key = parsed ? undefined : forbiddenKeyOf(bytes.toString("utf8"));
  if (key !== undefined) return refusedWith({ ...faultOfStatus(400), message: `The key "${key}" is not read.` });
  const body = parsed?.value;
  if (typeof body !== "object" || body === null) return refused(400);
  const fault = findFormFault(body);
  if (fault) return refusedWith(fault);
  // Our router accepts nothing else.
  const kind = isSigned ? (headers.accept === "application/json" ? "fetch" : "signed") : "unsigned";
  try {
    const response = await execution.execute({ identity, kind, body, budget, http: { method, headers } });
    const { status, headers: sent, isHeld = false } = response;
    return { status, headers: sent, bytes: bytesWithin(metrics, budget, response.body), isHeld };
  } catch (error) {
    return refusedWith(faultOf(error, log));
  }
}

/** The bytes of a body. One whose characters are within the limit of a response, and whose bytes are not, is refused. */
function bytesWithin(metrics: Metrics, { responseBytes }: RequestBudget, body: GraphqlResponse["body"]): string {
  // Apollo Server's texts are within it.
  if (typeof body === "string") return bytesOf(body);
  const bytes = bytesOf(JSON.stringify(body));
  return bytes.length <= responseBytes ? bytes : bytesOf(JSON.stringify(oversizedBody(metrics, body.extensions)));
}

function refused(status: RefusalStatus): EndpointReply {
  return refusedWith(faultOfStatus(status));
}

function refusedWith(fault: Fault): EndpointReply {
  return jsonReply(fault.status, refusalBody(fault));
}

function jsonReply(status: number, body: object): EndpointReply {
  const headers = ["content-type", "application/json; charset=utf-8"];
  return { status, headers, bytes: bytesOf(JSON.stringify(body)) };
}

type AnsweredRequest = Origin & { status: number; startedAt: number };

/** Counts and logs a request that was answered. */
export function recordRequest(
  { runtime, metrics, log }: Pick<EndpointParts, "runtime" | "metrics" | "log">,
  { requestId, traceId, status, startedAt }: AnsweredRequest,
): void {
  const ms = runtime.monotonic() - startedAt;
  metrics.countRequest("graphql", graphqlPath, status, ms / 1_000);
  log.debug({ requestId, traceId, entry: "graphql", path: graphqlPath, status, ms }, "graphql: request answered");
}
