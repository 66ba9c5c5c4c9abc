/** A request to the GraphQL endpoint and its reply, on Node's HTTP server itself. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { GraphQLError } from "graphql";
import { type Refusal, refusalOfStatus, refusalText } from "../refusals.ts";
import type { MediaType } from "./request.ts";
import { bytesOf, errorsText } from "./response.ts";

export type Reply = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
  /** The headers of every reply to this request, as names and values in turn. */
  readonly headers: readonly string[];
};

/** Sends JSON text, given as the bytes of its UTF-8 form; `more` are further headers, as names and values in turn. */
export function sendBytes(
  { request, response, headers }: Reply,
  status: number,
  { type, bytes, more = [] }: { type: string; bytes: string; more?: readonly string[] },
): void {
  const content = ["content-type", `${type}; charset=utf-8`, "content-length", String(bytes.length)];
  response.writeHead(status, [...headers, ...content, ...more]);
  response.end(request.method === "HEAD" ? undefined : bytes, "latin1");
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
  sendBytes(reply, status, { type: "application/json", bytes: bytesOf(text), more: [...wait, ...more] });
}

/** Replies with the errors for which an operation is refused. */
export function sendErrors(
  reply: Reply,
  status: number,
  type: MediaType,
  errors: readonly (GraphQLError | Error)[],
): void {
  sendBytes(reply, status, { type, bytes: bytesOf(errorsText(errors, reply.requestId)) });
}
