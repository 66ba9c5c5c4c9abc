/** The public listener: one HTTP server for the GraphQL endpoint and, with Fastify, for all other routes. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import cors from "@fastify/cors";
import {
  closeIfSlow,
  closeUnread,
  type HeadFault,
  openReadiness,
  readRequestId,
  refuseMalformedHttp,
} from "@hansa/kit/http";
import { type TrustedProxies, trustProxyOf } from "@hansa/kit/identity";
import type { Log, Runtime } from "@hansa/kit/runtime";
import { guardRequests, serverOptions, type Unsent, unsentRefusal } from "@hansa/kit/server";
import { type FastifyInstance, type FastifyRequest, fastify } from "fastify";
import type { IsAllowedOrigin } from "../identity/forgery.ts";
import { bodyLimit, readJsonOnly, requestTimeoutMs } from "./body.ts";
import type { ConnectionLimit, RequestLimit } from "./connections.ts";
import { crossOriginHeaders, exposedHeaders } from "./headers.ts";
import { untrustedHost } from "./loopback.ts";
import { refusalText, refuse, shapeRefusals } from "./refusals.ts";
import { isUpload, uploadTimeoutMs } from "./uploads.ts";

export type PublicListenerOptions = {
  runtime: Runtime;
  log: Log;
  isAllowedOrigin: IsAllowedOrigin;
  /** Whether the listener answers to this `Host` header; undefined: to any. */
  trustsHost: ((host: string | undefined) => boolean) | undefined;
  trustedProxies: TrustedProxies;
  /** The address as whose a request, and the unsent bytes of its response, are counted. */
  addressOf(request: IncomingMessage): string;
  connectionLimit: ConnectionLimit;
  requestLimit: RequestLimit;
  /** The unsent bytes of the router, by which reads are refused. */
  unsent: Unsent;
  securityHeaders: Readonly<Record<string, string>>;
  isReady(): boolean;
  /** Counts a request in progress of this address; the function ends it. */
  begin(address: string): () => void;
  /** Answers a request outside Fastify, or returns false. */
  endpoint(request: IncomingMessage, response: ServerResponse): boolean;
};

/** The keep-alive of idle connections, in milliseconds: longer than that of usual load balancers, which close theirs after 60 s. */
const keepAliveTimeoutMs = 72_000;

/** Opens the listener; it does not listen yet. */
export async function openPublicListener(options: PublicListenerOptions): Promise<FastifyInstance> {
  const { runtime, log, isAllowedOrigin, trustsHost, trustedProxies, requestLimit, unsent } = options;
  const trust = trustProxyOf(trustedProxies);
  const app = fastify({
    logger: false,
    bodyLimit,
    serverFactory: (listener) =>
      createServer(
        {
          ...serverOptions({ unsent, addressOf: options.addressOf }),
          // Node has one limit for all requests: this one is for uploads, other requests have a shorter one below.
          requestTimeout: uploadTimeoutMs,
          headersTimeout: requestTimeoutMs,
          keepAliveTimeout: keepAliveTimeoutMs,
        },
        (request, response) => {
          response.once("close", options.begin(options.addressOf(request)));
          if (!options.endpoint(request, response)) listener(request, response);
        },
      ),
    forceCloseConnections: "idle",
    requestIdHeader: false,
    trustProxy: trust,
    genReqId: ({ headers }) => readRequestId(headers, runtime),
    frameworkErrors: (_error, _request, reply) => refuse(reply, 400),
    clientErrorHandler: (error, socket) => {
      const message = "This is no HTTP request that the shop reads.";
      refuseMalformedHttp(error, socket, refusalText("BAD_REQUEST", message, runtime.newId("req")));
    },
  });
  guardRequests(app.server, (request, response, fault) => refuseHead(options, request, response, fault));
  // Before the plugins: the route that one of them adds for preflights keeps the error handler of the moment.
  readJsonOnly(app);
  shapeRefusals(app, log, runtime);
  app.addHook("onRequest", async (request, reply) => {
    reply.headers({ ...options.securityHeaders, "x-request-id": request.id });
    if (!isUpload(request)) closeIfSlow(runtime, request.raw, requestTimeoutMs);
    if (request.method === "OPTIONS" && !isPreflight(request)) return refuse(reply, 405);
    if (trustsHost?.(request.headers.host) === false) return refuse(reply, 403, untrustedHost);
    return undefined;
  });
  options.connectionLimit.watch(app.server);
  app.addHook("onRequest", async (request, reply) => {
    if (!requestLimit.enter(request.ip)) return refuse(reply, 429);
    // Emitted after the last byte of the response, and also when the client disconnects before it.
    reply.raw.once("close", () => requestLimit.leave(request.ip));
    if (request.method !== "OPTIONS" && unsent.isFull(request.ip)) return refuse(reply, 503, unsentRefusal);
    return undefined;
  });
  app.addHook("onResponse", async (request) => closeUnread(runtime, request.raw));
  await app.register(cors, {
    origin: async (origin: string | undefined) => origin !== undefined && isAllowedOrigin(origin),
    // Sent to allowed origins only, each by its name: their pages may send the session cookies.
    credentials: true,
    exposedHeaders,
    methods: ["GET", "HEAD", "POST", "PUT", "DELETE"],
    maxAge: 600,
  });
  openReadiness(app, options.isReady);
  return app;
}

/** Whether this is a CORS preflight. The CORS plugin answers any other OPTIONS in plain text. */
function isPreflight({ headers }: FastifyRequest): boolean {
  return Boolean(headers.origin && headers["access-control-request-method"]);
}

/** Refuses a faulty head, before the endpoint and Fastify see it. */
function refuseHead(
  { runtime, isAllowedOrigin, securityHeaders }: PublicListenerOptions,
  request: IncomingMessage,
  response: ServerResponse,
  { status, code, message, headers }: HeadFault,
): void {
  const requestId = readRequestId(request.headers, runtime);
  const text = refusalText(code, message, requestId);
  const fixed = Object.entries({ ...securityHeaders, ...headers, "x-request-id": requestId }).flat();
  const content = ["content-type", "application/json; charset=utf-8", "content-length", String(text.length)];
  response.writeHead(status, [...fixed, ...crossOriginHeaders(request.headers.origin, isAllowedOrigin), ...content]);
  response.end(text);
  response.once("close", () => closeUnread(runtime, request));
}
