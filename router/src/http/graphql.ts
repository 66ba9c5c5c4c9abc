/** GraphQL over HTTP: the protocol is graphql-http's, what is asked and answered is the router's. */
import { codedError, type ErrorCode, isErrorCode } from "@hansa/kit/errors";
import type { Identity, Origin } from "@hansa/kit/identity";
import { sessionRefusals } from "@hansa/kit/revocation/graph-session-check";
import type { SessionCheck } from "@hansa/kit/revocation/session-check";
import { currentTrace, withTrace } from "@hansa/kit/trace";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type ExecutionResult, GraphQLError, OperationTypeNode } from "graphql";
import type { RequestParams } from "graphql-http";
import { createHandler, type HandlerOptions } from "graphql-http/lib/use/fastify";
import type { LiveGraph } from "../graph/live.ts";
import type { Buckets } from "../identity/buckets.ts";
import { identify, type Recognition, tooMany } from "../identity/identify.ts";
import { countRequest } from "../identity/limits.ts";
import { originOf, type Proxies } from "../identity/origin.ts";
import type { Documents } from "../operation/documents.ts";
import { executeOperation } from "../operation/execute.ts";
import { prepareOperation, type Strictness } from "../operation/prepare.ts";
import { isJson, needsPreflight, preflightHeaders } from "../session/forgery.ts";
import type { Transport } from "../transport/subgraphs.ts";
import { refusalText, refuse } from "./refuse.ts";

export type GraphqlRoute = {
  live: LiveGraph;
  documents: Documents;
  transport: Transport;
  strictness: Strictness;
  /** Undefined when nobody signs in here: somebody else's graph. */
  recognition: Recognition | undefined;
  /** Refuses revoked viewers; undefined when nobody signs in here. */
  sessions: SessionCheck | undefined;
  proxies: Proxies;
  /** Undefined: everybody may ask as often as they like. */
  limits: Buckets | undefined;
  /** Sends the playground to a browser that opens `/graphql`; undefined in production. */
  page: ((reply: FastifyReply) => FastifyReply) | undefined;
  /** Whether answers are explained to those who ask for it with a header; never in production. */
  explains: boolean;
};
/** Who sent a request, and the name of what it asked once that is known. */
type Asker = { identity: Identity; operation: string; explained: boolean };
type Answer = Awaited<ReturnType<NonNullable<HandlerOptions["onSubscribe"]>>>;

/** With the value 1 it asks for the extension `explanation`. */
const explainHeader = "hansa-explain";

/** Opens `/graphql`. */
export function openGraphql(app: FastifyInstance, route: GraphqlRoute): void {
  const { world, log, metrics } = route.transport;
  const askers = new WeakMap<FastifyRequest, Asker>();
  const startedAt = new WeakMap<FastifyRequest, number>();

  const handler = createHandler({
    onSubscribe: async ({ raw, method }, params) => {
      const asker = askers.get(raw);
      if (!asker) throw new Error("a request was answered before anybody asked who sends it");
      try {
        return await answer(route, asker, method, params);
      } catch (error) {
        log.error({ err: error }, "an operation failed");
        return httpAnswer(500, "INTERNAL_SERVER_ERROR", "Something broke on our side.");
      }
    },
    formatError: (error) => publicError(error),
  });

  app.route({
    url: "/graphql",
    method: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
    onRequest: async (request, reply) => {
      startedAt.set(request, world.monotonic());
      reply.header("cache-control", "no-store");
    },
    preHandler: [
      async (request, reply) => {
        if (route.page && wantsPage(request)) return route.page(reply);
        return refuseForgedGet(request, reply);
      },
      async (request, reply) => {
        const from = originOf(route.proxies, request);
        const identified = await identify(route.recognition, request.headers, request.id, from);
        const sender = "identity" in identified ? identified.identity : nobody(from);
        const waitMs = countRequest(route.limits, sender);
        const refusal = waitMs > 0 ? tooMany(waitMs) : "refusal" in identified ? identified.refusal : undefined;
        if (refusal || !("identity" in identified)) return refuse(reply, refusal?.status ?? 500, refusal);
        const explained = route.explains && request.headers[explainHeader] === "1";
        askers.set(request, { identity: identified.identity, operation: "(none)", explained });
      },
      (request, _reply, done) => withTrace({ requestId: request.id, door: "graphql" }, done),
    ],
    handler,
    onResponse: async (request, reply) => {
      const ms = world.monotonic() - (startedAt.get(request) ?? world.monotonic());
      const asker = askers.get(request);
      const operation = asker?.operation ?? "(none)";
      metrics.countRequest(operation, reply.statusCode, ms / 1_000);
      const viewer = asker?.identity.viewer.kind;
      log.debug({ requestId: request.id, operation, viewer, status: reply.statusCode, ms }, "answered");
    },
  });
}

/** Whoever was not recognised counts by where they are, so that a flood of forged tokens ends too. */
export function nobody(from: Origin): Pick<Identity, "viewer" | "from"> {
  return { viewer: { kind: "guest" }, from };
}

async function answer(route: GraphqlRoute, asker: Asker, method: string, params: RequestParams): Promise<Answer> {
  const graph = route.live.current();
  const prepared = prepareOperation(route.documents, graph, route.strictness, {
    query: params.query,
    operationName: params.operationName || undefined,
    variables: params.variables ?? {},
  });
  if (!("operation" in prepared)) return prepared;
  asker.operation = prepared.operation.name?.value ?? "(none)";
  if (method === "GET" && prepared.operation.operation === OperationTypeNode.MUTATION) {
    return httpAnswer(405, "METHOD_NOT_ALLOWED", "A mutation needs POST.", { allow: "POST" });
  }
  const isWrite = prepared.operation.operation === OperationTypeNode.MUTATION;
  const verdict = (await route.sessions?.check(asker.identity.viewer, isWrite)) ?? "live";
  if (verdict !== "live") return sessionAnswer(verdict);
  const result: ExecutionResult | readonly GraphQLError[] = await executeOperation(
    route.transport,
    graph,
    asker.identity,
    prepared,
    asker.explained,
  );
  return result;
}

/** The refusal of a session, with the time after which to repeat the request where that helps. */
function sessionAnswer(verdict: "revoked" | "unverifiable"): Answer {
  const { code, message } = sessionRefusals[verdict];
  return verdict === "revoked"
    ? httpAnswer(401, code, message)
    : httpAnswer(503, code, message, { "retry-after": "1" });
}

function httpAnswer(status: number, code: ErrorCode, message: string, headers: Record<string, string> = {}): Answer {
  const text = refusalText(code, message, currentTrace()?.requestId ?? "");
  return [text, { status, statusText: "", headers: { ...headers, "content-type": "application/json; charset=utf-8" } }];
}

/** A browser that opens the address itself: it asks for a page, and carries no operation. */
function wantsPage({ method, headers, query }: FastifyRequest): boolean {
  const hasParameters = typeof query === "object" && query !== null && Object.keys(query).length > 0;
  return method === "GET" && !hasParameters && /\btext\/html\b/.test(headers.accept ?? "");
}

/** A GET that any web page could make a visitor's browser send, and a GET that says it carries some other kind of body. */
function refuseForgedGet({ method, headers }: FastifyRequest, reply: FastifyReply): FastifyReply | undefined {
  if (method !== "GET") return undefined;
  const type = headers["content-type"];
  if (type !== undefined && !isJson(type)) return refuse(reply, 415);
  if (needsPreflight(headers)) return undefined;
  const message = `A GET must carry one of these headers: ${preflightHeaders.join(", ")}.`;
  return refuse(reply, 400, { code: "CSRF_PREVENTED", message });
}

/** An error as clients get it: with a code of ours and the request id. Anything without a code is about the request's parameters. */
export function publicError(error: Readonly<GraphQLError | Error>): GraphQLError {
  const requestId = currentTrace()?.requestId;
  if (!(error instanceof GraphQLError) || !isErrorCode(error.extensions.code)) {
    return codedError("BAD_REQUEST", error.message, { requestId });
  }
  const { message, nodes = null, source, positions, path, extensions } = error;
  return new GraphQLError(message, { nodes, source, positions, path, extensions: { ...extensions, requestId } });
}
