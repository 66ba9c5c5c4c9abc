/** Queries of the audit log, which is append-only: triggers refuse changes and deletions. */

import { equals, type FilterValues, filteredList, from, newestFirst, until } from "@hansa/kit/graphql";
import { type Reader, rowInto, rowsBy, statement } from "@hansa/kit/store";
import { asc, eq, or } from "drizzle-orm";
import { auditLog } from "../tables.ts";

export const insertAuditEntry = rowInto(auditLog);

export const findAuditEntriesByIds = rowsBy(auditLog, auditLog.id);

/** Finds all entries by or about this person, the oldest first. */
export const findAuditEntriesAbout = statement([auditLog.subjectId], (db: Reader, userId) =>
  db
    .select()
    .from(auditLog)
    .where(or(eq(auditLog.actorId, userId), eq(auditLog.subjectId, userId)))
    .orderBy(asc(auditLog.at), asc(auditLog.id)),
);

const filters = {
  actorId: equals(auditLog.actorId),
  apiClientId: equals(auditLog.clientId),
  action: equals(auditLog.action),
  subjectId: equals(auditLog.subjectId),
  from: from(auditLog.at),
  to: until(auditLog.at),
};

export type AuditFilter = FilterValues<typeof filters>;

/** Entries, the newest first. */
export const { findPage: findAuditEntries, count: countAuditEntries } = filteredList(
  auditLog,
  newestFirst(auditLog.at, auditLog.id),
  filters,
);
