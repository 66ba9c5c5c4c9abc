/** API keys for tests: as users issues them with the secret of development, and as early versions issued them. */
import { createHash } from "node:crypto";
import { makeApiKey } from "../src/identity/api-key.ts";
import { developmentKeys } from "../src/identity/keys/development-keys.ts";

/** Any name: the secret of development is that of every issuer. */
const issuer = "issuer";
const letters = "0123456789abcdefghjkmnpqrstvwxyz";

/** A key with the checksum of the secret of development. `random` has 32 bytes. */
export function developmentApiKey(clientId: string, random: Uint8Array): string {
  return makeApiKey(clientId, random, developmentKeys(issuer, { services: [], issuer }));
}

/** A key as early versions issued it: anybody can compute its checksum, the first 30 bits of SHA-256 in six letters. */
export function formerApiKey(clientId: string, random: Uint8Array): string {
  const key = developmentApiKey(clientId, random).slice(0, -6);
  const bits = createHash("sha256").update(key).digest().readUInt32BE() >>> 2;
  const checksum = [25, 20, 15, 10, 5, 0].map((shift) => letters.charAt((bits >>> shift) & 31)).join("");
  return `${key}${checksum}`;
}
