/** Audit log: actions are recorded in the transaction that performs them, and read by viewers with the scope `audit:read`. */

import { authorOf } from "@hansa/contracts/audit-log";
import { events } from "@hansa/contracts/events";
import { type Connection, connectionOf, type PageArgs, readTimePage, type TimeSort } from "@hansa/kit/graphql";
import { hasScope } from "@hansa/kit/identity";
import type { Event } from "@hansa/kit/messaging";
import type { Tx } from "@hansa/kit/store";
import type { Context } from "../../context.ts";
import { type AuditFilter, countAuditEntries, findAuditEntries, insertAuditEntry } from "../../store/audit/queries.ts";
import type { ApiClientRow, AuditEntryRow, UserRow } from "../../store/tables.ts";

type Action =
  | "account.erased"
  | "account.exported"
  | "administrator.created"
  | "administrator.restored"
  | "apiClient.created"
  | "apiClient.revoked"
  | "guest.erased"
  | "password.changed"
  | "password.reset"
  | "email.changeRequested"
  | "email.changed"
  | "role.assigned"
  | "session.reused"
  | "session.revoked"
  | "sessions.ended";

/** `summary` is one English sentence with ids, without secrets, names and addresses, because entries are never deleted. */
export type AuditedAction = Pick<AuditEntryRow, "subjectId" | "summary"> & { action: Action };

/** Records an action of the viewer; the action of a guest has no actor. */
export function recordAction(
  { runtime, viewer }: Pick<Context, "runtime" | "viewer">,
  tx: Tx,
  action: AuditedAction,
): Promise<void> {
  return insertAuditEntry(tx, { id: runtime.newId("aud"), at: runtime.now(), ...action, ...authorOf(viewer) });
}

/** Records an action from another service's event. The entry has the id of the event, so that no action is recorded twice. */
export function recordPeerAction(tx: Tx, { eventId, occurredAt, payload }: Event): Promise<void> {
  return insertAuditEntry(tx, { id: eventId, at: occurredAt, ...events.auditRecorded.payload.parse(payload) });
}

/** A page of entries with its filter, which the field `totalCount` needs. */
export type AuditPage = Connection<AuditEntryRow> & { filter: AuditFilter };

type AuditArgs = PageArgs & {
  sort?: TimeSort | null | undefined;
  filter?: AuditFilter | null | undefined;
};

/** Entries, the newest first. */
export async function listAuditEntries({ store }: Context, args: AuditArgs): Promise<AuditPage> {
  const page = readTimePage(args, 50, "audit");
  const filter = args.filter ?? {};
  const rows = await store.read((db) => findAuditEntries(db, filter, page));
  return { ...connectionOf(page, rows, (row) => [row.at, row.id]), filter };
}

/** The entry if the viewer may read the log; null for others, as if there were none. */
export async function findVisibleEntry({ loaders, viewer }: Context, id: string): Promise<AuditEntryRow | null> {
  return hasScope(viewer, "audit:read") ? loaders.auditEntryById.load(id) : null;
}

/** The number of audit entries in a filtered list. */
export function countEntries({ store }: Context, filter: AuditFilter): Promise<number> {
  return store.read((db) => countAuditEntries(db, filter));
}

/** Finds the person who acted; null for a guest, a program and the shop itself. */
export async function findActor({ loaders }: Context, { actorId }: AuditEntryRow): Promise<UserRow | null> {
  return actorId === null ? null : loaders.userById.load(actorId);
}

/** Finds the API client that acted; null for people. */
export async function findActingClient(
  { loaders }: Context,
  { clientId }: AuditEntryRow,
): Promise<ApiClientRow | null> {
  return clientId === null ? null : loaders.apiClientById.load(clientId);
}
