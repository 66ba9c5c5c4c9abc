/** Key pairs and signed access tokens (JWT): EdDSA over Ed25519, with jose and Node's crypto module. */
import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import { calculateJwkThumbprint, SignJWT } from "jose";
import { z } from "zod";

const publicKey = z.object({ kty: z.literal("OKP"), crv: z.literal("Ed25519"), x: z.string() });

/** `privateKey` is PKCS #8 in DER. `kid` is the thumbprint of the public key. */
export type KeyPair = { kid: string; publicKey: z.infer<typeof publicKey>; privateKey: Uint8Array };

/** Makes a new pair, with randomness of Node and not of our runtime: the keys of a seeded shop must not follow from its seed. */
export async function makeKeyPair(): Promise<KeyPair> {
  const pair = generateKeyPairSync("ed25519");
  const shown = publicKey.parse(pair.publicKey.export({ format: "jwk" }));
  return {
    kid: await calculateJwkThumbprint(shown),
    publicKey: shown,
    privateKey: pair.privateKey.export({ type: "pkcs8", format: "der" }),
  };
}

/** Times are epoch seconds. */
export type AccessClaims = {
  sub: string;
  role: string;
  scope: string;
  sid: string;
  jti: string;
  issuedAt: number;
  endsAt: number;
};

/** The issuer and the audience of our tokens: the shop itself. */
const shop = "hansa";

/** Signs an access token. Times are seconds since the epoch. */
export function signAccessToken(
  key: { kid: string; privateKey: Uint8Array },
  { sub, role, scope, sid, jti, issuedAt, endsAt }: AccessClaims,
): Promise<string> {
  return new SignJWT({ role, scope, sid })
    .setProtectedHeader({ alg: "EdDSA", typ: "JWT", kid: key.kid })
    .setIssuer(shop)
    .setAudience(shop)
    .setSubject(sub)
    .setJti(jti)
    .setIssuedAt(issuedAt)
    .setExpirationTime(endsAt)
    .sign(createPrivateKey({ key: Buffer.from(key.privateKey), type: "pkcs8", format: "der" }));
}
