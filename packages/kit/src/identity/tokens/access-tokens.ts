/** Access tokens: their verification gives the viewer or a refusal. The sender of an invalid token is never a guest. */

import { errors, jwtVerify } from "jose";
import { LRUCache } from "lru-cache";
import { z } from "zod";
import type { Viewer } from "../identity.ts";
import { type FindKey, findCurrentKeys, type PublicKeys, refreshAfterMiss } from "./public-keys.ts";

export type TokenVerdict = { viewer: Viewer } | { refused: "invalid" | "keys-unavailable" };
export type AccessTokens = {
  ring: PublicKeys;
  /** Verified tokens, with the keys that verified them: when the keys change, all are verified again. */
  verified: LRUCache<string, { viewer: Viewer; endsAt: number; keys: string }>;
};

/** The most characters of a token; longer ones are refused unread. Ours have about 600. */
const maxTokenLength = 4_096;
/** The tolerated difference between the clocks of two machines, in seconds. */
const clockSkew = 5;

/** The required claims; a token without an expiry would be valid for ever. */
const claims = z.object({
  sub: z.string().min(1),
  role: z.string().min(1),
  scope: z.string(),
  sid: z.string().min(1),
  exp: z.number(),
});

/** Opens the verification of access tokens by these keys. It remembers the last 5,000 verified ones. */
export function newAccessTokens(ring: PublicKeys): AccessTokens {
  return { ring, verified: new LRUCache({ max: 5_000 }) };
}

/** Verifies a token: EdDSA signature, issuer, audience, times, and all claims of an identity. */
export async function verifyAccessToken(tokens: AccessTokens, token: string): Promise<TokenVerdict> {
  if (token.length > maxTokenLength) return { refused: "invalid" };
  const { ring, verified } = tokens;
  const keys = await findCurrentKeys(ring);
  if (!keys) return { refused: "keys-unavailable" };
  const known = verified.get(token);
  if (known && known.keys === keys.text && ring.runtime.now() < known.endsAt) return { viewer: known.viewer };

  const first = await check(tokens, token, keys.find);
  if (first !== "unknown-key") return first;
  const refreshed = await refreshAfterMiss(ring);
  if (refreshed === "failed") return { refused: "keys-unavailable" };
  if (refreshed === "paused" || !ring.known) return { refused: "invalid" };
  const second = await check(tokens, token, ring.known.find);
  return second === "unknown-key" ? { refused: "invalid" } : second;
}

async function check(
  { ring, verified }: AccessTokens,
  token: string,
  find: FindKey,
): Promise<TokenVerdict | "unknown-key"> {
  try {
    const { payload } = await jwtVerify(token, find, {
      algorithms: ["EdDSA"],
      issuer: "hansa",
      audience: "hansa",
      clockTolerance: clockSkew,
      currentDate: new Date(ring.runtime.now()),
    });
    const parsed = claims.safeParse(payload);
    if (!parsed.success) return { refused: "invalid" };
    const { sub, role, scope, sid, exp } = parsed.data;
    const scopes = scope.split(" ").filter((name) => name !== "");
    const viewer: Viewer = { kind: "user", id: sub, role, scopes, sessionId: sid };
    verified.set(token, { viewer, endsAt: exp * 1_000, keys: ring.known?.text ?? "" });
    return { viewer };
  } catch (error) {
    if (error instanceof errors.JWKSNoMatchingKey) return "unknown-key";
    if (error instanceof errors.JOSEError || error instanceof TypeError) return { refused: "invalid" };
    throw error;
  }
}
