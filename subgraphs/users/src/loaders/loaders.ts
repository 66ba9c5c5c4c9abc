/** Loaders of one request: lookups of people, addresses, sessions, API clients and audit entries in batches. */
import { batchesOf, loadMany, loadOne } from "@hansa/kit/graphql";
import type { Runtime } from "@hansa/kit/runtime";
import type { Store } from "@hansa/kit/store";
import { findAddressesByIds, findAddressesByUsers } from "../store/accounts/addresses.ts";
import { findUsersByIds } from "../store/accounts/users.ts";
import { findApiClientsByIds } from "../store/api-clients/queries.ts";
import { findAuditEntriesByIds } from "../store/audit/queries.ts";
import { findSessionsByUsers } from "../store/sessions/sessions.ts";

export type Loaders = ReturnType<typeof createLoaders>;

/** Creates the loaders of one request. They cache rows, so a mutation clears the rows that it changes. */
export function createLoaders(store: Store, runtime: Runtime) {
  const from = batchesOf(store);
  const now = runtime.now();

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
