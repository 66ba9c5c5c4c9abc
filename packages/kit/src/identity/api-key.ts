/** Keys of API clients: `hansa_`, the client's id, a secret of 256 bits and a checksum for typing errors and secret scanners. */
import { createHash } from "node:crypto";

const prefix = "hansa_";
const letters = "0123456789abcdefghjkmnpqrstvwxyz";
const form = /^hansa_[0-9a-hjkmnp-tv-z]{26}_[0-9a-hjkmnp-tv-z]{52}[0-9a-hjkmnp-tv-z]{6}$/;
const checksumLength = 6;

/** The key of the client with this id (`cli_` and 26 letters). `secret` has 32 unpredictable bytes. */
export function makeApiKey(clientId: string, secret: Uint8Array): string {
  const key = `${prefix}${clientId.replace(/^cli_/, "")}_${inLetters(secret)}`;
  const whole = `${key}${checksum(key)}`;
  if (!form.test(whole)) throw new Error(`no key can be made for ${clientId}`);
  return whole;
}

/** Whether this is meant as a key, not as a person's token. */
export function isMeantAsApiKey(text: string): boolean {
  return text.startsWith(prefix);
}

/** Whether this has the form of a key. It may never have been issued. */
export function isWellFormedApiKey(text: string): boolean {
  return form.test(text) && text.endsWith(checksum(text.slice(0, -checksumLength)));
}

/** The hash of a key, which is stored and sent between services: it identifies the key and cannot be used as one. */
export function hashApiKey(key: string): string {
  return createHash("sha256").update(key).digest("base64url");
}

function checksum(text: string): string {
  return inLetters(createHash("sha256").update(text).digest()).slice(0, checksumLength);
}

/** Crockford's base 32, five bits a letter. */
function inLetters(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  const fives = bits.match(/.{1,5}/g) ?? [];
  return fives.map((five) => letters.charAt(Number.parseInt(five.padEnd(5, "0"), 2))).join("");
}
