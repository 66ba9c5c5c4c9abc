/** What every HTTP door of a service has in common: signed raw bodies, traces, counted and logged requests, JSON refusals. */
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from "fastify";
import { GraphQLError } from "graphql";
import { codeOf, type ErrorCode, isErrorCode } from "./errors.ts";
import type { Identity } from "./identity.ts";
import type { Verify } from "./keys/verifiers.ts";
import type { Log } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import { noteCallerGone, type RequestBudget } from "./request-budget.ts";
import { type Door, withTrace } from "./trace.ts";
import type { World } from "./world.ts";

export type DoorOptions = {
  door: Door;
  /** The identity that vouches for these bytes, or undefined: then the request gets 401 and nothing else. */
  verify: Verify;
  /** What an identity must have been signed for, to be good for a request to this path. */
  purposeOf(path: string): string;
  world: World;
  log: Log;
  metrics: Metrics;
  /** Opens the budget of a request; absent where nothing limits the work. */
  budget?(): RequestBudget;
  /** The largest body that is read, in bytes. */
  bodyLimit: number;
};

/** A path (or, with a slash at its end, all beneath it) that anybody may ask, with a body of any kind, handed over as raw bytes. */
export type OpenPath = string;

const identities = new WeakMap<FastifyRequest, Identity>();
const startedAt = new WeakMap<FastifyRequest, number>();

/** Who sent this request; only requests with a verified signature ever reach a handler that asks. */
export function identityOf(request: FastifyRequest): Identity {
  const identity = identities.get(request);
  if (!identity) throw new Error("a handler was reached by a request that nobody vouched for");
  return identity;
}

/**
 * Opens a door that hears POST with JSON only. The signature is checked on the bytes, before anything is parsed. A GET has no body and never
 * meets that check, so whatever arrives without an identity is refused, save for the paths in `open`.
 */
export function openDoor(options: DoorOptions, open: readonly OpenPath[] = []): FastifyInstance {
  const { world, log, metrics, door } = options;
  const app = fastify({
    logger: false,
    bodyLimit: options.bodyLimit,
    forceCloseConnections: "idle",
    // A path that cannot be decoded meets no hook.
    frameworkErrors: (_error, request, reply) => answerFault(refusal(isOpen(request) ? 404 : 401), reply, log),
  });
  const parseJson = app.getDefaultJsonParser("error", "error");

  const isOpen = (request: FastifyRequest) => {
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
    log.warn({ door, path: request.routeOptions.url }, "a signature is too old or not good: do clocks or keys differ?");
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
  app.addHook("onRequest", async (request) => {
    startedAt.set(request, world.monotonic());
    if (!isOpen(request) && request.headers["hansa-signature"] === undefined) throw refusal(401);
  });
  app.addHook("preHandler", (request, reply, done) => {
    const identity = identities.get(request);
    if (identity) withTrace({ requestId: identity.requestId, door, budget: openBudget(options, reply) }, done);
    else if (isOpen(request)) done();
    else done(refusal(401));
  });
  let isClosing = false;
  app.addHook("preClose", async () => {
    isClosing = true;
  });
  app.addHook("onSend", async (_request, reply) => {
    // Otherwise the connection of a request that was on its way would be kept open after it, and closing would wait for that.
    if (isClosing) reply.header("connection", "close");
  });
  app.addHook("onResponse", async (request, reply) => {
    const identity = identities.get(request);
    const seconds = (world.monotonic() - (startedAt.get(request) ?? world.monotonic())) / 1_000;
    if (identity) metrics.countRequest(door, pathOf(request), reply.statusCode, seconds);
    const requestId = identity?.requestId;
    // The route, not the address: that of a receipt opens it to whoever reads the log.
    log.debug(
      { requestId, door, path: request.routeOptions.url, status: reply.statusCode, ms: seconds * 1_000 },
      "answered",
    );
  });
  app.setErrorHandler((error, _request, reply) => answerFault(error, reply, log));
  app.setNotFoundHandler((_request, reply) => answerFault(refusal(404), reply, log));
  return app;
}

/** The budget ends when the connection does: nobody would read the answer. */
function openBudget({ budget: open }: DoorOptions, reply: FastifyReply): RequestBudget | undefined {
  const budget = open?.();
  if (budget) reply.raw.once("close", () => noteCallerGone(budget));
  return budget;
}

function pathOf({ url }: FastifyRequest): string {
  return url.split("?")[0] ?? "";
}

/** An error that Fastify turns into an answer with this status. */
function refusal(statusCode: number): Error & { statusCode: number } {
  return Object.assign(new Error(`refused with ${statusCode}`), { statusCode });
}

/** Answers with the shape of a GraphQL error, so that every caller parses one shape. */
export function sendRefusal(reply: FastifyReply, status: number, code: ErrorCode, message: string): FastifyReply {
  return reply.status(status).send({ errors: [{ message, extensions: { code } }] });
}

/** What a client is told for each status; anything else is our fault and is logged. */
const refusals: ReadonlyMap<unknown, readonly [code: ErrorCode, message: string]> = new Map([
  [400, ["BAD_REQUEST", "The body is not JSON."]],
  [401, ["UNAUTHENTICATED", "This service hears the router and its peers only."]],
  [404, ["NOT_FOUND", "There is nothing at this address."]],
  [413, ["PAYLOAD_TOO_LARGE", "The request is larger than this service reads."]],
  [415, ["UNSUPPORTED_MEDIA_TYPE", "Send JSON."]],
]);

/** Answers with the code of a fault that has one; undefined if it has none. `asked` is what the log is to know of the request. */
export function answerCoded(error: unknown, reply: FastifyReply, log: Log, asked = {}): FastifyReply | undefined {
  const code = codeOf(error);
  if (!(error instanceof GraphQLError) || !isErrorCode(code)) return undefined;
  if (code === "STORE_UNAVAILABLE") log.error({ err: error, ...asked }, "the store is out of order");
  return sendRefusal(reply, code === "BAD_USER_INPUT" ? 400 : 503, code, error.message);
}

function answerFault(error: unknown, reply: FastifyReply, log: Log): FastifyReply {
  const coded = answerCoded(error, reply, log);
  if (coded) return coded;
  const status = error instanceof Error && "statusCode" in error ? error.statusCode : undefined;
  const known = refusals.get(status);
  if (typeof status === "number" && known) return sendRefusal(reply, status, ...known);
  // Anything else that Fastify refuses a request for is about the request too.
  if (typeof status === "number" && status >= 400 && status < 500)
    return sendRefusal(reply, status, "BAD_REQUEST", "This is not a request that this service reads.");
  log.error({ err: error }, "a request failed");
  return sendRefusal(reply, 500, "INTERNAL_SERVER_ERROR", "Something broke on our side.");
}
