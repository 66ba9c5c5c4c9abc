/** The HTTP server of a service's internal listener: signed raw bodies, traces, request metrics and logs, JSON errors. */
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from "fastify";
import { codedFault, faultOf, faultOfStatus, isRefusalStatus, malformedText, refusalBody } from "../http/refusals.ts";
import { closeWithRefusal, refuseMalformedHttp } from "../http/request-head.ts";
import type { Identity } from "../identity/identity.ts";
import type { Verify } from "../identity/keys/viewer-assertions.ts";
import type { ErrorCode } from "../runtime/errors.ts";
import type { Log } from "../runtime/log.ts";
import type { LogFields } from "../runtime/log-line.ts";
import type { Metrics } from "../runtime/metrics.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { type Span, withTrace } from "../runtime/trace.ts";
import { endSpan, openRecording, readTraceparent } from "../tracing/spans.ts";
import { guardRequests, serverOptions } from "./listener/connections.ts";
import { foreignHost, refuseForeignHosts } from "./listener/private-hosts.ts";
import { openUnsent, type Unsent, usualUnsentLimits } from "./listener/unsent.ts";

export type HttpServerOptions = {
  /** Returns the verified identity of these bytes, or undefined: then the response is 401. */
  verify: Verify;
  /** The purpose that an identity must have been signed for, for a request to this path. */
  purposeOf(path: string): string;
  runtime: Runtime;
  log: Log;
  metrics: Metrics;
  /** The largest body that is read, in bytes. */
  bodyLimit: number;
  /** The unsent bytes of the process; a count of its own if absent. Peers read at once and are never refused by it. */
  unsent?: Unsent;
};

/** A path, or with a slash at its end all paths below it, that needs no signature. Its body is passed as raw bytes. */
export type OpenPath = string;

const entry = "internal";

const identities = new WeakMap<FastifyRequest, Identity>();
const startedAt = new WeakMap<FastifyRequest, number>();
const spans = new WeakMap<FastifyRequest, Span>();

/** The identity of a request; only requests with a verified signature reach a handler that reads it. */
export function identityOf(request: FastifyRequest): Identity {
  const identity = identities.get(request);
  if (!identity) throw new Error("http server: an unsigned request reached a handler");
  return identity;
}

/**
 * Opens a server that accepts POST with JSON only. The signature is verified on the bytes, before anything is parsed. A GET has no body and
 * skips that check, so requests without an identity are refused, except for the paths in `open`.
 */
export function openHttpServer(options: HttpServerOptions, open: readonly OpenPath[] = []): FastifyInstance {
  const { runtime, log, unsent = openUnsent(usualUnsentLimits) } = options;
  const app = fastify({
    logger: false,
    http: serverOptions({ unsent }),
    bodyLimit: options.bodyLimit,
    forceCloseConnections: "idle",
    // A path that cannot be decoded meets no hook.
    frameworkErrors: (_error, request, reply) => sendFault(refusal(isOpen(request) ? 404 : 401), reply, log),
    clientErrorHandler: (error, socket) => refuseMalformedHttp(error, socket, malformedText),
  });
  guardRequests(app.server, (_request, response, fault) => {
    closeWithRefusal(response, fault, JSON.stringify(refusalBody(fault)));
  });
  const parseJson = app.getDefaultJsonParser("error", "error");

  const isOpen = (request: FastifyRequest) => {
    if (open.length === 0) return false;
    const path = pathOf(request);
    return open.some((known) => (known.endsWith("/") ? path.startsWith(known) : path === known));
  };

  const isVouchedFor = (request: FastifyRequest, bytes: Uint8Array) => {
    const { "hansa-claims": claims, "hansa-signature": signature, "hansa-viewer": viewer } = request.headers;
    const identity = options.verify({ claims, signature, viewer }, bytes);
    if (identity?.purpose === options.purposeOf(pathOf(request))) {
      identities.set(request, identity);
      return true;
    }
    log.warn(
      { entry, path: request.routeOptions.url },
      "http server: signature too old or invalid, do clocks or keys differ?",
    );
    return false;
  };

  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, (request, body, done) => {
    const bytes = typeof body === "string" ? Buffer.from(body) : body;
    if (isOpen(request)) done(null, bytes);
    else if (isVouchedFor(request, bytes)) parseJson(request, bytes.toString("utf8"), done);
    else done(refusal(401));
  });
  app.addContentTypeParser("*", { parseAs: "buffer" }, (request, body, done) => {
    const bytes = typeof body === "string" ? Buffer.from(body) : body;
    if (isOpen(request)) done(null, bytes);
    else done(refusal(isVouchedFor(request, bytes) ? 415 : 401));
  });
  refuseForeignHosts(app, (reply) => sendRefusal(reply, 403, "BAD_REQUEST", foreignHost));
  // Hooks with a callback: an asynchronous one takes a promise and a turn of its own for each request.
  app.addHook("onRequest", (request, _reply, done) => {
    startedAt.set(request, runtime.monotonic());
    if (request.headers["hansa-signature"] === undefined && !isOpen(request)) done(refusal(401));
    else done();
  });
  app.addHook("preHandler", (request, _reply, done) => {
    const identity = identities.get(request);
    if (identity) {
      const span = openRecording(readTraceparent(request.headers.traceparent), "server", pathOf(request));
      if (span) spans.set(request, span);
      withTrace({ requestId: identity.requestId, entry, sender: identity.sender, span }, done);
    } else if (isOpen(request)) done();
    else done(refusal(401));
  });
  app.addHook("onResponse", (request, reply, done) => {
    noteResponse(request, reply, options);
    done();
  });
  app.setErrorHandler((error, _request, reply) => sendFault(error, reply, log));
  app.setNotFoundHandler((_request, reply) => sendFault(refusal(404), reply, log));
  return app;
}

/** Ends the span of a request, counts its response and writes it to the log. */
function noteResponse(
  request: FastifyRequest,
  reply: FastifyReply,
  { runtime, metrics, log }: Pick<HttpServerOptions, "runtime" | "metrics" | "log">,
): void {
  const identity = identities.get(request);
  const seconds = (runtime.monotonic() - (startedAt.get(request) ?? runtime.monotonic())) / 1_000;
  const span = spans.get(request);
  if (span && reply.statusCode >= 400) span.failure = String(reply.statusCode);
  endSpan(span);
  if (identity) metrics.countRequest(entry, pathOf(request), reply.statusCode, seconds);
  const requestId = identity?.requestId;
  // The route, not the address: the address of a receipt grants access to it.
  log.debug(
    {
      requestId,
      traceId: span?.recording.traceId,
      entry,
      path: request.routeOptions.url,
      status: reply.statusCode,
      ms: seconds * 1_000,
    },
    "http server: request answered",
  );
}

function pathOf({ url }: FastifyRequest): string {
  const end = url.indexOf("?");
  return end < 0 ? url : url.slice(0, end);
}

/** An error that Fastify turns into a response with this status. */
function refusal(statusCode: number): Error & { statusCode: number } {
  return Object.assign(new Error(`refused with ${statusCode}`), { statusCode });
}

/** Sends an error in the shape of a GraphQL error, so that every caller parses one shape. */
export function sendRefusal(reply: FastifyReply, status: number, code: ErrorCode, message: string): FastifyReply {
  return reply.status(status).send(refusalBody({ code, message }));
}

/** Sends the code of a coded error; undefined if it has none. `fields` are logged. */
export function sendCodedError(
  error: unknown,
  reply: FastifyReply,
  log: Log,
  fields: LogFields = {},
): FastifyReply | undefined {
  const fault = codedFault(error, log, fields);
  return fault && sendRefusal(reply, fault.status, fault.code, fault.message);
}

function sendFault(error: unknown, reply: FastifyReply, log: Log): FastifyReply {
  const status = error instanceof Error && "statusCode" in error ? error.statusCode : undefined;
  // All other refusals of Fastify are about the request too.
  if (typeof status === "number" && !isRefusalStatus(status) && status >= 400 && status < 500)
    return sendRefusal(reply, status, "BAD_REQUEST", "This is not a request that this service reads.");
  const fault = isRefusalStatus(status) ? faultOfStatus(status) : faultOf(error, log);
  return sendRefusal(reply, fault.status, fault.code, fault.message);
}
