/** Recognising a program by its key, for the router. */
import type { users as contract } from "@hansa/contracts/users";
import type { InputOf, OutputOf } from "@hansa/kit/contract";
import type { Deps } from "../context.ts";
import { findClientByKey, noteUse } from "../store/api-clients.ts";

type ByKey = (typeof contract)["clientByKey"];

/** Using a client is noted no more often than this. */
const notedEveryMs = 60_000;

/** The client with this key. A revoked key and one that never was are answered alike, by the same one statement. */
export async function clientByKey({ store, world }: Deps, { keyHash }: InputOf<ByKey>): Promise<OutputOf<ByKey>> {
  const client = await store.read((db) => findClientByKey(db, keyHash));
  if (!client) return { client: null };
  const now = world.now();
  const since = now - notedEveryMs;
  if ((client.lastUsedAt ?? 0) < since) {
    await store.write("note-client-use", (tx) => noteUse(tx, client.id, now, since));
  }
  return { client: { id: client.id, scopes: client.scopes } };
}
