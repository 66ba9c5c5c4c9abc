/** What was done to accounts, written down in the transaction that does it, and read by whoever may. */
import { type Connection, connectionOf, readPage } from "@hansa/kit/pages";
import type { Tx } from "@hansa/kit/store";
import type { Context, Deps } from "../context.ts";
import { type AuditFilter, countAuditEntries, findAuditEntries, insertAuditEntry } from "../store/audit.ts";
import type { AuditEntryRow, UserRow } from "../store/tables.ts";

type Action = "password.changed" | "password.reset" | "role.assigned" | "session.reused" | "session.revoked";

/** `summary` is one English sentence with ids, without secrets and without names or addresses: entries stay for ever. */
export type Deed = Pick<AuditEntryRow, "actorId" | "subjectId" | "summary"> & { action: Action };

export function record({ world }: Deps, tx: Tx, deed: Deed): Promise<void> {
  return insertAuditEntry(tx, { id: world.newId("aud"), at: world.now(), ...deed });
}

/** A page of entries that remembers its filter, for whoever also asks for the count. */
export type AuditPage = Connection<AuditEntryRow> & { filter: AuditFilter };

type AuditArgs = {
  first?: number | null | undefined;
  after?: string | null | undefined;
  filter?: AuditFilter | null | undefined;
};

/** Entries, the newest first. */
export async function listAuditEntries({ store }: Context, args: AuditArgs): Promise<AuditPage> {
  const page = readPage(args, 50, "audit");
  const filter = args.filter ?? {};
  const rows = await store.read((db) => findAuditEntries(db, filter, page));
  return { ...connectionOf(page, rows, (row) => [row.at, row.id]), filter };
}

export function countEntries({ store }: Context, filter: AuditFilter): Promise<number> {
  return store.read((db) => countAuditEntries(db, filter));
}

/** Who did it; null for a guest and for the shop itself. */
export async function actorOf({ loaders }: Context, { actorId }: AuditEntryRow): Promise<UserRow | null> {
  return actorId === null ? null : loaders.userById.load(actorId);
}
