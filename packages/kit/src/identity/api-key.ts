/** Keys of API clients: `hansa_`, the client's id, a secret of 256 bits, and a checksum that only users and the router can compute. */
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { ApiKeySecret, KeySet } from "./keys/key-set.ts";

const prefix = "hansa_";
const letters = "0123456789abcdefghjkmnpqrstvwxyz";
const form = /^hansa_[0-9a-hjkmnp-tv-z]{26}_[0-9a-hjkmnp-tv-z]{52}[0-9a-hjkmnp-tv-z]{6}$/;
const checksumLength = 6;

/** The key of the client with this id (`cli_` and 26 letters). `random` has 32 unpredictable bytes; the present secret of `keys` makes the checksum. */
export function makeApiKey(clientId: string, random: Uint8Array, { apiKeySecrets: [present] }: KeySet): string {
  if (!present) throw new Error("this process holds no secret of API keys");
  const key = `${prefix}${clientId.replace(/^cli_/, "")}_${inLetters(random)}`;
  const whole = `${key}${checksum(key, present)}`;
  if (!form.test(whole)) throw new Error(`no key can be made for ${clientId}`);
  return whole;
}

/** Whether this is meant as a key, not as a person's token. */
export function hasApiKeyPrefix(text: string): boolean {
  return text.startsWith(prefix);
}

/**
 * Finds who can have made a key, from its checksum. `present`: users, with the secret of now. `former`: users, with an earlier secret, or
 * anybody, because the checksum of keys issued by early versions is no secret. Undefined: the shop did not issue it.
 */
export function checkApiKey(
  text: string,
  { apiKeySecrets: [present, ...former] }: KeySet,
): "present" | "former" | undefined {
  if (!form.test(text)) return undefined;
  const key = text.slice(0, -checksumLength);
  const actual = Buffer.from(text.slice(-checksumLength));
  const isMadeWith = (secret?: ApiKeySecret) => timingSafeEqual(Buffer.from(checksum(key, secret)), actual);
  if (present && isMadeWith(present)) return "present";
  return isMadeWith() || former.some(isMadeWith) ? "former" : undefined;
}

/** The hash of a key, which is stored and sent between services: it identifies the key and cannot be used as one. */
export function hashApiKey(key: string): string {
  return createHash("sha256").update(key).digest("base64url");
}

/** The checksum with a secret; without one, that of keys issued by early versions. */
function checksum(key: string, by: ApiKeySecret | undefined): string {
  const hash = by ? createHmac("sha256", by.secret) : createHash("sha256");
  return inLetters(hash.update(key).digest()).slice(0, checksumLength);
}

/** Crockford's base 32, five bits a letter. */
function inLetters(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  const fives = bits.match(/.{1,5}/g) ?? [];
  return fives.map((five) => letters.charAt(Number.parseInt(five.padEnd(5, "0"), 2))).join("");
}
