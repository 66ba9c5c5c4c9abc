/** Cross-site request forgery: which requests a foreign page could make a browser send with the cookies of its visitor. */
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";

/** Tells whether pages of an origin may call the shop. */
export type IsAllowedOrigin = (origin: string) => boolean;

/** Headers that a form or a picture on another site cannot send. */
const preflightHeaders = ["apollo-require-preflight", "x-apollo-operation-name", "x-requested-with"];

/** The refusal of a GET without a session cookie that any page could send. */
export const getRefusal = {
  code: "CSRF_PREVENTED",
  message: `A GET must come from a page of the shop or of an allowed origin, or carry one of these headers: ${preflightHeaders.join(", ")}. Programs send POST, with urql by \`preferGetMethod: false\`.`,
} as const;

/** The refusal of a request with a session cookie, or for one, that could be forged. */
export const forgeryRefusal = {
  code: "CSRF_PREVENTED",
  message: `A request with a session cookie must come from a page of the shop or of an allowed origin, and, unless it is a GET, as JSON or with one of these headers: ${preflightHeaders.join(", ")}.`,
} as const;

/** Whether any page could send this GET, which has no session cookie. */
export function isForgeableGet(headers: IncomingHttpHeaders, isAllowedOrigin: IsAllowedOrigin): boolean {
  return !needsPreflight(headers) && !isOfOwnPage(headers, isAllowedOrigin);
}

/**
 * Whether a request with or for a session cookie may be forged. It is not if the page that sends it has the origin of the shop or an allowed one, and
 * if browsers ask before they send it from another origin; a GET changes nothing, so that its page is enough. A client that names no page is refused:
 * programs send tokens.
 */
export function isForgeable(
  { method, headers }: Pick<IncomingMessage, "method" | "headers">,
  isAllowedOrigin: IsAllowedOrigin,
): boolean {
  return !isOfOwnPage(headers, isAllowedOrigin) || (method !== "GET" && !needsPreflight(headers));
}

/**
 * Whether a page of the shop, or of an allowed origin, sent this. Browsers write both headers and let no script set them; from a foreign page a GET
 * without CORS has no origin.
 */
function isOfOwnPage(headers: IncomingHttpHeaders, isAllowedOrigin: IsAllowedOrigin): boolean {
  const { origin } = headers;
  return headers["sec-fetch-site"] === "same-origin" || (origin !== undefined && isAllowedOrigin(origin));
}

/**
 * Whether a foreign page made a browser send this form, which needs no session. Browsers name the page in one header or both; a program names none,
 * and no browser sends it.
 */
export function isForeignForm(headers: IncomingHttpHeaders, isAllowedOrigin: IsAllowedOrigin): boolean {
  const isNamed = headers["sec-fetch-site"] !== undefined || headers.origin !== undefined;
  return isNamed && !isOfOwnPage(headers, isAllowedOrigin) && !isOfHost(headers);
}

/** Whether the page has the host of the request. Without https, browsers write its origin only. */
function isOfHost({ origin, host, "sec-fetch-site": site }: IncomingHttpHeaders): boolean {
  return site === undefined && URL.canParse(origin ?? "") && new URL(origin ?? "").host === host;
}

/** Whether a browser asks with a preflight before it sends such a request from a page of another origin. */
function needsPreflight(headers: IncomingHttpHeaders): boolean {
  return isJson(headers["content-type"]) || preflightHeaders.some((name) => headers[name] !== undefined);
}

/** Whether a body is declared as JSON, which forms cannot do. */
export function isJson(contentType: string | undefined): boolean {
  return /^application\/json\s*(;|$)/i.test(contentType ?? "");
}
