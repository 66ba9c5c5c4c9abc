/**
 * The identity of a request between two processes of the shop: claims, a viewer assertion if the router acts for a viewer, and an HMAC under
 * the pair's key over both and the bytes of the body.
 */
import { createHmac, type KeyObject, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { Sender } from "../runtime/fairness/sender.ts";
import type { KeySet, PairKeys } from "./keys/key-set.ts";

/** The viewer that a request acts for. */
export const viewerSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("guest") }),
  z.object({
    kind: z.literal("user"),
    id: z.string(),
    role: z.string(),
    scopes: z.array(z.string()),
    sessionId: z.string(),
  }),
  /** An API client with a key: it has scopes and owns nothing. */
  z.object({ kind: z.literal("client"), id: z.string(), scopes: z.array(z.string()) }),
  z.object({ kind: z.literal("service"), name: z.string() }),
]);

/** The origin of a request, as far as the router knows it: private, never logged. */
const origin = z.object({
  /** The client's address, without a port. */
  address: z.string().nullable(),
  /** The user agent. */
  agent: z.string().nullable(),
});

const sender = z.object({ id: z.string(), account: z.string() });

const claims = z.object({
  requestId: z.string(),
  /** The sender in whose turn it is served; absent where senders are not told apart. */
  sender: sender.optional(),
  /** Absent if the request has no outside client. */
  from: origin.optional(),
  /** The use that it was signed for: `graphql`, or the path of one internal operation. */
  purpose: z.string(),
  /** Epoch milliseconds; old claims are refused. */
  issuedAt: z.number(),
  keyId: z.string(),
});

export type Viewer = z.infer<typeof viewerSchema>;
export type Origin = z.infer<typeof origin>;
export type Identity = {
  viewer: Viewer;
  /** Checkout ids and guest tokens, as the client presented them: each owning service checks them by row. */
  guest: readonly string[];
  from?: Origin | undefined;
  /** The sender, whom shared places are taken from; absent where senders are not told apart. */
  sender?: Sender | undefined;
  requestId: string;
};
/** An identity whose signature was verified, for one purpose. */
export type VerifiedIdentity = Identity & { purpose: string };
export type IdentityHeaders = { "hansa-claims": string; "hansa-signature": string; "hansa-viewer"?: string };

/** A request to another process: its purpose and the assertion of its viewer; without one the caller acts for itself. */
export type SignedRequest = {
  requestId: string;
  purpose: string;
  from?: Origin | undefined;
  sender?: Sender | undefined;
  assertion?: string | undefined;
};
/** A request whose HMAC is valid. Its assertion has not been verified. */
export type VerifiedRequest = SignedRequest & { caller: string };

/** Whether this person or program may do what the scope names. Guests and services have no scopes. */
export function hasScope(viewer: Viewer, scope: string): boolean {
  return "scopes" in viewer && viewer.scopes.includes(scope);
}

/** The id of the viewer; undefined for guests and services. */
export function viewerIdOf(viewer: Viewer): string | undefined {
  return "id" in viewer ? viewer.id : undefined;
}

/** Claims and assertions are refused when they are older than their life and the skew between clocks, in milliseconds. */
export const claimLifeMs = 30_000;
export const clockSkewMs = 5_000;

/** The purpose of the router's requests to a subgraph. */
export const graphPurpose = "graphql";

/** The headers that authenticate a request and its body, at `now`, under the signing key of the pair. */
export function signRequest(
  keys: PairKeys,
  request: SignedRequest,
  body: string | Uint8Array,
  now: number,
): IdentityHeaders {
  const [key] = keys;
  const { assertion, ...claims } = request;
  const text = Buffer.from(JSON.stringify({ ...claims, issuedAt: now, keyId: key.id })).toString("base64url");
  const signature = mac(key.secret, text, assertion, body);
  return {
    "hansa-claims": text,
    "hansa-signature": signature,
    ...(assertion === undefined ? {} : { "hansa-viewer": assertion }),
  };
}

/** The request that the headers authenticate; undefined if anything about them is wrong. The key id selects the key. */
export function verifyRequest(
  { incoming }: Pick<KeySet, "incoming">,
  headers: { claims: unknown; signature: unknown; viewer?: unknown },
  body: Uint8Array,
  now: number,
): VerifiedRequest | undefined {
  const { claims: text, signature, viewer: assertion } = headers;
  if (typeof text !== "string" || typeof signature !== "string") return undefined;
  if (assertion !== undefined && typeof assertion !== "string") return undefined;
  const parsed = claims.safeParse(parseJson(text));
  if (!parsed.success) return undefined;
  const { keyId, issuedAt, requestId, purpose, from, sender } = parsed.data;
  const key = incoming.get(keyId);
  if (!key) return undefined;
  const actual = Buffer.from(signature);
  const expected = Buffer.from(mac(key.secret, text, assertion, body));
  if (expected.length !== actual.length || !timingSafeEqual(expected, actual)) return undefined;
  const age = now - issuedAt;
  if (age > claimLifeMs + clockSkewMs || age < -clockSkewMs) return undefined;
  return { requestId, purpose, from, sender, caller: key.caller, assertion };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, "base64url").toString());
  } catch {
    return undefined;
  }
}

/** The HMAC. The lengths come first, so that no two requests have the same bytes. */
function mac(secret: KeyObject, claimsText: string, assertion: string | undefined, body: string | Uint8Array): string {
  const parts = `${claimsText.length} ${assertion?.length ?? "none"}\n${claimsText}${assertion ?? ""}\n`;
  return createHmac("sha256", secret).update(parts).update(body).digest("base64url");
}
