/** Who asks, as one process of the shop tells another: claims and a signature over the claims and the very bytes of the body. */
import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import { z } from "zod";

const viewer = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("guest") }),
  z.object({
    kind: z.literal("user"),
    id: z.string(),
    role: z.string(),
    scopes: z.array(z.string()),
    sessionId: z.string(),
  }),
  /** A program with a key of its own: it has scopes and owns nothing. */
  z.object({ kind: z.literal("client"), id: z.string(), scopes: z.array(z.string()) }),
  z.object({ kind: z.literal("service"), name: z.string() }),
]);

/** Where a request came from, as far as the router can tell: private, and never for a log. */
const origin = z.object({
  /** The address of the machine, without a port. */
  address: z.string().nullable(),
  /** What the browser or program calls itself. */
  agent: z.string().nullable(),
});

const claims = z.object({
  viewer,
  /** Checkout ids and guest tokens, as the client presented them: each owning service checks them by row. */
  guest: z.array(z.string()),
  /** Absent where nobody outside asked. */
  from: origin.optional(),
  requestId: z.string(),
  /** What may be done with it: `graphql`, or the path of one private question. */
  purpose: z.string(),
  /** Epoch milliseconds; old claims are refused. */
  issuedAt: z.number(),
  keyId: z.string(),
});

export type Viewer = z.infer<typeof viewer>;
export type Origin = z.infer<typeof origin>;
export type Identity = Omit<z.infer<typeof claims>, "issuedAt" | "keyId" | "purpose">;
/** An identity that somebody vouches for, for one purpose. */
export type VerifiedIdentity = Identity & { purpose: string };
export type IdentityHeaders = { "hansa-claims": string; "hansa-signature": string };

/** The key of one caller towards one callee; several while the root secret is being changed, the first of them signs. */
export type PairKeys = readonly [PairKey, ...PairKey[]];
type PairKey = { id: string; secret: Uint8Array };

/** Whether this person or program may do what the scope names. Guests and services have no scopes. */
export function hasScope(viewer: Viewer, scope: string): boolean {
  return "scopes" in viewer && viewer.scopes.includes(scope);
}

/** The id of the person or program that asks; undefined for guests and services, of which there are many alike. */
export function askerId(viewer: Viewer): string | undefined {
  return "id" in viewer ? viewer.id : undefined;
}

/** Claims are refused when they are older than this: 30 seconds and 5 of clock skew. */
const lifeMs = 30_000;
const skewMs = 5_000;

/**
 * Derives the key that only this caller and this callee share, so that what was signed for one service is worth nothing to another.
 * Several root secrets, newest first, are accepted while one is being replaced.
 */
export function pairKeys(rootSecrets: readonly string[], caller: string, callee: string): PairKeys {
  const [first, ...others] = rootSecrets.map((root) => pairKey(root, caller, callee));
  if (!first) throw new Error("no root secret was given");
  return [first, ...others];
}

function pairKey(root: string, caller: string, callee: string): PairKey {
  const secret = new Uint8Array(hkdfSync("sha256", root, "hansa identity", `${caller}>${callee}`, 32));
  const id = createHmac("sha256", secret).update("key id").digest("base64url").slice(0, 8);
  return { id, secret };
}

/** The purpose of what the router asks a subgraph. */
export const graphPurpose = "graphql";

/** The two headers that vouch for `identity` and `body`, at `now`, for one purpose. */
export function signIdentity(
  keys: PairKeys,
  identity: Identity,
  body: string,
  now: number,
  purpose: string = graphPurpose,
): IdentityHeaders {
  const [key] = keys;
  const content = JSON.stringify({ ...identity, purpose, issuedAt: now, keyId: key.id });
  const text = Buffer.from(content).toString("base64url");
  return { "hansa-claims": text, "hansa-signature": mac(key, text, Buffer.from(body)).toString("base64url") };
}

/** The identity that the headers vouch for; undefined if anything about them is wrong, and no hint at what. */
export function verifyIdentity(
  keys: PairKeys,
  headers: { claims: unknown; signature: unknown },
  body: Uint8Array,
  now: number,
): VerifiedIdentity | undefined {
  if (typeof headers.claims !== "string" || typeof headers.signature !== "string") return undefined;
  const given = Buffer.from(headers.signature, "base64url");
  const { claims: text } = headers;
  const signedBy = keys.find((key) => {
    const expected = mac(key, text, body);
    return expected.length === given.length && timingSafeEqual(expected, given);
  });
  if (!signedBy) return undefined;
  const parsed = claims.safeParse(parseJson(Buffer.from(text, "base64url").toString()));
  if (!parsed.success) return undefined;
  const { issuedAt, keyId, ...identity } = parsed.data;
  const age = now - issuedAt;
  return keyId === signedBy.id && age <= lifeMs + skewMs && age >= -skewMs ? identity : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function mac(key: PairKey, claimsText: string, body: Uint8Array): Buffer {
  return createHmac("sha256", key.secret).update(claimsText).update("\n").update(body).digest();
}
