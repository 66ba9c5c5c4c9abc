/** HTTP refusals, in the shape of GraphQL errors: a list of errors with a code and the request id. */
import { discardBody } from "@hansa/kit/http";
import type { ErrorCode, Log, Runtime } from "@hansa/kit/runtime";
import type { FastifyError, FastifyInstance, FastifyReply } from "fastify";

/** Code and message of a refusal by its HTTP status. */
const codes: Readonly<Record<number, { code: ErrorCode; message: string }>> = {
  400: { code: "BAD_REQUEST", message: "The body is not JSON in UTF-8." },
  404: { code: "NOT_FOUND", message: "There is nothing at this address." },
  405: { code: "METHOD_NOT_ALLOWED", message: "Use POST, or GET for a query." },
  406: {
    code: "BAD_REQUEST",
    message: "Accept application/graphql-response+json or application/json. Events are not streamed.",
  },
  413: { code: "PAYLOAD_TOO_LARGE", message: "The request is larger than the shop reads." },
  415: { code: "UNSUPPORTED_MEDIA_TYPE", message: "Send JSON in UTF-8." },
  429: { code: "RATE_LIMITED", message: "Too many requests. Wait a while, then ask again." },
  502: { code: "SUBGRAPH_INVALID", message: "The service that owns this part gave an answer that cannot be read." },
  503: { code: "SUBGRAPH_UNAVAILABLE", message: "This part of the shop does not answer right now. Ask again." },
};
const fault = { code: "INTERNAL_SERVER_ERROR", message: "Something broke on our side." } as const;

export type Refusal = {
  code: ErrorCode;
  message: string;
  /** Sent in the header `retry-after`, in whole seconds. */
  retryAfterMs?: number;
};

/** The text of a response that consists of one error. */
export function refusalText(code: ErrorCode, message: string, requestId: string): string {
  return JSON.stringify({ errors: [{ message, extensions: { code, requestId } }] });
}

/** The refusal of a status. */
export function refusalOfStatus(status: number): Refusal {
  return codes[status] ?? fault;
}

/** Answers with one error; code and message are those of the status unless they are given. */
export function refuse(
  reply: FastifyReply,
  status: number,
  { code, message, retryAfterMs }: Refusal = refusalOfStatus(status),
): FastifyReply {
  if (retryAfterMs !== undefined) reply.header("retry-after", Math.ceil(retryAfterMs / 1_000));
  return reply
    .status(status)
    .header("x-request-id", reply.request.id)
    .type("application/json; charset=utf-8")
    .send(refusalText(code, message, reply.request.id));
}

/** Gives Fastify's own refusals, and empty error responses of handlers, the same shape. */
export function shapeRefusals(app: FastifyInstance, log: Log, runtime: Runtime): void {
  app.setNotFoundHandler((_request, reply) => refuse(reply, 404));
  app.setErrorHandler(async (error: FastifyError, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status === 413) await discardBody(runtime, request.raw);
    if (status < 500) return refuse(reply, codes[status] ? status : 400);
    log.error({ err: error, requestId: request.id }, "HTTP request: handler failed");
    return refuse(reply, 500);
  });
  app.addHook("onSend", async (request, reply, payload) => {
    const { code, message } = refusalOfStatus(reply.statusCode);
    if (reply.statusCode < 400 || (payload !== null && payload !== undefined && payload !== "")) return payload;
    reply.type("application/json; charset=utf-8");
    return refusalText(code, message, request.id);
  });
}
