/** Headers of all routes: security headers, and the CORS headers of responses. */
import { type IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import helmet from "helmet";
import type { IsAllowedOrigin } from "../identity/forgery.ts";

/** Headers of responses that pages of allowed origins may read. */
export const exposedHeaders = ["x-request-id", "retry-after"];

/** The request headers on which responses depend. */
const variants = "Origin, accept-encoding";

/** The CORS headers of a response, as names and values in turn: pages of allowed origins may read it and send the session cookies. */
export function crossOriginHeaders(origin: string | undefined, isAllowed: IsAllowedOrigin): readonly string[] {
  if (origin === undefined || !isAllowed(origin)) return ["vary", variants];
  return [
    "vary",
    variants,
    "access-control-allow-origin",
    origin,
    "access-control-allow-credentials",
    "true",
    "access-control-expose-headers",
    exposedHeaders.join(", "),
  ];
}

/** The content security policy of the playground, and of what has no other: pages load nothing from other hosts. The playground's editor writes styles into the page. */
const playgroundPolicy = {
  "default-src": ["'self'"],
  "script-src": ["'self'"],
  "style-src": ["'self'", "'unsafe-inline'"],
  "font-src": ["'self'", "data:"],
  "img-src": ["'self'", "data:"],
  "connect-src": ["'self'"],
  "worker-src": ["'self'", "blob:"],
  "object-src": ["'none'"],
  "base-uri": ["'self'"],
  "form-action": ["'self'"],
  "frame-ancestors": ["'none'"],
};

/** The directives of the policy of a storefront's pages: scripts and styles are files of the shop. */
export const storefrontDirectives = {
  "default-src": ["'self'"],
  "script-src": ["'self'"],
  "style-src": ["'self'"],
  // Pictures that were imported as addresses stay at their hosts.
  "img-src": ["'self'", "data:", "https:"],
  "connect-src": ["'self'"],
  "object-src": ["'none'"],
  "base-uri": ["'none'"],
  "form-action": ["'self'"],
  "frame-ancestors": ["'none'"],
};

/** The text of a policy. A page that needs further hosts, such as those of a payment provider, extends the directives. */
export function policyText(directives: Readonly<Record<string, readonly string[]>>): string {
  return Object.entries(directives)
    .map(([name, sources]) => `${name} ${sources.join(" ")}`)
    .join("; ");
}

/** The policy of a response of a service, be it opened by itself: it runs and loads nothing. */
export const filePolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
/** The policy of receipts, whose style sheet is a part of the page: the same without a sandbox, so that their links work. */
export const receiptPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; style-src-attr 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** One type with no other parameter: browsers read the last one of a list. */
const mediaTypeForm = /^([a-z]+\/[a-z0-9.+-]+)(?:; ?charset=utf-8)?$/i;

/** Whether a response of a service has one of these media types. One without a body may have none; a refusal may be JSON. */
export function hasMediaType(
  { statusCode, headers }: { statusCode: number; headers: IncomingHttpHeaders },
  types: readonly string[],
): boolean {
  const type = headers["content-type"];
  if (type === undefined) return statusCode === 204 || statusCode === 304 || headers["content-length"] === "0";
  const [, name = ""] = mediaTypeForm.exec(type) ?? [];
  return types.includes(name.toLowerCase()) || (statusCode >= 400 && name.toLowerCase() === "application/json");
}

/** The policy of the sandbox's bank: its forms lead back to the checkout, at whichever address that is. */
export const bankPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; style-src-attr 'none'; base-uri 'none'; form-action 'self' https: http://127.0.0.1:* http://localhost:*; frame-ancestors 'none'";

/** The security headers by name. Helmet chooses them once: they are the same for all requests. In production browsers must use HTTPS. */
export function securityHeaders(production: boolean): Record<string, string> {
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  const choose = helmet({
    contentSecurityPolicy: { useDefaults: false, directives: playgroundPolicy },
    strictTransportSecurity: production,
  });
  choose(request, response, (error) => {
    if (error) throw error;
  });
  return Object.fromEntries(Object.entries(response.getHeaders()).map(([name, value]) => [name, String(value)]));
}
