/** Look-up of API keys at the users service. */
import { users as contract } from "@hansa/contracts/users";
import { callPeer, type PeerCall } from "@hansa/kit/rpc";

/** Fetches the API client whose key has this hash; null if there is none. Throws when users does not answer. */
export async function fetchClientByKey(peer: PeerCall, keyHash: string) {
  return (await callPeer(peer, contract.clientByKey, { keyHash })).client;
}
