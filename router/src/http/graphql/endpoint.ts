/**
 * The GraphQL endpoint: `/graphql`, and the paths of contracts below it, on Node's HTTP server itself, because the hooks of a framework cost as much CPU time as a small operation.
 * Every request is bounded by its address, measured, and answered when anything fails.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { GraphContract } from "@hansa/contracts/graph-contracts";
import { closeUnread, readRequestId, requestsPage } from "@hansa/kit/http";
import type { Identity } from "@hansa/kit/identity";
import { askSilentInstances } from "@hansa/kit/rpc";
import type { Unsent } from "@hansa/kit/server";
import { beginTrace, openRecording } from "@hansa/kit/tracing";
import { graphFor } from "../../graph/graph.ts";
import type { ExecutedOperation } from "../../operation/executed-operation.ts";
import { endClientSpan } from "../client-span.ts";
import type { Compress } from "../compression.ts";
import type { ConnectionLimit, RequestLimit } from "../connections.ts";
import { crossOriginHeaders } from "../headers.ts";
import { untrustedHost } from "../loopback.ts";
import { answerCall, type Call, type CallParts } from "./call.ts";
import { contractOf } from "./contract-paths.ts";
import { type Reply, sendRefusal } from "./reply.ts";

export type GraphqlEndpoint = CallParts & {
  requestLimit: RequestLimit;
  /** The address as whose a request is counted. */
  addressOf(request: IncomingMessage): string;
  /** Whether the storefront sends it for a visitor. */
  isOfVisitor(request: IncomingMessage): boolean;
  connectionLimit: ConnectionLimit;
  compress: Compress;
  unsent: Unsent;
  /** Records the use of an operation that a client sent; undefined: none is recorded. */
  recordUse: RecordUse | undefined;
  securityHeaders: Readonly<Record<string, string>>;
  /** Whether the endpoint answers to this `Host` header; undefined: to any. */
  trustsHost: ((host: string | undefined) => boolean) | undefined;
  /** Whether a browser that opens the address gets the playground, which Fastify sends. */
  hasPage: boolean;
  /** Whether the router is ready; while it is not, each reply closes its connection. */
  isReady(): boolean;
};

/** Records one executed operation, with what tells its client apart and how long it took in milliseconds. It never throws. */
export type RecordUse = (
  operation: ExecutedOperation,
  request: { headers: IncomingMessage["headers"]; user: Identity | undefined; ms: number; hasErrors: boolean },
) => void;

/** Opens the endpoint: answers requests to the paths of contracts and returns true; false for those that Fastify answers. */
export function openGraphqlEndpoint(
  endpoint: GraphqlEndpoint,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  const fixedHeaders = Object.entries({ ...endpoint.securityHeaders, "cache-control": "no-store" }).flat();
  return (request, response) => {
    const contract = contractCalled(endpoint, request);
    if (!contract) return false;
    serveClient(endpoint, openReply(endpoint, fixedHeaders, request, response), contract).catch((error) => {
      endpoint.transport.log.error({ err: error }, "GraphQL request: no reply could be sent");
      response.destroy();
    });
    return true;
  };
}

function openReply(
  { transport, isAllowedOrigin, compress, unsent, addressOf, isReady }: GraphqlEndpoint,
  fixedHeaders: readonly string[],
  request: IncomingMessage,
  response: ServerResponse,
): Reply {
  const requestId = readRequestId(request.headers, transport.runtime);
  const crossOrigin = crossOriginHeaders(request.headers.origin, isAllowedOrigin);
  const headers = [...fixedHeaders, ...crossOrigin, "x-request-id", requestId];
  if (!isReady()) headers.push("connection", "close");
  const admits = () => unsent.admits(addressOf(request));
  const isFull = () => unsent.isFull(addressOf(request));
  return { request, response, requestId, headers, compress, admits, isFull };
}

/**
 * The contract at whose path the endpoint answers this request. Fastify answers preflights, browsers that open the address of the whole graph, and
 * all other paths.
 */
function contractCalled(
  { hasPage, live }: GraphqlEndpoint,
  { url = "", method, headers }: IncomingMessage,
): GraphContract | undefined {
  const contract = contractOf(url);
  if (!contract || method === "OPTIONS" || !graphFor(live.current(), contract)) return undefined;
  const opensPage = hasPage && contract === "ALL" && method === "GET" && requestsPage(headers) && !url.includes("?");
  return opensPage ? undefined : contract;
}

async function serveClient(endpoint: GraphqlEndpoint, reply: Reply, contract: GraphContract): Promise<void> {
  const { requestLimit, connectionLimit, trustsHost, transport } = endpoint;
  const { request, response, requestId } = reply;
  if (endpoint.isOfVisitor(request)) connectionLimit.release(request.socket);
  const address = endpoint.addressOf(request);
  const startedAt = transport.runtime.monotonic();
  const span = openRecording(beginTrace(request.headers.traceparent), "server", "operation");
  const call: Call = {
    ...{ reply, contract, address, identity: undefined, startedAt, span, operation: "(none)", executed: undefined },
    asked: new Set(),
  };
  const isWithinLimit = requestLimit.enter(address);
  measure(endpoint, call, () => isWithinLimit && requestLimit.leave(address));
  try {
    if (!isWithinLimit) return sendRefusal(reply, 429);
    if (trustsHost?.(request.headers.host) === false) return sendRefusal(reply, 403, untrustedHost);
    await answerCall(endpoint, call);
  } catch (error) {
    transport.log.error({ err: error, requestId }, "GraphQL request: handler failed");
    if (response.headersSent) response.destroy();
    else sendRefusal(reply, 500);
  }
}

/** Counts and logs the call once its reply is sent; a client that is gone before gets none, and is not counted. */
function measure({ transport, recordUse }: GraphqlEndpoint, call: Call, onEnd: () => void): void {
  const { runtime, log, metrics } = transport;
  const { request, response, requestId } = call.reply;
  response.once("close", () => {
    onEnd();
    closeUnread(runtime, request);
    const ms = runtime.monotonic() - call.startedAt;
    const { operation, identity, executed } = call;
    const status = response.headersSent ? response.statusCode : undefined;
    endClientSpan(call.span, { operation, status, hasErrors: executed?.hasErrors ?? false });
    if (!response.headersSent) {
      // A service that is stuck must not make the next clients wait as long as this one did.
      for (const service of call.asked) askSilentInstances(transport, service);
      return;
    }
    metrics.countRequest(call, response.statusCode, ms / 1_000);
    if (executed?.hasErrors) metrics.countErrors(call);
    if (executed)
      recordUse?.(executed, { headers: request.headers, user: identity, ms, hasErrors: executed.hasErrors });
    const traceId = call.span?.recording.traceId;
    log.debug({ requestId, traceId, operation, viewer: identity?.viewer.kind, status, ms }, "answered");
  });
}
