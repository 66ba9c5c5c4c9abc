/** HMAC-SHA-256 (RFC 2104) as two hashes of one call each: they take half of the CPU time of `createHmac`, and leave fewer objects to collect. */
import { hash, type KeyObject } from "node:crypto";

const blockBytes = 64;

/** The blocks that precede the message and the inner hash, by key. */
const blocks = new WeakMap<KeyObject, { inner: Buffer; outer: Buffer }>();

/** The HMAC of the text followed by the bytes, in base64url. Throws if the key is longer than a block. */
export function hmacOf(secret: KeyObject, text: string, bytes: Uint8Array): string {
  const { inner, outer } = blocks.get(secret) ?? makeBlocks(secret);
  const innerHash = hash("sha256", Buffer.concat([inner, Buffer.from(text), bytes]), "binary");
  return hash("sha256", Buffer.concat([outer, Buffer.from(innerHash, "binary")]), "base64url");
}

function makeBlocks(secret: KeyObject): { inner: Buffer; outer: Buffer } {
  const key = secret.export();
  if (key.length > blockBytes) throw new Error(`a key has at most ${blockBytes} bytes`);
  const blockOf = (pad: number) => Buffer.alloc(blockBytes, pad).map((byte, index) => byte ^ (key[index] ?? 0));
  const made = { inner: Buffer.from(blockOf(0x36)), outer: Buffer.from(blockOf(0x5c)) };
  blocks.set(secret, made);
  return made;
}
