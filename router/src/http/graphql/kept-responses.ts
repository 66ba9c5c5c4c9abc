/** Responses that a cache in front of the shop may keep: what a guest reads of the catalogue by GET. */
import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { Kind, type OperationDefinitionNode } from "graphql";
import { type Reply, sendBytes } from "./reply.ts";
import type { MediaType } from "./request.ts";

/** Fields of `Query` that answer all guests equally. */
export const catalogueFields: ReadonlySet<string> = new Set([
  "product",
  "variant",
  "products",
  "search",
  "suggest",
  "collection",
  "collections",
  "facets",
]);

/** As pages of the catalogue: half a minute, and five more while a new one is fetched. */
const duration = "public, max-age=30, stale-while-revalidate=300";
/** By these requests differ in their response. Those with the last three are answered anew each time. */
const variants = "Origin, accept, accept-encoding, authorization, cookie, hansa-guest";

/** Whether the response may be kept, provided that it has no errors: its sender shows nothing of itself and reads the catalogue alone. */
export function mayBeKept({ method, headers }: IncomingMessage, { selectionSet }: OperationDefinitionNode): boolean {
  const shown = [headers.authorization, headers.cookie, headers["hansa-guest"]];
  return (
    method === "GET" &&
    shown.every((header) => header === undefined) &&
    selectionSet.selections.every((each) => each.kind === Kind.FIELD && catalogueFields.has(each.name.value))
  );
}

/** Sends a response that may be kept, or 304 to a client that has it. */
export function sendKept(reply: Reply, type: MediaType, bytes: string): Promise<void> | undefined {
  const etag = `W/"${createHash("sha256").update(bytes, "latin1").digest("base64url").slice(0, 22)}"`;
  const headers = keptHeaders(reply.headers, etag);
  if (reply.request.headers["if-none-match"] !== etag)
    return sendBytes(reply, 200, { type, bytes, isRefusable: true, headers });
  reply.response.writeHead(304, headers);
  return void reply.response.end();
}

/** The headers of every reply, as names and values in turn, with those that let a cache keep this one. */
function keptHeaders(headers: readonly string[], etag: string): string[] {
  const own: Readonly<Record<string, string>> = { "cache-control": duration, vary: variants };
  const changed = headers.map((value, index) => (index % 2 === 0 ? value : (own[headers[index - 1] ?? ""] ?? value)));
  return [...changed, "etag", etag];
}
