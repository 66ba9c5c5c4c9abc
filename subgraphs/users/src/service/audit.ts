/** What was done to accounts, written down in the transaction that does it, and read by whoever may. */
import { events } from "@hansa/contracts/events";
import { authorOf } from "@hansa/kit/audit";
import { hasScope } from "@hansa/kit/identity";
import type { Event } from "@hansa/kit/outbox";
import { type Connection, connectionOf, type PageArgs, readTimePage, type TimeSort } from "@hansa/kit/pages";
import type { Tx } from "@hansa/kit/store";
import type { Context } from "../context.ts";
import { type AuditFilter, countAuditEntries, findAuditEntries, insertAuditEntry } from "../store/audit.ts";
import type { ApiClientRow, AuditEntryRow, UserRow } from "../store/tables.ts";

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
  | "role.assigned"
  | "session.reused"
  | "session.revoked"
  | "sessions.ended";

/** `summary` is one English sentence with ids, without secrets and without names or addresses: entries stay for ever. */
export type Deed = Pick<AuditEntryRow, "subjectId" | "summary"> & { action: Action };

/** Writes a deed of the viewer down; of a guest, nobody's. */
export function record({ world, viewer }: Pick<Context, "world" | "viewer">, tx: Tx, deed: Deed): Promise<void> {
  return insertAuditEntry(tx, { id: world.newId("aud"), at: world.now(), ...deed, ...authorOf(viewer) });
}

/** Writes down what another service has told of. The event's id is the entry's, so that no deed is written down twice. */
export function recordTold(tx: Tx, { eventId, occurredAt, payload }: Event): Promise<void> {
  return insertAuditEntry(tx, { id: eventId, at: occurredAt, ...events.auditRecorded.payload.parse(payload) });
}

/** A page of entries that remembers its filter, for whoever also asks for the count. */
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

export function countEntries({ store }: Context, filter: AuditFilter): Promise<number> {
  return store.read((db) => countAuditEntries(db, filter));
}

/** Who did it; null for a guest, for a program and for the shop itself. */
export async function actorOf({ loaders }: Context, { actorId }: AuditEntryRow): Promise<UserRow | null> {
  return actorId === null ? null : loaders.userById.load(actorId);
}

/** The program that did it; null for people. */
export async function clientOf({ loaders }: Context, { clientId }: AuditEntryRow): Promise<ApiClientRow | null> {
  return clientId === null ? null : loaders.apiClientById.load(clientId);
}
