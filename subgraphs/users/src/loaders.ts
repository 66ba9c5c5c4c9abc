/** Batches of one request: whatever many people or addresses are asked at once is one statement. */
import { batchesOf, loadMany, loadOne } from "@hansa/kit/loading";
import type { Store } from "@hansa/kit/store";
import type { World } from "@hansa/kit/world";
import { findAddressesByIds, findAddressesByUsers } from "./store/addresses.ts";
import { findApiClientsByIds } from "./store/api-clients.ts";
import { findAuditEntriesByIds } from "./store/audit.ts";
import { findSessionsByUsers } from "./store/sessions.ts";
import { findUsersByIds } from "./store/users.ts";

export type Loaders = ReturnType<typeof createLoaders>;

/** Fresh loaders: they remember what they loaded, so each request needs its own, and a change clears what it changed. */
export function createLoaders(store: Store, world: World) {
  const from = batchesOf(store);
  const now = world.now();

  return {
    userById: loadOne(from(findUsersByIds), (user) => user.id),
    apiClientById: loadOne(from(findApiClientsByIds), (client) => client.id),
    auditEntryById: loadOne(from(findAuditEntriesByIds), (entry) => entry.id),
    addressById: loadOne(from(findAddressesByIds), (address) => address.id),
    addressesByUser: loadMany(from(findAddressesByUsers), (address) => address.userId),
    sessionsByUser: loadMany(
      from((db, ids) => findSessionsByUsers(db, ids, now)),
      (session) => session.userId,
    ),
  };
}
