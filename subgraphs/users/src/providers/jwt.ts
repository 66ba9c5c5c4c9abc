/** Key pairs and signed access tokens (JWT): EdDSA over Ed25519, with jose and Node's crypto module. */
import { createHash, createPrivateKey, generateKeyPairSync } from "node:crypto";
import { SignJWT } from "jose";
import { z } from "zod";

const publicKey = z.object({ kty: z.literal("OKP"), crv: z.literal("Ed25519"), x: z.string() });

/** `privateKey` is PKCS #8 in DER. `kid` is the thumbprint of the public key. */
export type KeyPair = { kid: string; publicKey: z.infer<typeof publicKey>; privateKey: Uint8Array };

/**
 * Makes a new pair, with randomness of Node and not of our runtime: the keys of a seeded shop must not follow from its seed. It does not wait for
 * a thread: the order of the simulator's work would follow from that thread's speed.
 */
export function makeKeyPair(): KeyPair {
  const pair = generateKeyPairSync("ed25519");
  const { kty, crv, x } = publicKey.parse(pair.publicKey.export({ format: "jwk" }));
  return {
    kid: thumbprintOf({ kty, crv, x }),
    publicKey: { kty, crv, x },
    privateKey: pair.privateKey.export({ type: "pkcs8", format: "der" }),
  };
}

/** The thumbprint of a public key: the hash of its members in the order of their names (RFC 7638, 3). */
function thumbprintOf({ crv, kty, x }: KeyPair["publicKey"]): string {
  return createHash("sha256").update(JSON.stringify({ crv, kty, x })).digest("base64url");
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
