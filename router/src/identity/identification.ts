/** Identification of the caller by its access token, API key, session cookie or guest tokens. No other header claims an identity. */

import type { IncomingHttpHeaders } from "node:http";
import { isMeantAsApiKey } from "@hansa/kit/identity/api-key";
import { networkOf } from "@hansa/kit/identity/client-network";
import type { Identity, Origin, Viewer } from "@hansa/kit/identity/identity";
import { type AccessTokens, verifyAccessToken } from "@hansa/kit/identity/tokens/access-tokens";
import type { ErrorCode } from "@hansa/kit/runtime/errors";
import { readCookie, type SessionCookies } from "../session/cookies.ts";
import { forgeryRefusal, type IsAllowedOrigin, isForgeable } from "../session/forgery.ts";
import { type ApiClients, verifyApiKey } from "./api-clients.ts";

/** The parts that recognise people and programs. */
export type Recognition = {
  tokens: AccessTokens;
  clients: ApiClients;
  cookies: SessionCookies;
  isAllowedOrigin: IsAllowedOrigin;
};
type HttpRefusal = { status: number; code: ErrorCode; message: string; retryAfterMs?: number };
export type Identified = { identity: Identity } | { refusal: HttpRefusal };

const maxGuestTokens = 4;
const maxGuestTokenLength = 200;

/**
 * Reads `authorization`, without it the session cookie, and `hansa-guest`. A token or key that is not
 * valid is refused; its sender is never treated as a guest.
 * Without `recognition` every caller is a guest.
 */
export async function identifyCaller(
  recognition: Recognition | undefined,
  headers: IncomingHttpHeaders,
  requestId: string,
  from: Origin,
): Promise<Identified> {
  if (!recognition) return { identity: { viewer: { kind: "guest" }, guest: [], requestId } };
  const guest = readGuestTokens(headers["hansa-guest"]);
  if (!guest)
    return refused(
      400,
      "BAD_REQUEST",
      `hansa-guest takes ${maxGuestTokens} values of ${maxGuestTokenLength} characters.`,
    );
  const viewer = await readViewer(recognition, headers, from);
  return "refusal" in viewer ? viewer : { identity: { viewer: viewer.viewer, guest, requestId, from } };
}

type ViewerResult = { viewer: Viewer } | { refusal: HttpRefusal };

async function readViewer(recognition: Recognition, headers: IncomingHttpHeaders, from: Origin): Promise<ViewerResult> {
  const { authorization } = headers;
  if (authorization === undefined) return readSession(recognition, headers);
  const [, token] = /^bearer +([\w.~+/-]+=*)$/i.exec(authorization.trim()) ?? [];
  if (!token) return refused(401, "UNAUTHENTICATED", "Send a bearer token, or no authorization at all.");
  return isMeantAsApiKey(token) ? readClient(recognition.clients, token, from) : readToken(recognition.tokens, token);
}

/** Reads the viewer of a session cookie. Browsers send it from any page, so a request that could be forged is refused. */
async function readSession(recognition: Recognition, headers: IncomingHttpHeaders): Promise<ViewerResult> {
  const { tokens, cookies, isAllowedOrigin } = recognition;
  const token = readCookie(cookies.access, headers.cookie);
  if (token === undefined) return { viewer: { kind: "guest" } };
  if (isForgeable(headers, isAllowedOrigin)) return refused(403, forgeryRefusal.code, forgeryRefusal.message);
  return readToken(tokens, token);
}

async function readToken(tokens: AccessTokens, token: string): Promise<ViewerResult> {
  const verdict = await verifyAccessToken(tokens, token);
  if ("viewer" in verdict) return verdict;
  return verdict.refused === "invalid"
    ? refused(401, "UNAUTHENTICATED", "This token is not valid. Sign in, or refresh the session.")
    : identificationUnavailable();
}

async function readClient(clients: ApiClients, key: string, from: Origin): Promise<ViewerResult> {
  const verdict = await verifyApiKey(clients, key, networkOf(from.address ?? ""));
  if ("viewer" in verdict) return verdict;
  if ("limitedMs" in verdict) return { refusal: tooManyRequests(verdict.limitedMs) };
  return verdict.refused === "invalid"
    ? refused(401, "UNAUTHENTICATED", "This key is not valid.")
    : identificationUnavailable();
}

/** Reads the guest tokens of a request; undefined if there are too many or too long ones. */
function readGuestTokens(header: string | string[] | undefined): string[] | undefined {
  const values = [header ?? []]
    .flat()
    .flatMap((line) => line.split(","))
    .map((value) => value.trim())
    .filter((value) => value !== "");
  const fits = values.length <= maxGuestTokens && values.every((value) => value.length <= maxGuestTokenLength);
  return fits ? values : undefined;
}

function identificationUnavailable(): { refusal: HttpRefusal } {
  return refused(503, "SUBGRAPH_UNAVAILABLE", "Identities cannot be checked at the moment. Try again.");
}

/** The refusal of a sender above the rate limit, with the time to wait. */
export function tooManyRequests(retryAfterMs: number): HttpRefusal {
  return {
    status: 429,
    code: "RATE_LIMITED",
    message: "Too many requests. Wait a while, then ask again.",
    retryAfterMs,
  };
}

function refused(status: number, code: ErrorCode, message: string): { refusal: HttpRefusal } {
  return { refusal: { status, code, message } };
}
