/** Cross-site request forgery: which requests a foreign page could make a browser send with the cookies of its visitor. */
import type { IncomingHttpHeaders } from "node:http";

/** Tells whether pages of an origin may call the shop. */
export type IsAllowedOrigin = (origin: string) => boolean;

/** Headers that a form or a picture on another site cannot send. */
export const preflightHeaders = ["apollo-require-preflight", "x-apollo-operation-name", "x-requested-with"];

/** The refusal of a request with a session cookie, or for one, that could be forged. */
export const forgeryRefusal = {
  code: "CSRF_PREVENTED",
  message: `A request with a session cookie must come from an allowed origin, as JSON or with one of these headers: ${preflightHeaders.join(", ")}.`,
} as const;

/**
 * Whether a request may be forged. It is not if browsers ask before they send it from another origin, and if the page that sends it has the origin
 * of the shop or an allowed one. A client that names neither is refused: programs send tokens.
 */
export function isForgeable(headers: IncomingHttpHeaders, isAllowedOrigin: IsAllowedOrigin): boolean {
  const { origin } = headers;
  const isOwnPage = headers["sec-fetch-site"] === "same-origin";
  const isTrustedPage = isOwnPage || (origin !== undefined && isAllowedOrigin(origin));
  return !isTrustedPage || !needsPreflight(headers);
}

/** Whether a browser asks with a preflight before it sends such a request from a page of another origin. */
export function needsPreflight(headers: IncomingHttpHeaders): boolean {
  return isJson(headers["content-type"]) || preflightHeaders.some((name) => headers[name] !== undefined);
}

/** Whether a body is declared as JSON, which forms cannot do. */
export function isJson(contentType: string | undefined): boolean {
  return /^application\/json\s*(;|$)/i.test(contentType ?? "");
}
