/** Tables of erasures of accounts and guests. */

import { id, index, table, text, time } from "@hansa/kit/store";
import { sql } from "drizzle-orm";

export const erasures = table(
  "erasures",
  {
    userId: id("user_id"),
    receivedAt: time("received_at").notNull(),
    /** Null while a purchase in progress delays the erasure. */
    doneAt: time("done_at"),
  },
  (table) => [index("erasures_open").on(table.receivedAt).where(sql`done_at IS NULL`)],
);

/** Pending erasures of guests. Completed ones are deleted. */
export const guestErasures = table("guest_erasures", {
  id: id("id"),
  /** Null once no other row contains it, and only the WAL checkpoint is pending. */
  email: text("email"),
  receivedAt: time("received_at").notNull(),
});

export type GuestErasureRow = typeof guestErasures.$inferSelect;
