/** GraphQL over HTTP: identifies the sender, prepares and executes the operation, and answers as the specification says. */

import type { Identity, Origin } from "@hansa/kit/identity/identity";
import { sessionRefusals } from "@hansa/kit/identity/revocation/graphql-session-check";
import type { SessionCheck } from "@hansa/kit/identity/revocation/session-check";
import { withTrace } from "@hansa/kit/runtime/trace";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type GraphQLError, OperationTypeNode } from "graphql";
import type { LiveGraph } from "../../graph/live-graph.ts";
import { identifyCaller, type Recognition, tooManyRequests } from "../../identity/identification.ts";
import { originOf, type Proxies } from "../../identity/origin.ts";
import { countRequest } from "../../identity/rate-limits.ts";
import type { TokenBuckets } from "../../identity/token-buckets.ts";
import type { Documents } from "../../operation/documents.ts";
import { executePrepared } from "../../operation/execute.ts";
import { prepareOperation, type Strictness } from "../../operation/prepare.ts";
import { isJson, needsPreflight, preflightHeaders } from "../../session/forgery.ts";
import type { Transport } from "../../transport/subgraphs.ts";
import { refuse } from "../refusals.ts";
import { acceptedType, isReadable, type MediaType, type Parameters, readParameters, readSearch } from "./request.ts";
import { errorsText, responseText } from "./response.ts";

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

/** The header that requests the extension `explanation` with the value 1. */
const explainHeader = "hansa-explain";
const allowedMethods = "GET, POST";

/** Opens `/graphql`. */
export function openGraphql(app: FastifyInstance, route: GraphqlRoute): void {
  const { runtime, log, metrics } = route.transport;
  const senders = new WeakMap<FastifyRequest, Sender>();
  const startedAt = new WeakMap<FastifyRequest, number>();

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
        senders.set(request, { identity: identified.identity, operation: "(none)", explained });
      },
    ],
    handler: async (request, reply) => {
      const sender = senders.get(request);
      if (!sender) throw new Error("the operation is executed before its sender is identified");
      const type = acceptedType(request.headers.accept);
      if (!type) return refuse(reply, 406);
      const { method } = request;
      if (method !== "GET" && method !== "POST") return refuse(reply.header("allow", allowedMethods), 405);
      if (method === "POST" && !isReadable(request.headers["content-type"])) return refuse(reply, 415);
      const parameters = method === "GET" ? readSearch(request.url) : readParameters(request.body);
      if ("wrong" in parameters) return sendErrors(reply, 400, type, [new Error(`Invalid ${parameters.wrong}`)]);
      const trace = { requestId: request.id, entry: "graphql" } as const;
      return withTrace(trace, () => answer(route, { sender, type, parameters }, request, reply));
    },
    onResponse: async (request, reply) => {
      const ms = runtime.monotonic() - (startedAt.get(request) ?? runtime.monotonic());
      const sender = senders.get(request);
      const operation = sender?.operation ?? "(none)";
      metrics.countRequest(operation, reply.statusCode, ms / 1_000);
      const viewer = sender?.identity.viewer.kind;
      log.debug({ requestId: request.id, operation, viewer, status: reply.statusCode, ms }, "answered");
    },
  });
}

/** The identity of an unrecognised sender, which is limited by its network, so that a flood of forged tokens is limited too. */
export function anonymousSender(from: Origin): Pick<Identity, "viewer" | "from"> {
  return { viewer: { kind: "guest" }, from };
}

type GraphqlRequest = { sender: Sender; type: MediaType; parameters: Parameters };

/** Executes the operation and sends its response. */
async function answer(
  route: GraphqlRoute,
  { sender, type, parameters }: GraphqlRequest,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const graph = route.live.current();
  const prepared = prepareOperation(route.documents, graph, route.strictness, parameters);
  if (!("operation" in prepared)) return sendErrors(reply, refusedStatus(type), type, prepared);
  sender.operation = prepared.operation.name?.value ?? "(none)";
  const isWrite = prepared.operation.operation === OperationTypeNode.MUTATION;
  if (request.method === "GET" && isWrite) {
    const refusal = { code: "METHOD_NOT_ALLOWED", message: "A mutation needs POST." } as const;
    return refuse(reply.header("allow", "POST"), 405, refusal);
  }
  const verdict = (await route.sessions?.check(sender.identity.viewer, isWrite)) ?? "live";
  if (verdict !== "live") {
    const status = verdict === "revoked" ? 401 : 503;
    return refuse(reply, status, { ...sessionRefusals[verdict], ...(status === 503 ? { retryAfterMs: 1_000 } : {}) });
  }
  const executed = await executePrepared(route.transport, graph, sender.identity, prepared, sender.explained);
  if (!("data" in executed)) return sendErrors(reply, refusedStatus(type), type, executed);
  return reply.type(`${type}; charset=utf-8`).send(responseText(executed, request.id));
}

/** The status of an operation that is refused before its execution: clients of `application/json` look at the errors only. */
function refusedStatus(type: MediaType): number {
  return type === "application/json" ? 200 : 400;
}

function sendErrors(
  reply: FastifyReply,
  status: number,
  type: MediaType,
  errors: readonly (GraphQLError | Error)[],
): FastifyReply {
  return reply.status(status).type(`${type}; charset=utf-8`).send(errorsText(errors, reply.request.id));
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
