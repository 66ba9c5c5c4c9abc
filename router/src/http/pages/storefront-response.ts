/** The part of a storefront's response that browsers get: its status, media type and some headers; all else is a fault or left out. */
import type { IncomingHttpHeaders } from "node:http";
import { hasMediaType } from "../headers.ts";
import { pickHeaders } from "../passed-request.ts";

type PageResponse = { statusCode: number; headers: IncomingHttpHeaders };

/** The response headers that are returned. A cookie is none of them, and the content security policy is the router's. */
const responseHeaders = [
  "content-type",
  "content-encoding",
  "content-language",
  "content-length",
  "cache-control",
  "etag",
  "last-modified",
  "link",
  "retry-after",
  "vary",
  "x-robots-tag",
];

/** The media types of pages and of what they load. */
const pageTypes = [
  "text/html",
  "text/css",
  "text/javascript",
  "application/javascript",
  "text/plain",
  "text/xml",
  "application/xml",
  "application/json",
  "application/manifest+json",
  "font/woff2",
  "image/png",
  "image/jpeg",
  "image/webp",
  "image/gif",
  "image/avif",
  "image/svg+xml",
  "image/x-icon",
  "image/vnd.microsoft.icon",
];

const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Reads the headers that are returned, or the fault of a response that browsers do not get. */
export function readPageResponse(
  response: PageResponse,
  publicOrigin: string,
): { headers: Record<string, string> } | { fault: string } {
  const { statusCode, headers } = response;
  const returned = pickHeaders(headers, responseHeaders);
  if (redirects.has(statusCode)) {
    const { "content-type": type, location } = headers;
    const place = typeof location === "string" ? ownPlace(location, publicOrigin) : undefined;
    if (place === undefined) return { fault: `a redirect to ${location}` };
    return type !== undefined && !hasMediaType(response, pageTypes)
      ? { fault: `the media type ${type}` }
      : { headers: { ...returned, location: place } };
  }
  const isExpected = statusCode === 200 || statusCode === 304 || statusCode >= 400;
  if (!isExpected) return { fault: `the status ${statusCode}` };
  return hasMediaType(response, pageTypes)
    ? { headers: returned }
    : { fault: `the media type ${headers["content-type"]}` };
}

/** A place of the shop, from its path on; undefined if it is elsewhere, in any way that browsers read. */
function ownPlace(location: string, publicOrigin: string): string | undefined {
  if (!URL.canParse(location, publicOrigin)) return undefined;
  const { origin, pathname, search, hash } = new URL(location, publicOrigin);
  return origin === publicOrigin && !pathname.startsWith("//") ? pathname + search + hash : undefined;
}
