/** Table of the verified e-mail addresses of accounts, to which guest orders with them are offered. */

import { id, index, integer, table, text } from "@hansa/kit/store";
import { sql } from "drizzle-orm";

/** The condition of accounts whose address was not read since their last verification. Exactly this text uses the partial index. */
export const isDue = sql`joined < verifications`;

export const accountEmails = table(
  "account_emails",
  {
    userId: id("user_id"),
    /** The verified address, as users last reported it. Null until it has, and once another account has the address. */
    email: text("email").unique(),
    /** The number of events that said that an address of the account was verified. */
    verifications: integer("verifications").notNull(),
    /** The number of these events after which the address was read. */
    joined: integer("joined").notNull(),
  },
  (table) => [index("account_emails_due").on(table.userId).where(isDue)],
);

export type AccountEmailRow = typeof accountEmails.$inferSelect;
