/** The public listener: one HTTP server for the GraphQL endpoint and, with Fastify, for all other routes. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import cors from "@fastify/cors";
import type { Log } from "@hansa/kit/runtime/log";
import type { Runtime } from "@hansa/kit/runtime/runtime";
import { type FastifyInstance, type FastifyRequest, fastify } from "fastify";
import { type TrustedProxies, trustProxyOf } from "../identity/origin.ts";
import type { IsAllowedOrigin } from "../session/forgery.ts";
import { bodyLimit, closeIfSlow, readJsonOnly, requestTimeoutMs } from "./body.ts";
import { closeUnread, limitConnections, type RequestLimit } from "./connections.ts";
import { exposedHeaders, readRequestId } from "./headers.ts";
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
  /** The most connections of one client address; 0: any number. */
  connectionsPerAddress: number;
  requestLimit: RequestLimit;
  securityHeaders: Readonly<Record<string, string>>;
  /** Answers a request outside Fastify, or returns false. */
  endpoint(request: IncomingMessage, response: ServerResponse): boolean;
};

/** The keep-alive of idle connections, in milliseconds: longer than that of usual load balancers, which close theirs after 60 s. */
const keepAliveTimeoutMs = 72_000;

/** Opens the listener; it does not listen yet. */
export async function openPublicListener(options: PublicListenerOptions): Promise<FastifyInstance> {
  const { runtime, log, isAllowedOrigin, trustsHost, trustedProxies, requestLimit } = options;
  const trust = trustProxyOf(trustedProxies);
  const app = fastify({
    logger: false,
    bodyLimit,
    serverFactory: (listener) =>
      createServer(
        {
          // Node has one limit for all requests: this one is for uploads, other requests have a shorter one below.
          requestTimeout: uploadTimeoutMs,
          headersTimeout: requestTimeoutMs,
          keepAliveTimeout: keepAliveTimeoutMs,
        },
        (request, response) => {
          if (!options.endpoint(request, response)) listener(request, response);
        },
      ),
    forceCloseConnections: "idle",
    requestIdHeader: false,
    trustProxy: trust,
    genReqId: ({ headers }) => readRequestId(headers, runtime),
    frameworkErrors: (_error, _request, reply) => refuse(reply, 400),
    clientErrorHandler: (error, socket) => refuseMalformedHttp(error, socket, runtime.newId("req")),
  });
  // Before the plugins: the route that one of them adds for preflights keeps the error handler of the moment.
  readJsonOnly(app);
  shapeRefusals(app, log, runtime);
  app.addHook("onRequest", async (request, reply) => {
    reply.headers({ ...options.securityHeaders, "x-request-id": request.id });
    if (!isUpload(request)) closeIfSlow(runtime, request.raw);
    if (request.method === "OPTIONS" && !isPreflight(request)) return refuse(reply, 405);
    if (trustsHost?.(request.headers.host) === false) return refuse(reply, 403, untrustedHost);
    return undefined;
  });
  const isProxy = typeof trust === "function" ? (address: string) => trust(address, 0) : () => trust !== false;
  limitConnections(app.server, { runtime, most: options.connectionsPerAddress, isProxy });
  app.addHook("onRequest", async (request, reply) => {
    if (!requestLimit.enter(request.ip)) return refuse(reply, 429);
    // Emitted after the last byte of the response, and also when the client disconnects before it.
    reply.raw.once("close", () => requestLimit.leave(request.ip));
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
  return app;
}

/** Whether this is a CORS preflight. The CORS plugin answers any other OPTIONS in plain text. */
function isPreflight({ headers }: FastifyRequest): boolean {
  return Boolean(headers.origin && headers["access-control-request-method"]);
}

/** Refuses input that Node could not parse as HTTP, such as headers beyond 16 kB. */
function refuseMalformedHttp(error: NodeJS.ErrnoException, socket: Socket, requestId: string): void {
  if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
  const status = error.code === "HPE_HEADER_OVERFLOW" ? "431 Request Header Fields Too Large" : "400 Bad Request";
  const text = refusalText("BAD_REQUEST", "This is no HTTP request that the shop reads.", requestId);
  socket.end(
    `HTTP/1.1 ${status}\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length: ${text.length}\r\nconnection: close\r\n\r\n${text}`,
  );
}
