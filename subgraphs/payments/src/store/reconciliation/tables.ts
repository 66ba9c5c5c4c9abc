/** Tables of reconciliation: comparisons of the ledger with the providers, their mismatches, and one that a restore has left to do. */
import { check, id, integer, json, table, time } from "@hansa/kit/store";
import { sql } from "drizzle-orm";

/** A difference between our record and the provider's. */
export type Mismatch = {
  provider: string;
  paymentId: string | null;
  providerRef: string | null;
  what: "state" | "terms" | "captures" | "refunds" | "disputes" | "balance" | "missing there" | "missing here";
  ours: string;
  theirs: string;
};

/** Daily reconciliation runs. Their mismatches are kept, even when the payments change. */
export const reconciliationRuns = table("reconciliation_runs", {
  id: id("id"),
  startedAt: time("started_at").notNull(),
  endedAt: time("ended_at").notNull(),
  /** Payments that started or changed since this time were compared. */
  since: time("since").notNull(),
  /** The number of our payments that were compared. */
  compared: integer("compared").notNull(),
  /** The number of payments that providers listed, foreign ones included. */
  listed: integer("listed").notNull(),
  /** The number of payments with an open call, whose response will tell their state. */
  inFlight: integer("in_flight").notNull(),
  /** The number of requests that a provider did not answer. */
  unanswered: integer("unanswered").notNull(),
  mismatches: json("mismatches").$type<Mismatch[]>().notNull(),
});

export type ReconciliationRow = typeof reconciliationRuns.$inferSelect;

/** One row after a restore that asked no provider, until a reconciliation had every response since then. Meanwhile no call that moves money is made. */
export const unaskedProviders = table(
  "unasked_providers",
  {
    id: integer("id").primaryKey(),
    /** The providers have to be asked for everything since this time. */
    since: time("since").notNull(),
    restoredAt: time("restored_at").notNull(),
  },
  () => [check("unasked_providers_one_row", sql`id = 1`)],
);
