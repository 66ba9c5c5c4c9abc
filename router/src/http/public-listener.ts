/** The public listener without its routes: request ids, security headers, CORS, and one shape for refusals. */
import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import cors from "@fastify/cors";
import helmet from "@fastify/helmet";
import type { Log } from "@hansa/kit/runtime/log";
import type { Runtime } from "@hansa/kit/runtime/runtime";
import { type FastifyInstance, type FastifyRequest, fastify } from "fastify";
import { type TrustedProxies, trustProxyOf } from "../identity/origin.ts";
import type { IsAllowedOrigin } from "../session/forgery.ts";
import { bodyLimit, readJsonOnly } from "./body.ts";
import { boundConnections } from "./connections.ts";
import { isTrustedHost } from "./loopback.ts";
import { refusalText, refuse, shapeRefusals } from "./refusals.ts";
import { isUpload, uploadTimeoutMs } from "./uploads.ts";

export type PublicListenerOptions = {
  runtime: Runtime;
  log: Log;
  /** Origins whose pages may call the shop, exactly as browsers name them. */
  corsOrigins: readonly string[];
  isAllowedOrigin: IsAllowedOrigin;
  /** In development host names that a stranger may own are refused. In production browsers must use HTTPS. */
  production: boolean;
  trustedProxies: TrustedProxies;
  /** The most connections, and requests in progress, of one client address; 0: any number. */
  connectionsPerAddress: number;
};

/** The form of a request id that is taken over from the client; others are replaced. */
const requestIdForm = /^[A-Za-z0-9_-]{8,64}$/;
/** The time that a request may take to arrive, except for an upload. */
const requestTimeoutMs = 30_000;

/** Opens the listener; it does not listen yet. */
export async function openPublicListener(options: PublicListenerOptions): Promise<FastifyInstance> {
  const { runtime, log, corsOrigins, isAllowedOrigin, production, trustedProxies } = options;
  const trust = trustProxyOf(trustedProxies);
  const app = fastify({
    logger: false,
    bodyLimit,
    // Node has one limit for all requests: this one is for uploads, other requests have a shorter one below.
    requestTimeout: uploadTimeoutMs,
    http: { headersTimeout: requestTimeoutMs },
    forceCloseConnections: "idle",
    requestIdHeader: false,
    trustProxy: trust,
    genReqId: ({ headers }) => {
      const given = headers["x-request-id"];
      return typeof given === "string" && requestIdForm.test(given) ? given : runtime.newId("req");
    },
    frameworkErrors: (_error, _request, reply) => refuse(reply, 400),
    clientErrorHandler: (error, socket) => refuseMalformedHttp(error, socket, runtime.newId("req")),
  });
  // Before the plugins: the route that one of them adds for preflights keeps the error handler of the moment.
  readJsonOnly(app);
  shapeRefusals(app, log, runtime);
  const listedHosts = corsOrigins.map((origin) => new URL(origin).hostname);
  app.addHook("onRequest", async (request, reply) => {
    reply.header("x-request-id", request.id);
    if (!isUpload(request)) closeIfSlow(runtime, request.raw);
    if (request.method === "OPTIONS" && !isPreflight(request)) return refuse(reply, 405);
    if (!production && !isTrustedHost(request.headers.host, listedHosts))
      return refuse(reply, 403, untrustedHostRefusal);
    return undefined;
  });
  const isProxy = typeof trust === "function" ? (address: string) => trust(address, 0) : () => trust !== false;
  boundConnections(app, { runtime, most: options.connectionsPerAddress, isProxy });
  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: pagePolicy },
    strictTransportSecurity: production,
  });
  await app.register(cors, {
    origin: async (origin: string | undefined) => origin !== undefined && isAllowedOrigin(origin),
    // Sent to allowed origins only, each by its name: their pages may send the session cookies.
    credentials: true,
    exposedHeaders: ["x-request-id", "retry-after"],
    methods: ["GET", "HEAD", "POST", "PUT", "DELETE"],
    maxAge: 600,
  });
  return app;
}

/** Refuses a page that reaches a shop in development under a name of its own. */
const untrustedHostRefusal = {
  code: "BAD_REQUEST",
  message: "In development the shop answers to localhost, to addresses and to the hosts of HANSA_CORS_ORIGINS only.",
} as const;

/** Whether this is a CORS preflight. The CORS plugin answers any other OPTIONS in plain text. */
function isPreflight({ headers }: FastifyRequest): boolean {
  return Boolean(headers.origin && headers["access-control-request-method"]);
}

/** Closes the connection of a client whose body is not complete in time. */
function closeIfSlow(runtime: Runtime, body: IncomingMessage): void {
  const stopTimer = runtime.startTimer(requestTimeoutMs, () => {
    if (!body.complete) body.destroy();
  });
  body.once("close", stopTimer);
}

/** The content security policy: pages load nothing from other hosts. The playground's editor writes styles into the page. */
const pagePolicy = {
  "default-src": ["'self'"],
  "script-src": ["'self'"],
  "style-src": ["'self'", "'unsafe-inline'"],
  "font-src": ["'self'", "data:"],
  "img-src": ["'self'", "data:"],
  "connect-src": ["'self'"],
  "worker-src": ["'self'", "blob:"],
  "object-src": ["'none'"],
  "base-uri": ["'self'"],
  "form-action": ["'self'"],
  "frame-ancestors": ["'none'"],
};

/** Refuses input that Node could not parse as HTTP, such as headers beyond 16 kB. */
function refuseMalformedHttp(error: NodeJS.ErrnoException, socket: Socket, requestId: string): void {
  if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
  const status = error.code === "HPE_HEADER_OVERFLOW" ? "431 Request Header Fields Too Large" : "400 Bad Request";
  const text = refusalText("BAD_REQUEST", "This is no HTTP request that the shop reads.", requestId);
  socket.end(
    `HTTP/1.1 ${status}\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length: ${text.length}\r\nconnection: close\r\n\r\n${text}`,
  );
}
