/** The GraphQL server of a subgraph: a listener for the router, in front of the execution. */
import { once } from "node:events";
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import { closeUnread, discardBody, readBody, sendBytes } from "../../http/exchange.ts";
import { holdResponse } from "../../http/held-responses.ts";
import { malformedText, refusalBody } from "../../http/refusals.ts";
import { closeWithRefusal, refuseMalformedHttp } from "../../http/request-head.ts";
import { type LoopShares, loopTimeHeader, openLoopShares, toldLoopMs } from "../../runtime/fairness/loop-time.ts";
import { type CallerBounds, endOnDisconnect, openBudget } from "../../runtime/request-budget.ts";
import { guardRequests, serverOptions } from "../listener/connections.ts";
import { openUnsent, type Unsent, usualUnsentLimits } from "../listener/unsent.ts";
import type { RequestContext } from "./context.ts";
import { type ExecutionOptions, openExecution } from "./execution.ts";
import {
  answerRequest,
  type EndpointParts,
  type EndpointReply,
  type EndpointRequest,
  recordRequest,
} from "./subgraph-endpoint.ts";

export type GraphqlServer = {
  /** The HTTP server of the listener. */
  http: Server;
  /** Listens, and returns the origin of its addresses. Rejects if the port is in use. */
  listen(address: { host: string; port: number }): Promise<string>;
  /** Answers a request as the listener does, without a connection. */
  respond(request: EndpointRequest): Promise<EndpointReply | undefined>;
  /** Ends when the requests in progress are answered. */
  close(): Promise<void>;
};

export type GraphqlServerOptions<Context extends RequestContext> = ExecutionOptions<Context> &
  Omit<EndpointParts, "execution" | "isClosing" | "unsent"> & {
    /** The unsent bytes of the process; a count of its own if absent. */
    unsent?: Unsent;
  };

/** The header with the time for which the sender waits, in milliseconds. It only shortens the time that a request has. */
export const timeoutHeader = "hansa-timeout-ms";

/** The header with the bytes of a response that the sender takes. It only lowers the limit of the service. */
export const responseBytesHeader = "hansa-answer-bytes";

/** The time that a request may take to arrive; the router's are signed for half a minute. */
const requestTimeoutMs = 60_000;
/** The keep-alive of idle connections, in milliseconds: longer than that of the router's pool. */
const keepAliveTimeoutMs = 72_000;

/** Opens the server; nothing listens yet. */
export function openGraphqlServer<Context extends RequestContext>(
  options: GraphqlServerOptions<Context>,
): GraphqlServer {
  const { runtime, limits, bearer, unsent = openUnsent(usualUnsentLimits) } = options;
  const execution = openExecution(options);
  let isClosing = false;
  const parts: EndpointParts = { ...options, unsent, execution, isClosing: () => isClosing };
  const rules = { unsent, addressOf: bearer?.addressOf };
  const shares = openLoopShares();
  const http = createServer(
    { ...serverOptions(rules), requestTimeout: requestTimeoutMs, keepAliveTimeout: keepAliveTimeoutMs },
    (request, response) => {
      serveConnection(parts, shares, request, response).catch((error) => {
        options.log.error({ err: error }, "graphql: no response could be sent");
        response.destroy();
      });
    },
  );
  guardRequests(http, (_request, response, fault) => {
    closeWithRefusal(response, fault, JSON.stringify(refusalBody(fault)));
  });
  http.on("clientError", (error, socket) => refuseMalformedHttp(error, socket, malformedText));
  return {
    http,
    listen: async ({ host, port }) => {
      http.listen({ host, port });
      await once(http, "listening");
      return originOf(http);
    },
    respond: async (request) => {
      const startedAt = runtime.monotonic();
      const reply = await answerRequest(parts, request, openBudget(runtime, limits, readBounds(request.headers)));
      if (reply) recordReply(parts, reply, startedAt);
      return reply;
    },
    close: async () => {
      isClosing = true;
      if (http.listening) await new Promise((resolve) => http.close(resolve));
      await execution.stop();
    },
  };
}

/** The bounds that the sender names; those that it does not name are undefined. */
function readBounds({ [timeoutHeader]: timeout, [responseBytesHeader]: bytes }: IncomingHttpHeaders): CallerBounds {
  return { timeoutMs: readNumber(timeout), responseBytes: readNumber(bytes) };
}

function readNumber(text: string | readonly string[] | undefined): number | undefined {
  return typeof text === "string" && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

async function serveConnection(
  parts: EndpointParts,
  shares: LoopShares,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { runtime, limits } = parts;
  const startedAt = runtime.monotonic();
  const endShare = shares.begin();
  const budget = openBudget(runtime, limits, readBounds(request.headers));
  let reply: EndpointReply | undefined;
  response.once("close", () => {
    closeUnread(runtime, request);
    if (!response.writableFinished) return endOnDisconnect(budget);
    if (reply) recordReply(parts, reply, startedAt);
  });
  const { method = "", url = "", headers } = request;
  const read = async (maxBytes: number) => {
    const body = await readBody(runtime, request, { maxBytes });
    if (body === "oversized") await discardBody(runtime, request);
    return body;
  };
  let loopMs = 0;
  try {
    reply = await answerRequest(parts, { method, url, headers, message: request, readBody: read }, budget);
  } finally {
    loopMs = endShare();
  }
  if (!reply) return;
  if (reply.heldSince !== undefined) await holdResponse(response, { runtime, receivedAt: reply.heldSince });
  // Otherwise the connection would be kept open after a closing server's last response.
  const closing = parts.isClosing() || !parts.isReady() ? ["connection", "close"] : [];
  // By it the router counts what its sender took of this service.
  const told = loopMs >= toldLoopMs ? [loopTimeHeader, String(Math.round(loopMs))] : [];
  sendBytes(response, reply.status, [...reply.headers, ...told, ...closing], reply.bytes);
}

/** Records a reply to a sender that was identified. */
function recordReply(parts: EndpointParts, { requestId, traceId, status }: EndpointReply, startedAt: number): void {
  if (requestId !== undefined) recordRequest(parts, { requestId, traceId, status, startedAt });
}

function originOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server does not listen on a port");
  const { family, address: host, port } = address;
  return `http://${family === "IPv6" ? `[${host}]` : host}:${port}`;
}
