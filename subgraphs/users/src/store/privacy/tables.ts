/** Tables of personal data exports, erasure e-mails and pending erasures. */
import { workColumns } from "@hansa/kit/messaging";
import { id, index, table, text, time, uniqueIndex } from "@hansa/kit/store";
import { sql } from "drizzle-orm";

/** Personal data exports: a person's data from all four services, stored until the link expires. */
export const accountExports = table(
  "account_exports",
  {
    id: id("id"),
    /** The person whose data it is. */
    userId: text("user_id").notNull(),
    /** The requester: the same person, who gets the link by e-mail, or staff, who get it in the result. */
    requestedBy: text("requested_by").notNull(),
    /** The hash of the token in the link. */
    tokenHash: text("token_hash").notNull().unique(),
    createdAt: time("created_at").notNull(),
    ...workColumns,
    /** The complete file; null until every service has answered. */
    content: text("content"),
    /** The expiry of the link; null while there is none. */
    expiresAt: time("expires_at"),
  },
  (table) => [
    uniqueIndex("account_exports_one_each").on(table.userId, table.requestedBy),
    index("account_exports_due").on(table.dueAt).where(sql`content IS NULL`),
  ],
);

/** Last e-mails to an address that no account has any more, or soon: sealed, and stored until the e-mail is sent. */
export const erasureEmails = table("erasure_emails", {
  id: id("id"),
  sealedEmail: text("sealed_email").notNull(),
  createdAt: time("created_at").notNull(),
});

/** Pending erasures of guests: the sealed address, stored until orders has confirmed the erasure. */
export const pendingErasures = table(
  "pending_erasures",
  {
    id: id("id"),
    sealedEmail: text("sealed_email").notNull(),
    createdAt: time("created_at").notNull(),
    ...workColumns,
  },
  (table) => [index("pending_erasures_due").on(table.dueAt)],
);

export type PendingErasureRow = typeof pendingErasures.$inferSelect;
export type ExportRow = typeof accountExports.$inferSelect;
export type ErasureEmailRow = typeof erasureEmails.$inferSelect;
