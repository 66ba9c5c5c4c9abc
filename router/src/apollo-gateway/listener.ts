/** The public listener of Apollo's gateway: `/graphql` on Node's HTTP server, with the router's bounds of a request and its rules for browsers. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { Socket } from "node:net";
import { HeaderMap, type HTTPGraphQLRequest, type HTTPGraphQLResponse } from "@apollo/server";
import {
  closeUnread,
  closeWithRefusal,
  discardBody,
  isGraphqlUrl,
  isJsonType,
  parseJson,
  readBody,
  readiness,
  readRequestId,
  readyPath,
  refuseMalformedHttp,
  requestsPage,
} from "@hansa/kit/http";
import { networkOf } from "@hansa/kit/identity";
import { type Log, type Runtime, withTrace } from "@hansa/kit/runtime";
import { guardRequests, serverOptions, type Unsent, unsentRefusal } from "@hansa/kit/server";
import { bodyBounds, requestTimeoutMs } from "../http/body.ts";
import { errorsText } from "../http/graphql/response.ts";
import { exposedHeaders } from "../http/headers.ts";
import { untrustedHost } from "../http/loopback.ts";
import { type Refusal, refusalOfStatus, refusalText } from "../http/refusals.ts";
import { getRefusal, type IsAllowedOrigin, isForgeableGet } from "../identity/forgery.ts";
import type { RouterMetrics } from "../metrics.ts";
import type { CheckOperation } from "./operation-check.ts";

/** One request to the gateway; `operation` is the name of its operation, and `isMutation` its kind, once they are known. */
type GatewayCall = { request: IncomingMessage; requestId: string; operation: string; isMutation: boolean };

export type ListenerOptions = {
  runtime: Runtime;
  log: Log;
  metrics: RouterMetrics;
  /** Whether the gateway is ready; while it is not, each response closes its connection. */
  isReady(): boolean;
  isAllowedOrigin: IsAllowedOrigin;
  /** Whether Apollo Server has a page for a person who opens the address. */
  hasPage: boolean;
  /** Whether the listener answers to this `Host` header; undefined: to any. */
  trustsHost: ((host: string | undefined) => boolean) | undefined;
  /** Refuses operations that Apollo Server is not to see. */
  check: CheckOperation;
  /** The unsent bytes of the gateway, by which queries are refused. */
  unsent: Unsent;
  /** The address of the client, as far as our own proxies vouch for it. */
  addressOf(request: IncomingMessage): string;
  /** Apollo Server's answer to a request. */
  answer(call: GatewayCall, request: HTTPGraphQLRequest): Promise<HTTPGraphQLResponse>;
};

/** The keep-alive of idle connections, in milliseconds: longer than that of usual load balancers, which close theirs after 60 s. */
const keepAliveTimeoutMs = 72_000;

/** Opens the listener; it does not listen yet. */
export function openGatewayListener(options: ListenerOptions): Server {
  const { runtime, log, unsent, addressOf } = options;
  const limits = { requestTimeout: requestTimeoutMs, headersTimeout: requestTimeoutMs };
  const server = createServer(
    { ...serverOptions({ unsent, addressOf }), ...limits, keepAliveTimeout: keepAliveTimeoutMs },
    (request, response) => {
      const call: GatewayCall = {
        request,
        requestId: readRequestId(request.headers, runtime),
        operation: "(none)",
        isMutation: false,
      };
      measure(options, call, response);
      withTrace({ requestId: call.requestId, entry: "graphql" }, () => serve(options, call, response)).catch(
        (error) => {
          log.error({ err: error, requestId: call.requestId }, "Apollo gateway: request failed");
          if (response.headersSent) response.destroy();
          else refuse(call, response, 500);
        },
      );
    },
  );
  guardRequests(server, (_request, response, fault) => {
    closeWithRefusal(response, fault, refusalText(fault.code, fault.message, runtime.newId("req")));
  });
  server.on("clientError", (error, socket) => {
    if (!(socket instanceof Socket)) return void socket.destroy();
    const message = "This is no HTTP request that the shop reads.";
    refuseMalformedHttp(error, socket, refusalText("BAD_REQUEST", message, runtime.newId("req")));
  });
  return server;
}

async function serve(options: ListenerOptions, call: GatewayCall, response: ServerResponse): Promise<void> {
  const { request, requestId } = call;
  const { method = "", url = "", headers } = request;
  response.setHeaders(new Map(Object.entries({ "x-request-id": requestId, ...crossOriginHeaders(options, request) })));
  if (!options.isReady()) response.setHeader("connection", "close");
  if (options.trustsHost?.(headers.host) === false) return refuse(call, response, 403, untrustedHost);
  const [path, search] = splitUrl(url);
  if (path === readyPath && method === "GET") return sendReadiness(options, response);
  if (!isGraphqlUrl(url)) return refuse(call, response, 404);
  if (method === "OPTIONS") return void response.writeHead(204).end();
  if (method !== "GET" && method !== "POST") {
    response.setHeader("allow", "GET, POST");
    return refuse(call, response, 405);
  }
  // Apollo Server has a page for a person who opens the address, and plans nothing for it.
  const isPage = options.hasPage && method === "GET" && search === "" && requestsPage(headers);
  if (method === "GET" && !isPage && isForgeableGet(headers, options.isAllowedOrigin))
    return refuse(call, response, 400, getRefusal);
  const body = method === "POST" ? await receiveBody(options, call, response) : undefined;
  if (method === "POST" && !body) return;
  const parts = { method, headers: headerMapOf(request), search, body: body?.value };
  const refused = isPage ? undefined : options.check(parts);
  if (refused) return send(response, refused.status, errorsText([refused.error], requestId));
  const address = options.addressOf(request);
  if (options.unsent.isFull(address)) return refuse(call, response, 503, unsentRefusal);
  const result = await options.answer(call, parts);
  if (result.body.kind !== "complete") throw new Error("Apollo gateway: an answer in parts");
  if (!call.isMutation && !options.unsent.admits(address)) return refuse(call, response, 503, unsentRefusal);
  for (const [name, value] of result.headers) response.setHeader(name, value);
  response.writeHead(result.status ?? 200).end(result.body.string);
}

function sendReadiness({ isReady }: ListenerOptions, response: ServerResponse): void {
  const { status, body } = readiness(isReady());
  const headers = { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" };
  response.writeHead(status, headers).end(JSON.stringify(body));
}

/** Reads the JSON of a POST; undefined if it was refused, or the client is gone. */
async function receiveBody(
  { runtime }: ListenerOptions,
  call: GatewayCall,
  response: ServerResponse,
): Promise<{ value: unknown } | undefined> {
  const { request } = call;
  if (!isJsonType(request.headers["content-type"])) return void refuse(call, response, 415);
  const body = await readBody(runtime, request, bodyBounds);
  if (body === "aborted") return undefined;
  if (body === "oversized") {
    await discardBody(runtime, request);
    return void refuse(call, response, 413);
  }
  return parseJson(body) ?? void refuse(call, response, 400);
}

function splitUrl(url: string): [path: string, search: string] {
  const at = url.indexOf("?");
  return at < 0 ? [url, ""] : [url.slice(0, at), url.slice(at)];
}

function headerMapOf({ headers }: IncomingMessage): HeaderMap {
  const map = new HeaderMap();
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) map.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  return map;
}

/** Pages of allowed origins may read the response. They send tokens and no cookies, which this gateway does not read. */
function crossOriginHeaders(
  { isAllowedOrigin }: ListenerOptions,
  { method, headers }: IncomingMessage,
): Record<string, string> {
  const { origin, "access-control-request-headers": requested = "" } = headers;
  const vary = { vary: "Origin, access-control-request-headers" };
  if (origin === undefined || !isAllowedOrigin(origin)) return vary;
  const allowed = { ...vary, "access-control-allow-origin": origin };
  if (method !== "OPTIONS") return { ...allowed, "access-control-expose-headers": exposedHeaders.join(", ") };
  return {
    ...allowed,
    "access-control-allow-methods": "GET, HEAD, POST",
    "access-control-allow-headers": requested,
    "access-control-max-age": "600",
  };
}

function refuse(
  { requestId }: GatewayCall,
  response: ServerResponse,
  status: number,
  { code, message, retryAfterMs }: Refusal = refusalOfStatus(status),
): void {
  if (retryAfterMs !== undefined) response.setHeader("retry-after", Math.ceil(retryAfterMs / 1_000));
  send(response, status, refusalText(code, message, requestId));
}

function send(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8" }).end(text);
}

/** Counts the request once its response is sent; a client that is gone before gets none, and is not counted. */
function measure({ runtime, metrics, addressOf }: ListenerOptions, call: GatewayCall, response: ServerResponse): void {
  const startedAt = runtime.monotonic();
  // The services identify the caller: here it is a guest of its network.
  const sender = { id: networkOf(addressOf(call.request)) ?? "unknown", account: "" };
  const identity = { viewer: { kind: "guest" }, sender } as const;
  response.once("close", () => {
    closeUnread(runtime, call.request);
    if (!response.headersSent) return;
    const { operation } = call;
    metrics.countRequest({ operation, identity }, response.statusCode, (runtime.monotonic() - startedAt) / 1_000);
  });
}
