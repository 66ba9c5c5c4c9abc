/** A request to the GraphQL endpoint and its reply, on Node's HTTP server itself. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { bytesOf, sendBytes as sendOnce } from "@hansa/kit/http";
import type { Viewer } from "@hansa/kit/identity";
import { unsentRefusal } from "@hansa/kit/server";
import type { GraphQLError, GraphQLFormattedError } from "graphql";
import { type RateLimits, rateHeaders } from "../../identity/rate-limits.ts";
import { type Compress, chooseEncoding } from "../compression.ts";
import { type Refusal, refusalOfStatus, refusalText } from "../refusals.ts";
import type { MediaType } from "./request.ts";
import { errorsText } from "./response.ts";

export type Reply = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
  /** The headers of every reply to this request, as names and values in turn. */
  readonly headers: readonly string[];
  readonly compress: Compress;
  /** The sender with its limits, once it is identified: API clients are told what they may still send. */
  counted?: { limits: RateLimits | undefined; viewer: Viewer } | undefined;
  /** Whether the response to a query may be sent to its client. */
  admits(): boolean;
  /** Whether its client has so many unsent bytes that nothing more of it begins. */
  isFull(): boolean;
};

/**
 * JSON text as the bytes of its UTF-8 form; `headers` stand in place of those of every reply, and `more` are further ones, as names and values in
 * turn. The response to a query, or to an operation that was not begun, is refusable: it is refused while its client has too many unsent bytes.
 */
type Content = {
  type: string;
  bytes: string;
  headers?: readonly string[];
  more?: readonly string[];
  isRefusable?: boolean;
};

/** Sends JSON in the encoding that the client prefers. The promise is that of a compression; without one there is none to wait for. */
export function sendBytes(reply: Reply, status: number, content: Content): Promise<void> | undefined {
  const encoding = chooseEncoding(reply.request.headers["accept-encoding"], content.bytes.length);
  if (!encoding) return void sendPlain(reply, status, content);
  return reply.compress(encoding, Buffer.from(content.bytes, "latin1")).then((compressed) => {
    const { response } = reply;
    // The client may have left meanwhile.
    if (response.destroyed) return;
    if (!compressed) return sendPlain(reply, status, content);
    if (isRefused(reply, content)) return;
    const { headers = reply.headers, more = [] } = content;
    const own = [...headers, ...rateOf(reply)];
    const fields = ["content-type", `${content.type}; charset=utf-8`, "content-length", String(compressed.length)];
    response.writeHead(status, [...own, ...fields, "content-encoding", encoding, ...more]);
    response.end(compressed);
  });
}

function sendPlain(reply: Reply, status: number, content: Content): void {
  if (isRefused(reply, content)) return;
  const { type, bytes, headers = reply.headers, more = [] } = content;
  const fields = ["content-type", `${type}; charset=utf-8`, ...more];
  sendOnce(reply.response, status, [...headers, ...rateOf(reply), ...fields], bytes);
}

function rateOf({ counted }: Reply): readonly string[] {
  return counted ? rateHeaders(counted.limits, counted.viewer) : [];
}

/** Refuses content when it is to be sent: as many as the admission takes may come to that at once. */
function isRefused(reply: Reply, { isRefusable = false }: Content): boolean {
  if (!isRefusable || reply.admits()) return false;
  sendRefusal(reply, unsentRefusal.status, unsentRefusal);
  return true;
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
  sendPlain(reply, status, { type: "application/json", bytes: bytesOf(text), more: [...wait, ...more] });
}

/** Replies with the errors for which an operation is refused: nothing was done, so that a client with too many unsent bytes gets less. */
export function sendErrors(
  reply: Reply,
  status: number,
  type: MediaType,
  errors: readonly (GraphQLFormattedError | GraphQLError)[],
): Promise<void> | undefined {
  return sendBytes(reply, status, { type, bytes: bytesOf(errorsText(errors, reply.requestId)), isRefusable: true });
}

/** The same for an operation that was read: clients of `application/json` look at the errors only, and not at the status. */
export function sendRefused(
  reply: Reply,
  type: MediaType,
  errors: readonly (GraphQLFormattedError | GraphQLError)[],
): Promise<void> | undefined {
  return sendErrors(reply, type === "application/json" ? 200 : 400, type, errors);
}
