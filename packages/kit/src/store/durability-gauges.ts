/** Gauges of the durability of a database: an administrator may take it away while the shop runs, of which a start would be refused. */
import { type SQL, sql } from "drizzle-orm";
import type { EngineFacts } from "./engine/engine.ts";
import { isInDatabase } from "./engine/told-store.mjs";
import type { StoreGauge } from "./gauges.ts";

/** As a session of the store has it. */
const isDurable = sql<number>`CASE WHEN current_setting('fsync') = 'on' AND current_setting('synchronous_commit') NOT IN ('off', 'local') THEN 1 ELSE 0 END`;
const hasChecksums = sql<number>`CASE WHEN current_setting('data_checksums') = 'on' THEN 1 ELSE 0 END`;

/** The gauges of a store of this engine; those of a file are absent, which is opened by its process alone. */
export function durabilityGauges({ name, place, cluster }: EngineFacts): StoreGauge[] {
  const isAsked = isInDatabase({ engine: name, place, cluster });
  const asked = (value: SQL<number>): StoreGauge["read"] =>
    isAsked ? async (db) => (await db.select({ value }).from(sql`(SELECT 1) AS one`))[0]?.value : async () => undefined;
  return [
    {
      name: "hansa_store_durable",
      help: "1 while commits to the database of the store wait for its disk; 0 where fsync or synchronous_commit is off.",
      unit: "count",
      read: asked(isDurable),
    },
    {
      name: "hansa_store_checksums",
      help: "1 if the pages of the database of the store have checksums, which tell a damaged one; else 0.",
      unit: "count",
      read: asked(hasChecksums),
    },
  ];
}
