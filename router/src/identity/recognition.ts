/** Recognition of people and programs, whose keys come from the users service. */
import { newAccessTokens, newPublicKeys } from "@hansa/kit/identity";
import { fetchPublicKeys, type PeerCall } from "@hansa/kit/rpc";
import type { Transport } from "../transport/subgraphs.ts";
import { newApiClients } from "./api-clients.ts";
import type { Recognition } from "./identification.ts";
import { fetchClientByKey } from "./users-peer.ts";

/** Opens the recognition; keys are fetched when the first token or API key comes. */
export function openRecognition(
  { runtime, log, metrics }: Pick<Transport, "runtime" | "log" | "metrics">,
  users: PeerCall,
): Pick<Recognition, "tokens" | "clients"> {
  return {
    tokens: newAccessTokens(newPublicKeys({ runtime, log, ask: () => fetchPublicKeys(users) })),
    clients: newApiClients({
      runtime,
      log,
      metrics,
      ring: users.ring,
      ask: (keyHash) => fetchClientByKey(users, keyHash),
    }),
  };
}
