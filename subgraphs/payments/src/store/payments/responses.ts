/** Counts of what providers have answered about payments. */
import { type Reader, statement } from "@hansa/kit/store";
import { gte, sql } from "drizzle-orm";
import { payments } from "../tables.ts";
import { neverBegun } from "./tables.ts";

const isDeclined = sql`state = 'FAILED' AND coalesce(failure_code, '') <> ${sql.raw(`'${neverBegun}'`)}`;

/** The responses about payments that were started since, by provider: authorised and declined ones. */
export const countResponses = statement([payments.createdAt], (db: Reader, since) =>
  db
    .select({
      provider: payments.provider,
      responses: sql<number>`count(*) FILTER (WHERE authorized_minor > 0 OR (${isDeclined}))`,
      declines: sql<number>`count(*) FILTER (WHERE ${isDeclined})`,
    })
    .from(payments)
    .where(gte(payments.createdAt, since))
    .groupBy(payments.provider),
);
