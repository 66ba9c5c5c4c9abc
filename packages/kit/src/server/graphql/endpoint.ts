/**
 * Direct answers to the router's operations on Node's HTTP server, without the hooks of a framework: these cost as much CPU time as a small
 * operation. Checks, budget, trace and metrics are those of the listener, which answers all other requests.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { FastifyInstance } from "fastify";
import { parse } from "secure-json-parse";
import { graphPurpose, type Identity } from "../identity/identity.ts";
import { noteCallerGone, openBudget, type RequestBudget, type RequestLimits } from "../runtime/request-budget.ts";
import { withTrace } from "../runtime/trace.ts";
import { faultOf, type HttpServerOptions, refusalBody } from "./http-server.ts";

/** The header of responses that consist of data, without errors and extensions: the router may pass these on as they are. */
export const completeHeader = "hansa-complete";

/** The text of a response; complete if it consists of data. */
export type ResponseText = { text: string; isComplete: boolean };

type ListenerAnswer = ResponseText & { status: number };
type SignedAnswer = ListenerAnswer & { requestId: string };

export type DirectParts = Pick<HttpServerOptions, "runtime" | "log" | "metrics" | "verify" | "bodyLimit"> & {
  limits?: RequestLimits;
  /** Executes a valid operation; undefined if the body has none. */
  execute(body: unknown, identity: Identity): Promise<ResponseText | undefined>;
};

type Signed = { headers: Readonly<Record<string, unknown>>; body: Uint8Array; budget: RequestBudget };

const path = "/graphql";

/** The first reader of the requests at a listener: answers the router's operations, and returns false for all other requests. */
export function openDirectListener(
  parts: DirectParts,
  app: () => FastifyInstance,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  const { runtime, bodyLimit } = parts;
  return (request, response) => {
    const { method, url, headers } = request;
    const length = Number(headers["content-length"]);
    const isCall =
      method === "POST" && url === path && headers["content-type"] === "application/json" && length <= bodyLimit;
    if (!isCall || headers["hansa-signature"] === undefined) return false;
    const startedAt = runtime.monotonic();
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.once("end", () => {
      const [only] = chunks;
      const body = chunks.length === 1 && only ? only : Buffer.concat(chunks);
      serve(parts, app(), { response, headers, body, startedAt }).catch((error) => {
        parts.log.error({ err: error }, "http server: no response could be sent");
        response.destroy();
      });
    });
    return true;
  };
}

type Call = {
  response: ServerResponse;
  headers: IncomingMessage["headers"];
  body: Buffer;
  startedAt: number;
};

async function serve(parts: DirectParts, app: FastifyInstance, call: Call): Promise<void> {
  const { runtime, log, metrics } = parts;
  const { response, headers, body, startedAt } = call;
  const budget = openBudget(runtime, parts.limits);
  let answered: SignedAnswer | undefined;
  response.once("close", () => {
    if (!response.writableFinished) return noteCallerGone(budget);
    if (!answered) return;
    const { status, requestId } = answered;
    const ms = runtime.monotonic() - startedAt;
    metrics.countRequest("graphql", path, status, ms / 1_000);
    log.debug({ requestId, entry: "graphql", path, status, ms }, "http server: request answered");
  });
  answered = await answerSigned(parts, { headers, body, budget });
  send(response, answered ?? (await askListener(app, headers, body)), app);
}

function send(response: ServerResponse, { status, text, isComplete }: ListenerAnswer, app: FastifyInstance): void {
  // As bytes, each a character: a string goes out in one write with its headers, and one beyond Latin-1 would take twice the CPU time.
  const bytes = Buffer.from(text).toString("latin1");
  const content = ["content-type", "application/json; charset=utf-8", "content-length", String(bytes.length)];
  if (isComplete) content.push(completeHeader, "1");
  // Otherwise the connection would be kept open after a closing server's last answer.
  if (!app.server.listening) content.push("connection", "close");
  response.writeHead(status, content);
  response.end(bytes, "latin1");
}

/** Answers a valid operation of the router; undefined for any other request. */
async function answerSigned(parts: DirectParts, { headers, body, budget }: Signed): Promise<SignedAnswer | undefined> {
  const { "hansa-claims": claims, "hansa-signature": signature, "hansa-viewer": viewer } = headers;
  const identity = parts.verify({ claims, signature, viewer }, body);
  if (identity?.purpose !== graphPurpose) return undefined;
  const parsed = parseJson(body);
  if (parsed === undefined) return undefined;
  const { requestId } = identity;
  return withTrace({ requestId, entry: "graphql", budget }, async () => {
    try {
      const answer = await parts.execute(parsed, identity);
      return answer && { status: 200, ...answer, requestId };
    } catch (error) {
      const { status, code, message } = faultOf(error, parts.log);
      return { status, text: JSON.stringify(refusalBody(code, message)), isComplete: false, requestId };
    }
  });
}

/** The body as Fastify parses it; undefined if it is no JSON, or names a prototype. */
function parseJson(body: Uint8Array): unknown {
  try {
    return parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("utf8"));
  } catch {
    return undefined;
  }
}

/** The listener's answer; a server that is closing has none. */
async function askListener(
  app: FastifyInstance,
  headers: IncomingMessage["headers"],
  body: Uint8Array,
): Promise<ListenerAnswer> {
  try {
    const answer = await app.inject({ method: "POST", url: path, headers, payload: Buffer.from(body) });
    return { status: answer.statusCode, text: answer.body, isComplete: false };
  } catch (error) {
    if (app.server.listening) throw error;
    const text = JSON.stringify(refusalBody("SUBGRAPH_UNAVAILABLE", "This service is stopping."));
    return { status: 503, text, isComplete: false };
  }
}
