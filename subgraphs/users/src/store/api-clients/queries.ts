/** Queries of API clients: by id, by the hash of their key, and as pages. */

import { filteredList, newestFirst, type Page } from "@hansa/kit/graphql";
import { firstRow, type Reader, rowInto, rowsBy, statement, type Tx } from "@hansa/kit/store";
import { and, eq, isNull, lt, or } from "drizzle-orm";
import { type ApiClientRow, apiClients } from "./tables.ts";

export const insertApiClient = rowInto(apiClients);

export const findApiClientsByIds = rowsBy(apiClients, apiClients.id);

/** Finds the client with this key; undefined if it is revoked or unknown. */
export const findClientByKey = firstRow(
  statement([apiClients.keyHash], (db: Reader, keyHash) =>
    db
      .select()
      .from(apiClients)
      .where(and(eq(apiClients.keyHash, keyHash), isNull(apiClients.revokedAt))),
  ),
);

/** Records the use of a client, unless a use was recorded since `since`. */
export const recordClientUse = statement(
  [apiClients.id, apiClients.lastUsedAt, apiClients.lastUsedAt],
  (tx: Tx, id, now, since) =>
    tx
      .update(apiClients)
      .set({ lastUsedAt: now })
      .where(and(eq(apiClients.id, id), or(isNull(apiClients.lastUsedAt), lt(apiClients.lastUsedAt, since)))),
);

/** Revokes the key of a client; undefined if it is revoked already or unknown. */
export const revokeApiClient = firstRow(
  statement([apiClients.id, apiClients.revokedAt], (tx: Tx, id, now) =>
    tx
      .update(apiClients)
      .set({ revokedAt: now })
      .where(and(eq(apiClients.id, id), isNull(apiClients.revokedAt)))
      .returning(),
  ),
);

const clients = filteredList(apiClients, newestFirst(apiClients.createdAt, apiClients.id), {});

/** Clients, the newest first; one more than the page, to know whether there is a next. */
export function findApiClientsPage(db: Reader, page: Page): Promise<ApiClientRow[]> {
  return clients.findPage(db, {}, page);
}

/** The number of API clients. */
export function countApiClients(db: Reader): Promise<number> {
  return clients.count(db, {});
}
