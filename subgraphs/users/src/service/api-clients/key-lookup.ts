/** Lookup of an API client by the hash of its key, for the router. */
import type { users as contract } from "@hansa/contracts/users";
import type { InputOf, OutputOf } from "@hansa/kit/rpc";
import type { Deps } from "../../context.ts";
import { findClientByKey, recordClientUse } from "../../store/api-clients/queries.ts";

type ByKey = (typeof contract)["clientByKey"];

/** The use of a client is recorded at most once in this time. */
const useRecordIntervalMs = 60_000;

/** Looks up the client with this key. Revoked and unknown keys get the same response, from the same statement. */
export async function lookUpClientByKey(
  { store, runtime }: Deps,
  { keyHash }: InputOf<ByKey>,
): Promise<OutputOf<ByKey>> {
  const client = await store.read((db) => findClientByKey(db, keyHash));
  if (!client) return { client: null };
  const now = runtime.now();
  const since = now - useRecordIntervalMs;
  if ((client.lastUsedAt ?? 0) < since) {
    await store.write("record-client-use", (tx) => recordClientUse(tx, client.id, now, since));
  }
  return { client: { id: client.id, scopes: client.scopes, contract: client.contract } };
}
