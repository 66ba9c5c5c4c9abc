/** The table of reconciliations: when our books were held against a provider's, and what came of it. */
import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Something that our books and a provider's say differently. */
export type Mismatch = {
  provider: string;
  paymentId: string | null;
  providerRef: string | null;
  what: "state" | "terms" | "captures" | "refunds" | "disputes" | "balance" | "missing there" | "missing here";
  ours: string;
  theirs: string;
};

/** Runs over several days, as a person or a timer asked for them. What was found stays written down, whatever becomes of it. */
export const reconciliationRuns = sqliteTable("reconciliation_runs", {
  id: text("id").primaryKey(),
  startedAt: integer("started_at").notNull(),
  endedAt: integer("ended_at").notNull(),
  /** Payments that began or changed since then were compared. */
  since: integer("since").notNull(),
  /** Payments of ours that were held against a provider's. */
  compared: integer("compared").notNull(),
  /** Payments that providers listed, others' included. */
  listed: integer("listed").notNull(),
  /** Payments that a call of ours was under way for: its answer will tell. */
  inFlight: integer("in_flight").notNull(),
  /** Questions that a provider did not answer. */
  unanswered: integer("unanswered").notNull(),
  mismatches: text("mismatches", { mode: "json" }).$type<Mismatch[]>().notNull(),
});

export type ReconciliationRow = typeof reconciliationRuns.$inferSelect;
