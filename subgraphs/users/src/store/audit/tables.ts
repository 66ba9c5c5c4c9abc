/** The audit log of all services, append-only: triggers refuse anything else. It holds ids, and nothing that may have to be erased. */

import { id, index, table, text, time } from "@hansa/kit/store";

export const auditLog = table(
  "audit_log",
  {
    id: id("id"),
    at: time("at").notNull(),
    /** Null for a guest, for a program and for the shop itself. */
    actorId: text("actor_id"),
    /** The program that did it. */
    clientId: text("client_id"),
    action: text("action").notNull(),
    subjectId: text("subject_id"),
    summary: text("summary").notNull(),
  },
  (table) => [
    index("audit_log_newest").on(table.at, table.id),
    index("audit_log_of_client").on(table.clientId, table.at, table.id),
    index("audit_log_of_actor").on(table.actorId, table.at, table.id),
    index("audit_log_of_subject").on(table.subjectId, table.at, table.id),
  ],
);

export type AuditEntryRow = typeof auditLog.$inferSelect;
