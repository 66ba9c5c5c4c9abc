/** A request to the GraphQL endpoint and its reply, on Node's HTTP server itself. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { GraphQLError } from "graphql";
import { type Refusal, refusalOfStatus, refusalText } from "../refusals.ts";
import type { MediaType } from "./request.ts";
import { errorsText } from "./response.ts";

export type Reply = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
  /** The headers of every reply to this request, as names and values in turn. */
  readonly headers: readonly string[];
};

/** Sends a text; `more` are further headers, as names and values in turn. */
export function sendText(
  { request, response, headers }: Reply,
  status: number,
  { type, text, more = [] }: { type: string; text: string; more?: readonly string[] },
): void {
  const length = String(Buffer.byteLength(text));
  const content = ["content-type", `${type}; charset=utf-8`, "content-length", length];
  response.writeHead(status, [...headers, ...content, ...more]);
  response.end(request.method === "HEAD" ? undefined : text);
}

/** Replies with one error; code and message are those of the status unless they are given. */
export function sendRefusal(
  reply: Reply,
  status: number,
  { code, message, retryAfterMs }: Refusal = refusalOfStatus(status),
  more: readonly string[] = [],
): void {
  const text = refusalText(code, message, reply.requestId);
  const wait = retryAfterMs === undefined ? [] : ["retry-after", String(Math.ceil(retryAfterMs / 1_000))];
  sendText(reply, status, { type: "application/json", text, more: [...wait, ...more] });
}

/** Replies with the errors for which an operation is refused. */
export function sendErrors(
  reply: Reply,
  status: number,
  type: MediaType,
  errors: readonly (GraphQLError | Error)[],
): void {
  sendText(reply, status, { type, text: errorsText(errors, reply.requestId) });
}
