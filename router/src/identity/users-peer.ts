/** Client of the users service at its internal server: fetches public keys, unsigned because they are public, and looks up API keys. */
import { users as contract } from "@hansa/contracts/users";
import { readResponseText } from "@hansa/kit/http/response-body";
import { callPeer, type PeerCall } from "@hansa/kit/rpc/peers";
import { maxAnswerBytes } from "@hansa/kit/rpc/transports";
import type { Runtime } from "@hansa/kit/runtime/runtime";
import type { JSONWebKeySet } from "jose";
import type { Pool } from "undici";
import { z } from "zod";

/** The users service as a peer of the router. */
export function usersPeer(pool: Pool, parts: Omit<PeerCall, "callee" | "transport">): PeerCall {
  return {
    ...parts,
    callee: "users",
    transport: async (_callee, { path, headers, body, signal }) => {
      const answer = await pool.request({ method: "POST", path, headers, body, signal });
      return { status: answer.statusCode, body: await readResponseText(answer.body, maxAnswerBytes) };
    },
  };
}

/** Fetches the API client whose key has this hash; null if there is none. Throws when users does not answer. */
export async function fetchClientByKey(peer: PeerCall, keyHash: string) {
  return (await callPeer(peer, contract.clientByKey, { keyHash })).client;
}

const deadlineMs = 2_000;
/** The most bytes of the public keys: more than a hundred. */
const maxKeySetBytes = 64 * 1024;

const keySetSchema = z.object({
  keys: z.array(z.looseObject({ kty: z.string(), kid: z.string() })).min(1),
});

/** Fetches the current public keys. Throws when there is no valid response within two seconds. */
export async function fetchPublicKeys(pool: Pool, runtime: Runtime): Promise<JSONWebKeySet> {
  const { statusCode, body } = await pool.request({
    method: "GET",
    path: "/.well-known/jwks.json",
    signal: runtime.deadline(deadlineMs),
  });
  const text = await readResponseText(body, maxKeySetBytes);
  if (statusCode !== 200) throw new Error(`the users service answered ${statusCode} instead of its keys`);
  return keySetSchema.parse(JSON.parse(text));
}
