/** Access tokens: who the viewer is, or why the token says nothing. A bad token is never a guest. */
import type { Viewer } from "@hansa/kit/identity";
import { errors, jwtVerify } from "jose";
import { LRUCache } from "lru-cache";
import { z } from "zod";
import { currentKeys, type FindKey, type KeyRing, refreshAfterMiss } from "./keys.ts";

export type TokenVerdict = { viewer: Viewer } | { refused: "invalid" | "keys-unavailable" };
export type Tokens = {
  ring: KeyRing;
  /** Verified tokens, under the keys that verified them: when a key goes, all are checked again. */
  verified: LRUCache<string, { viewer: Viewer; endsAt: number; keys: string }>;
};

/** Longer ones are refused unread, in characters. Ours have about 600. */
const longestToken = 4_096;
/** How far the clocks of two machines may differ, in seconds. */
const skew = 5;

/** All of them must be there; a token without an end would be good for ever. */
const claims = z.object({
  sub: z.string().min(1),
  role: z.string().min(1),
  scope: z.string(),
  sid: z.string().min(1),
  exp: z.number(),
});

export function newTokens(ring: KeyRing): Tokens {
  return { ring, verified: new LRUCache({ max: 5_000 }) };
}

/** Checks a token: signature by EdDSA only, issuer, audience, times, and all claims that an identity is made of. */
export async function verifyToken(tokens: Tokens, token: string): Promise<TokenVerdict> {
  if (token.length > longestToken) return { refused: "invalid" };
  const { ring, verified } = tokens;
  const keys = await currentKeys(ring);
  if (!keys) return { refused: "keys-unavailable" };
  const known = verified.get(token);
  if (known && known.keys === keys.text && ring.world.now() < known.endsAt) return { viewer: known.viewer };

  const first = await check(tokens, token, keys.find);
  if (first !== "unknown-key") return first;
  const asked = await refreshAfterMiss(ring);
  if (asked === "failed") return { refused: "keys-unavailable" };
  if (asked === "paused" || !ring.known) return { refused: "invalid" };
  const second = await check(tokens, token, ring.known.find);
  return second === "unknown-key" ? { refused: "invalid" } : second;
}

async function check({ ring, verified }: Tokens, token: string, find: FindKey): Promise<TokenVerdict | "unknown-key"> {
  try {
    const { payload } = await jwtVerify(token, find, {
      algorithms: ["EdDSA"],
      issuer: "hansa",
      audience: "hansa",
      clockTolerance: skew,
      currentDate: new Date(ring.world.now()),
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
