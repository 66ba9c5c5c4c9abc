/** Identification of the caller by its access token, API key, session cookie or guest tokens. No other header claims an identity. */

import type { IncomingHttpHeaders } from "node:http";
import { isMeantAsApiKey } from "@hansa/kit/api-key";
import type { ErrorCode } from "@hansa/kit/errors";
import type { Identity, Origin, Viewer } from "@hansa/kit/identity";
import { placeOf } from "@hansa/kit/place";
import { readCookie, type SessionCookies } from "../session/cookies.ts";
import { forgeryRefusal, type IsAllowedOrigin, isForgeable } from "../session/forgery.ts";
import { type Clients, verifyKey } from "./clients.ts";
import { type Tokens, verifyToken } from "./tokens.ts";

/** How people and programs are recognised. */
export type Recognition = {
  tokens: Tokens;
  clients: Clients;
  cookies: SessionCookies;
  isAllowedOrigin: IsAllowedOrigin;
};
type HttpRefusal = { status: number; code: ErrorCode; message: string; retryAfterMs?: number };
export type Identified = { identity: Identity } | { refusal: HttpRefusal };

const mostHeld = 4;
const longestHeld = 200;

/**
 * Reads `authorization`, without it the session cookie, and `hansa-guest`. A token or key that is not
 * valid is refused; its sender is never treated as a guest.
 * Without `recognition` every caller is a guest.
 */
export async function identify(
  recognition: Recognition | undefined,
  headers: IncomingHttpHeaders,
  requestId: string,
  from: Origin,
): Promise<Identified> {
  if (!recognition) return { identity: { viewer: { kind: "guest" }, guest: [], requestId } };
  const guest = readGuest(headers["hansa-guest"]);
  if (!guest) return refused(400, "BAD_REQUEST", `hansa-guest takes ${mostHeld} values of ${longestHeld} characters.`);
  const viewer = await readViewer(recognition, headers, from);
  return "refusal" in viewer ? viewer : { identity: { viewer: viewer.viewer, guest, requestId, from } };
}

type Read = { viewer: Viewer } | { refusal: HttpRefusal };

async function readViewer(recognition: Recognition, headers: IncomingHttpHeaders, from: Origin): Promise<Read> {
  const { authorization } = headers;
  if (authorization === undefined) return readSession(recognition, headers);
  const [, token] = /^bearer +([\w.~+/-]+=*)$/i.exec(authorization.trim()) ?? [];
  if (!token) return refused(401, "UNAUTHENTICATED", "Send a bearer token, or no authorization at all.");
  return isMeantAsApiKey(token) ? readClient(recognition.clients, token, from) : readToken(recognition.tokens, token);
}

/** The viewer of a session cookie, which a browser sends whatever page made it: a request that could be forged is refused. */
async function readSession(recognition: Recognition, headers: IncomingHttpHeaders): Promise<Read> {
  const { tokens, cookies, isAllowedOrigin } = recognition;
  const token = readCookie(cookies.access, headers.cookie);
  if (token === undefined) return { viewer: { kind: "guest" } };
  if (isForgeable(headers, isAllowedOrigin)) return refused(403, forgeryRefusal.code, forgeryRefusal.message);
  return readToken(tokens, token);
}

async function readToken(tokens: Tokens, token: string): Promise<Read> {
  const verdict = await verifyToken(tokens, token);
  if ("viewer" in verdict) return verdict;
  return verdict.refused === "invalid"
    ? refused(401, "UNAUTHENTICATED", "This token is not valid. Sign in, or refresh the session.")
    : unrecognisable();
}

async function readClient(clients: Clients, key: string, from: Origin): Promise<Read> {
  const verdict = await verifyKey(clients, key, placeOf(from.address ?? ""));
  if ("viewer" in verdict) return verdict;
  if ("limitedMs" in verdict) return { refusal: tooMany(verdict.limitedMs) };
  return verdict.refused === "invalid" ? refused(401, "UNAUTHENTICATED", "This key is not valid.") : unrecognisable();
}

/** What a guest holds, as presented; undefined if it is more than anybody holds. */
function readGuest(header: string | string[] | undefined): string[] | undefined {
  const values = [header ?? []]
    .flat()
    .flatMap((line) => line.split(","))
    .map((value) => value.trim())
    .filter((value) => value !== "");
  const fits = values.length <= mostHeld && values.every((value) => value.length <= longestHeld);
  return fits ? values : undefined;
}

function unrecognisable(): { refusal: HttpRefusal } {
  return refused(503, "SUBGRAPH_UNAVAILABLE", "Nobody can be recognised right now. Ask again.");
}

/** The refusal of whoever asks too often; with the time after which they may ask again. */
export function tooMany(retryAfterMs: number): HttpRefusal {
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
