/** GraphQL over HTTP: graphql-http implements the protocol, the router prepares and executes the operations. */

import type { Identity, Origin } from "@hansa/kit/identity/identity";
import { sessionRefusals } from "@hansa/kit/identity/revocation/graphql-session-check";
import type { SessionCheck } from "@hansa/kit/identity/revocation/session-check";
import { codedError, type ErrorCode, isErrorCode } from "@hansa/kit/runtime/errors";
import { currentTrace, withTrace } from "@hansa/kit/runtime/trace";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type ExecutionResult, GraphQLError, OperationTypeNode } from "graphql";
import type { RequestParams } from "graphql-http";
import { createHandler, type HandlerOptions } from "graphql-http/lib/use/fastify";
import type { LiveGraph } from "../graph/live-graph.ts";
import { identifyCaller, type Recognition, tooManyRequests } from "../identity/identification.ts";
import { originOf, type Proxies } from "../identity/origin.ts";
import { countRequest } from "../identity/rate-limits.ts";
import type { TokenBuckets } from "../identity/token-buckets.ts";
import type { Documents } from "../operation/documents.ts";
import { executeOperation } from "../operation/execute.ts";
import { prepareOperation, type Strictness } from "../operation/prepare.ts";
import { isJson, needsPreflight, preflightHeaders } from "../session/forgery.ts";
import type { Transport } from "../transport/subgraphs.ts";
import { refusalText, refuse } from "./refusals.ts";

export type GraphqlRoute = {
  live: LiveGraph;
  documents: Documents;
  transport: Transport;
  strictness: Strictness;
  /** Undefined with `--identity none`: every caller is a guest. */
  recognition: Recognition | undefined;
  /** Refuses revoked viewers; undefined with `--identity none`. */
  sessions: SessionCheck | undefined;
  proxies: Proxies;
  /** The rate limits by sender; undefined: none. */
  limits: TokenBuckets | undefined;
  /** Sends the playground to a browser that opens `/graphql`; undefined in production. */
  page: ((reply: FastifyReply) => FastifyReply) | undefined;
  /** Whether a header requests the explanation of a response; never in production. */
  explains: boolean;
};
/** The sender of a request, and the name of its operation once that is known. */
type Sender = { identity: Identity; operation: string; explained: boolean };
type HandlerResponse = Awaited<ReturnType<NonNullable<HandlerOptions["onSubscribe"]>>>;

/** The header that requests the extension `explanation` with the value 1. */
const explainHeader = "hansa-explain";

/** Opens `/graphql`. */
export function openGraphql(app: FastifyInstance, route: GraphqlRoute): void {
  const { runtime, log, metrics } = route.transport;
  const askers = new WeakMap<FastifyRequest, Sender>();
  const startedAt = new WeakMap<FastifyRequest, number>();

  const handler = createHandler({
    onSubscribe: async ({ raw, method }, params) => {
      const asker = askers.get(raw);
      if (!asker) throw new Error("the operation is executed before its sender is identified");
      try {
        return await executeRequest(route, asker, method, params);
      } catch (error) {
        log.error({ err: error }, "GraphQL request: execution failed");
        return httpResponse(500, "INTERNAL_SERVER_ERROR", "Something broke on our side.");
      }
    },
    formatError: (error) => publicError(error),
  });

  app.route({
    url: "/graphql",
    method: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
    onRequest: async (request, reply) => {
      startedAt.set(request, runtime.monotonic());
      reply.header("cache-control", "no-store");
    },
    preHandler: [
      async (request, reply) => {
        if (route.page && isPageRequest(request)) return route.page(reply);
        return refuseForgedGet(request, reply);
      },
      async (request, reply) => {
        const from = originOf(route.proxies, request);
        const identified = await identifyCaller(route.recognition, request.headers, request.id, from);
        const sender = "identity" in identified ? identified.identity : anonymousSender(from);
        const waitMs = countRequest(route.limits, sender);
        const refusal = waitMs > 0 ? tooManyRequests(waitMs) : "refusal" in identified ? identified.refusal : undefined;
        if (refusal || !("identity" in identified)) return refuse(reply, refusal?.status ?? 500, refusal);
        const explained = route.explains && request.headers[explainHeader] === "1";
        askers.set(request, { identity: identified.identity, operation: "(none)", explained });
      },
      (request, _reply, done) => withTrace({ requestId: request.id, entry: "graphql" }, done),
    ],
    handler,
    onResponse: async (request, reply) => {
      const ms = runtime.monotonic() - (startedAt.get(request) ?? runtime.monotonic());
      const asker = askers.get(request);
      const operation = asker?.operation ?? "(none)";
      metrics.countRequest(operation, reply.statusCode, ms / 1_000);
      const viewer = asker?.identity.viewer.kind;
      log.debug({ requestId: request.id, operation, viewer, status: reply.statusCode, ms }, "answered");
    },
  });
}

/** The identity of an unrecognised sender, which is limited by its network, so that a flood of forged tokens is limited too. */
export function anonymousSender(from: Origin): Pick<Identity, "viewer" | "from"> {
  return { viewer: { kind: "guest" }, from };
}

async function executeRequest(
  route: GraphqlRoute,
  asker: Sender,
  method: string,
  params: RequestParams,
): Promise<HandlerResponse> {
  const graph = route.live.current();
  const prepared = prepareOperation(route.documents, graph, route.strictness, {
    query: params.query,
    operationName: params.operationName || undefined,
    variables: params.variables ?? {},
  });
  if (!("operation" in prepared)) return prepared;
  asker.operation = prepared.operation.name?.value ?? "(none)";
  if (method === "GET" && prepared.operation.operation === OperationTypeNode.MUTATION) {
    return httpResponse(405, "METHOD_NOT_ALLOWED", "A mutation needs POST.", { allow: "POST" });
  }
  const isWrite = prepared.operation.operation === OperationTypeNode.MUTATION;
  const verdict = (await route.sessions?.check(asker.identity.viewer, isWrite)) ?? "live";
  if (verdict !== "live") return refuseSession(verdict);
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
function refuseSession(verdict: "revoked" | "unverifiable"): HandlerResponse {
  const { code, message } = sessionRefusals[verdict];
  return verdict === "revoked"
    ? httpResponse(401, code, message)
    : httpResponse(503, code, message, { "retry-after": "1" });
}

function httpResponse(
  status: number,
  code: ErrorCode,
  message: string,
  headers: Record<string, string> = {},
): HandlerResponse {
  const text = refusalText(code, message, currentTrace()?.requestId ?? "");
  return [text, { status, statusText: "", headers: { ...headers, "content-type": "application/json; charset=utf-8" } }];
}

/** Whether a browser opens the address itself: it accepts HTML, and carries no operation. */
function isPageRequest({ method, headers, query }: FastifyRequest): boolean {
  const hasParameters = typeof query === "object" && query !== null && Object.keys(query).length > 0;
  return method === "GET" && !hasParameters && /\btext\/html\b/.test(headers.accept ?? "");
}

/** Refuses a GET that any web page could make a visitor's browser send, and a GET with another content type than JSON. */
function refuseForgedGet({ method, headers }: FastifyRequest, reply: FastifyReply): FastifyReply | undefined {
  if (method !== "GET") return undefined;
  const type = headers["content-type"];
  if (type !== undefined && !isJson(type)) return refuse(reply, 415);
  if (needsPreflight(headers)) return undefined;
  const message = `A GET must carry one of these headers: ${preflightHeaders.join(", ")}.`;
  return refuse(reply, 400, { code: "CSRF_PREVENTED", message });
}

/** Converts an error for clients: with one of our codes and the request id. Errors without a code are about the request's parameters. */
export function publicError(error: Readonly<GraphQLError | Error>): GraphQLError {
  const requestId = currentTrace()?.requestId;
  if (!(error instanceof GraphQLError) || !isErrorCode(error.extensions.code)) {
    return codedError("BAD_REQUEST", error.message, { requestId });
  }
  const { message, nodes = null, source, positions, path, extensions } = error;
  return new GraphQLError(message, { nodes, source, positions, path, extensions: { ...extensions, requestId } });
}
