/** Fetch of the public keys from the issuer of sessions: unsigned, because they are public, at its internal server. */
import type { JSONWebKeySet } from "jose";
import { z } from "zod";
import { callOutside } from "./outbound.ts";
import type { PeerCall } from "./peers.ts";

/** The path at which the issuer publishes its keys. */
export const keysPath = "/.well-known/jwks.json";

const deadlineMs = 2_000;
/** The most bytes of the public keys: more than a hundred. */
const maxKeySetBytes = 64 * 1024;

const keySetSchema = z.object({
  keys: z.array(z.looseObject({ kty: z.string(), kid: z.string() })).min(1),
});

/** Fetches the current public keys. Throws when there is no valid response within two seconds. */
export function fetchPublicKeys(
  issuer: Pick<PeerCall, "callee" | "transport" | "runtime" | "metrics">,
): Promise<JSONWebKeySet> {
  const { callee, transport, runtime } = issuer;
  return callOutside(issuer, "issuer.publicKeys", async () => {
    const { status, body } = await transport(callee, {
      method: "GET",
      path: keysPath,
      headers: {},
      body: "",
      signal: runtime.deadline(deadlineMs),
      maxBytes: maxKeySetBytes,
    });
    if (status !== 200) throw new Error(`${callee} answered ${status} instead of its keys`);
    return keySetSchema.parse(JSON.parse(body));
  });
}
