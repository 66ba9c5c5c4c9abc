/** Table of counted attempts. Its names in the store are those of its first use, promotion codes. */
import { id, index, integer, table, time } from "@hansa/kit/store/columns";

/** Attempts of one kind within one hour, of one viewer, or of one network by its keyed hash. */
export const attempts = table(
  "failed_codes",
  {
    key: id("key"),
    since: time("since").notNull(),
    attempts: integer("failures").notNull(),
  },
  (table) => [index("failed_codes_oldest").on(table.since)],
);
