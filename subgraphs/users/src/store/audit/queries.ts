/** Queries of the audit log, which is append-only: triggers refuse changes and deletions. */

import { beyondCursor, type Keyset, limitOfPage, newestFirst, orderOfPage } from "@hansa/kit/graphql/keyset";
import type { Page } from "@hansa/kit/graphql/pages";
import { rowInto, rowsBy } from "@hansa/kit/store/prepared";
import { statement } from "@hansa/kit/store/statement";
import type { Reader } from "@hansa/kit/store/store";
import { and, asc, eq, gte, lt, or } from "drizzle-orm";
import { type AuditEntryRow, auditLog } from "../tables.ts";

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

export type AuditFilter = {
  actorId?: string | null | undefined;
  apiClientId?: string | null | undefined;
  action?: string | null | undefined;
  subjectId?: string | null | undefined;
  from?: number | null | undefined;
  to?: number | null | undefined;
};

/** Entries, the newest first; one more than the page, to know whether there is a next. */
export function findAuditEntries(db: Reader, filter: AuditFilter, page: Page): Promise<AuditEntryRow[]> {
  return db
    .select()
    .from(auditLog)
    .where(and(matchFilter(filter), beyondCursor(byTime, page)))
    .orderBy(...orderOfPage(byTime, page))
    .limit(limitOfPage(page));
}

const byTime: Keyset = newestFirst(auditLog.at, auditLog.id);

export function countAuditEntries(db: Reader, filter: AuditFilter): Promise<number> {
  return db.$count(auditLog, matchFilter(filter));
}

function matchFilter({ actorId, apiClientId, action, subjectId, from, to }: AuditFilter) {
  return and(
    actorId ? eq(auditLog.actorId, actorId) : undefined,
    apiClientId ? eq(auditLog.clientId, apiClientId) : undefined,
    action ? eq(auditLog.action, action) : undefined,
    subjectId ? eq(auditLog.subjectId, subjectId) : undefined,
    typeof from === "number" ? gte(auditLog.at, from) : undefined,
    typeof to === "number" ? lt(auditLog.at, to) : undefined,
  );
}
