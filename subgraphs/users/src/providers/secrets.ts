/** Cryptography with HANSA_USERS_SECRET: unguessable tokens, fingerprints of private values, and encryption of keys. */
import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync } from "node:crypto";

/** The secrets of users, the newest first: it is used for new values; all are accepted during a rotation. */
export type Secrets = readonly [string, ...string[]];

const cipher = "aes-256-gcm";
const ivBytes = 12;
const tagBytes = 16;

/** The secrets of the configuration, the newest first. Throws if there is none. */
export function readSecrets(given: readonly string[]): Secrets {
  const [first, ...others] = given;
  if (first === undefined) throw new Error("no secret was given");
  return [first, ...others];
}

/** Derives a token of 256 bits from `text` and the newest secret, so that it need not be stored to be issued again. */
export function makeToken([newest]: Secrets, text: string): string {
  return deriveToken(newest, text);
}

/** Derives the token of `text` whose hash is stored as `hash`; undefined if its secret is no longer configured. */
export function remakeToken(secrets: Secrets, text: string, hash: string): string | undefined {
  return secrets.map((secret) => deriveToken(secret, text)).find((token) => hashToken(token) === hash);
}

/** Hashes a token for storage: the hash identifies the token and cannot be used as one. */
export function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}

/** Computes the fingerprint of a private value, such as an e-mail address: equal values have equal ones, which reveal nothing. */
export function fingerprint([newest]: Secrets, text: string): string {
  return createHmac("sha256", deriveKey(newest, "fingerprint")).update(text).digest("base64url");
}

/** Computes the fingerprints of a text under every secret, for lookups during a rotation. */
export function fingerprints(secrets: Secrets, text: string): string[] {
  return secrets.map((secret) => fingerprint([secret], text));
}

/** Encrypts `plain` so that it opens under the same `label` only. `iv` is 12 bytes; each label has a key of its own. */
export function seal([newest]: Secrets, label: string, plain: Uint8Array, iv: Uint8Array): string {
  const sealing = createCipheriv(cipher, deriveKey(newest, `seal ${label}`), iv);
  const sealed = Buffer.concat([sealing.update(plain), sealing.final()]);
  return Buffer.concat([iv, sealing.getAuthTag(), sealed]).toString("base64url");
}

/** Decrypts a sealed value, and says whether the newest secret sealed it; undefined if no secret opens it or it was altered. */
export function unseal(
  secrets: Secrets,
  label: string,
  text: string,
): { plain: Buffer; byNewest: boolean } | undefined {
  for (const [index, secret] of secrets.entries()) {
    const plain = openWith(deriveKey(secret, `seal ${label}`), Buffer.from(text, "base64url"));
    if (plain) return { plain, byNewest: index === 0 };
  }
  return undefined;
}

function openWith(key: Uint8Array, bytes: Buffer): Buffer | undefined {
  const opening = createDecipheriv(cipher, key, bytes.subarray(0, ivBytes), { authTagLength: tagBytes });
  opening.setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
  try {
    return Buffer.concat([opening.update(bytes.subarray(ivBytes + tagBytes)), opening.final()]);
  } catch {
    return undefined;
  }
}

function deriveToken(secret: string, text: string): string {
  return createHmac("sha256", deriveKey(secret, "token")).update(text).digest("base64url");
}

function deriveKey(secret: string, use: string): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", secret, "hansa users", use, 32));
}
