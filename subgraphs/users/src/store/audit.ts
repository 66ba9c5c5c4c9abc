/** The audit log as rows. There is no function that changes or removes one, and triggers refuse it. */
import type { Page } from "@hansa/kit/pages";
import type { Reader, Tx } from "@hansa/kit/store";
import { and, desc, eq, gte, lt, or } from "drizzle-orm";
import { type AuditEntryRow, auditLog } from "./tables.ts";

export async function insertAuditEntry(tx: Tx, entry: AuditEntryRow): Promise<void> {
  await tx.insert(auditLog).values(entry);
}

export type AuditFilter = {
  actorId?: string | null | undefined;
  action?: string | null | undefined;
  subjectId?: string | null | undefined;
  from?: number | null | undefined;
  to?: number | null | undefined;
};

/** Entries, the newest first; one more than the page, to know whether there is a next. */
export function findAuditEntries(db: Reader, filter: AuditFilter, { first, after }: Page): Promise<AuditEntryRow[]> {
  const [at, id] = after ?? [];
  return db
    .select()
    .from(auditLog)
    .where(
      and(
        matching(filter),
        at === undefined || id === undefined
          ? undefined
          : or(lt(auditLog.at, Number(at)), and(eq(auditLog.at, Number(at)), lt(auditLog.id, String(id)))),
      ),
    )
    .orderBy(desc(auditLog.at), desc(auditLog.id))
    .limit(first + 1);
}

export function countAuditEntries(db: Reader, filter: AuditFilter): Promise<number> {
  return db.$count(auditLog, matching(filter));
}

function matching({ actorId, action, subjectId, from, to }: AuditFilter) {
  return and(
    actorId ? eq(auditLog.actorId, actorId) : undefined,
    action ? eq(auditLog.action, action) : undefined,
    subjectId ? eq(auditLog.subjectId, subjectId) : undefined,
    typeof from === "number" ? gte(auditLog.at, from) : undefined,
    typeof to === "number" ? lt(auditLog.at, to) : undefined,
  );
}
