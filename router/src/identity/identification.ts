/** Identification of the caller by its access token, API key, session cookie or guest tokens. No other header claims an identity. */

import type { IncomingMessage } from "node:http";
import { contractPaths, type GraphContract } from "@hansa/contracts/graph-contracts";
import {
  type AccessTokens,
  findTokenViewer,
  hasApiKeyPrefix,
  type Identity,
  type IdentityRefusal,
  identitiesUnavailable,
  networkOf,
  noBearerToken,
  type Origin,
  readBearerToken,
  readGuestTokens,
  type Viewer,
} from "@hansa/kit/identity";
import type { ErrorCode } from "@hansa/kit/runtime";
import { type ApiClients, verifyApiKey } from "./api-clients.ts";
import { readCookie, type SessionCookies } from "./cookies.ts";
import { forgeryRefusal, type IsAllowedOrigin, isForgeable } from "./forgery.ts";

/** The parts that recognise people and programs. */
export type Recognition = {
  tokens: AccessTokens;
  clients: ApiClients;
  cookies: SessionCookies;
  isAllowedOrigin: IsAllowedOrigin;
};
/** A request as far as it tells who sends it. */
type SentRequest = Pick<IncomingMessage, "method" | "headers">;
type HttpRefusal = IdentityRefusal & { retryAfterMs?: number };
/** `contract`: of an API key, which is taken at the path of that contract alone. */
export type Identified = { identity: Identity; contract: GraphContract | undefined } | { refusal: HttpRefusal };

/** By this header a page for people with an account says that its sender is never to go on as a guest. */
const sessionHeader = "hansa-session";
const requiredSession = "required";

/**
 * Reads `authorization`, without it the session cookie, and `hansa-guest`. A token or key that is not
 * valid is refused; its sender is never treated as a guest. Nor is one without any whose request needs a session.
 * Without `recognition` every caller is a guest.
 */
export async function identifyCaller(
  recognition: Recognition | undefined,
  request: SentRequest,
  requestId: string,
  from: Origin,
): Promise<Identified> {
  const identified = await identify(recognition, request, requestId, from);
  const isGuest = "identity" in identified && identified.identity.viewer.kind === "guest";
  return isGuest && request.headers[sessionHeader] === requiredSession
    ? refused(401, "UNAUTHENTICATED", "This page needs a session. Sign in.")
    : identified;
}

/** The identity of an unrecognised sender, which is limited by its network, so that a flood of forged tokens is limited too. */
export function anonymousSender(from: Origin): Pick<Identity, "viewer" | "from"> {
  return { viewer: { kind: "guest" }, from };
}

/** Refuses a key at the path of another contract than its own. */
export function takenAt(contract: GraphContract, identified: Identified): Identified {
  if (!("identity" in identified) || (identified.contract ?? contract) === contract) return identified;
  return refused(
    403,
    "FORBIDDEN",
    `This key is for ${contractPaths[identified.contract ?? "ALL"]}. Send its requests there.`,
  );
}

async function identify(
  recognition: Recognition | undefined,
  request: SentRequest,
  requestId: string,
  from: Origin,
): Promise<Identified> {
  if (!recognition) return { identity: { viewer: { kind: "guest" }, guest: [], requestId }, contract: undefined };
  const guestTokens = readGuestTokens(request.headers["hansa-guest"]);
  if ("refusal" in guestTokens) return guestTokens;
  const read = await readViewer(recognition, request, from);
  if ("refusal" in read) return read;
  const { viewer, contract } = read;
  return { identity: { viewer, guest: guestTokens.guest, requestId, from }, contract };
}

type ViewerResult = { viewer: Viewer; contract?: GraphContract } | { refusal: HttpRefusal };

async function readViewer(recognition: Recognition, request: SentRequest, from: Origin): Promise<ViewerResult> {
  const { authorization } = request.headers;
  if (authorization === undefined) return readSession(recognition, request);
  const token = readBearerToken(authorization);
  if (!token) return { refusal: noBearerToken };
  return hasApiKeyPrefix(token)
    ? readClient(recognition.clients, token, from)
    : findTokenViewer(recognition.tokens, token);
}

/** Reads the viewer of a session cookie. Browsers send it from any page, so a request that could be forged is refused. */
async function readSession(recognition: Recognition, request: SentRequest): Promise<ViewerResult> {
  const { tokens, cookies, isAllowedOrigin } = recognition;
  const token = readCookie(cookies.access, request.headers.cookie);
  if (token === undefined) return { viewer: { kind: "guest" } };
  if (isForgeable(request, isAllowedOrigin)) return refused(403, forgeryRefusal.code, forgeryRefusal.message);
  return findTokenViewer(tokens, token);
}

async function readClient(clients: ApiClients, key: string, from: Origin): Promise<ViewerResult> {
  const verdict = await verifyApiKey(clients, key, networkOf(from.address ?? ""));
  if ("viewer" in verdict) return verdict;
  if ("limitedMs" in verdict) return { refusal: tooManyRequests(verdict.limitedMs) };
  return verdict.refused === "invalid"
    ? refused(401, "UNAUTHENTICATED", "This key is not valid.")
    : { refusal: identitiesUnavailable };
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
