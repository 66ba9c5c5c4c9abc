/** Client of the users service at its internal server: looks up API keys. */
import { users as contract } from "@hansa/contracts/users";
import { callPeer, type PeerCall } from "@hansa/kit/rpc/peers";
import { sendOverPool } from "@hansa/kit/rpc/transports";
import type { Pool } from "undici";

/** The users service as a peer of the router. */
export function usersPeer(pool: Pool, parts: Omit<PeerCall, "callee" | "transport">): PeerCall {
  return { ...parts, callee: "users", transport: (_callee, request) => sendOverPool(pool, request) };
}

/** Fetches the API client whose key has this hash; null if there is none. Throws when users does not answer. */
export async function fetchClientByKey(peer: PeerCall, keyHash: string) {
  return (await callPeer(peer, contract.clientByKey, { keyHash })).client;
}
