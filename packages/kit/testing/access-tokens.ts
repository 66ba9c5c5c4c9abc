/** Access tokens as the users service makes them, with key pairs of a test, save for the parts that a test changes. */
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from "jose";

export type TokenPair = { kid: string; privateKey: CryptoKey; publicJwk: JWK };

/** A new pair of keys under this id. */
export async function newPair(kid: string): Promise<TokenPair> {
  const { privateKey, publicKey } = await generateKeyPair("EdDSA", { extractable: true });
  return { kid, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg: "EdDSA", use: "sig" } };
}

export const validClaims: JWTPayload = { sub: "user_1", role: "CUSTOMER", scope: "a:read b:write", sid: "ses_1" };

type TokenParts = { claims?: JWTPayload; header?: Record<string, unknown>; issuer?: string; audience?: string };

/** A token as the users service makes them, good for five minutes from `at` (epoch milliseconds), save for the parts given. */
export function tokenOf(pair: TokenPair, at: number, parts: TokenParts = {}): Promise<string> {
  const seconds = Math.floor(at / 1_000);
  const { claims = { exp: seconds + 300 }, header = {}, issuer = "hansa", audience = "hansa" } = parts;
  return new SignJWT({ ...validClaims, ...claims })
    .setProtectedHeader({ alg: "EdDSA", kid: pair.kid, ...header })
    .setIssuedAt(seconds)
    .setIssuer(issuer)
    .setAudience(audience)
    .sign(pair.privateKey);
}
