/** The uses of HANSA_USERS_SECRET: tokens that nobody can guess, fingerprints of private words, and seals for keys. */
import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync } from "node:crypto";

/** The secrets of users, the newest first: it makes, all are accepted while one is being replaced. */
export type Secrets = readonly [string, ...string[]];

const cipher = "aes-256-gcm";
const ivBytes = 12;
const tagBytes = 16;

export function readSecrets(given: readonly string[]): Secrets {
  const [first, ...others] = given;
  if (first === undefined) throw new Error("no secret was given");
  return [first, ...others];
}

/** A token of 256 bits that follows from `text`, for whoever knows the secret; so it need not be stored to be said again. */
export function makeToken([newest]: Secrets, text: string): string {
  return tokenUnder(newest, text);
}

/** The token that was made from `text` and is stored as `hash`, under whichever secret that was; undefined if that one is gone. */
export function remakeToken(secrets: Secrets, text: string, hash: string): string | undefined {
  return secrets.map((secret) => tokenUnder(secret, text)).find((token) => hashToken(token) === hash);
}

/** What is stored of a token: it can be recognised, and not used. */
export function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}

/** What is stored of an e-mail address that may belong to nobody here: the same for the same one, and nothing to read. */
export function fingerprint([newest]: Secrets, text: string): string {
  return createHmac("sha256", keyFor(newest, "fingerprint")).update(text).digest("base64url");
}

/** All that a text may have been fingerprinted as, while one secret is being replaced. */
export function fingerprints(secrets: Secrets, text: string): string[] {
  return secrets.map((secret) => fingerprint([secret], text));
}

/** Encrypts `plain` so that it opens under the same `label` only. `iv` is 12 bytes; each label has a key of its own. */
export function seal([newest]: Secrets, label: string, plain: Uint8Array, iv: Uint8Array): string {
  const sealing = createCipheriv(cipher, keyFor(newest, `seal ${label}`), iv);
  const sealed = Buffer.concat([sealing.update(plain), sealing.final()]);
  return Buffer.concat([iv, sealing.getAuthTag(), sealed]).toString("base64url");
}

/** What was sealed, and whether the newest secret did it; undefined if none of ours did, or somebody has changed it. */
export function unseal(
  secrets: Secrets,
  label: string,
  text: string,
): { plain: Buffer; byNewest: boolean } | undefined {
  for (const [index, secret] of secrets.entries()) {
    const plain = openWith(keyFor(secret, `seal ${label}`), Buffer.from(text, "base64url"));
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

function tokenUnder(secret: string, text: string): string {
  return createHmac("sha256", keyFor(secret, "token")).update(text).digest("base64url");
}

function keyFor(secret: string, use: string): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", secret, "hansa users", use, 32));
}
