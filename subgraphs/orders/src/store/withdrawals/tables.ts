/** Tables of withdrawals: declarations of consumers to withdraw from a purchase, and their units. */

import { boolean, check, id, index, integer, json, primaryKey, table, text, time, uniqueIndex } from "@hansa/kit/store";
import { sql } from "drizzle-orm";
import type { UnitSet } from "../order/line-counter-tables.ts";
import { orderLines, orders } from "../order/tables.ts";

type DeclaredPart = { lineId: string; quantity: number };

export const withdrawals = table(
  "withdrawals",
  {
    id: id("id"),
    /** Derived from the entered order number and e-mail address, so it does not reveal whether they fit an order. */
    reference: text("reference").notNull(),
    /** Null if it fits no order. */
    orderId: text("order_id").references(() => orders.id),
    matched: boolean("matched").notNull(),
    state: text("state", { enum: ["UNCONFIRMED", "RECEIVED", "SETTLED", "CONTESTED", "UNMATCHED"] }).notNull(),
    /** The entered values, the address normalised, and corrected with that of the order; null once the person was erased. */
    orderNumber: text("order_number"),
    email: text("email"),
    lastName: text("last_name"),
    receivedAt: time("received_at").notNull(),
    /** Null if it fits no order. */
    refundDueBy: time("refund_due_by"),
    proofRecordedAt: time("proof_recorded_at"),
    /** The note of the shop that contests it. */
    contestNote: text("contest_note"),
    settledAt: time("settled_at"),
    /** Another channel than ONLINE: staff has recorded it. */
    channel: text("channel", { enum: ["ONLINE", "LETTER", "EMAIL", "PHONE", "OTHER"] })
      .notNull()
      .default("ONLINE"),
    /** The day on which it was sent, which the period counts, in days since 1970; null if it was declared online. */
    sentOn: integer("sent_on"),
    /** The note of staff who recorded it. */
    note: text("note"),
    /** Declarations with its address that fit no order either, and came after it beyond the number that is kept in a day. */
    further: integer("further").notNull().default(0),
    /** The units of a declaration that a stranger made, until it is confirmed; then they are its parts. */
    declaredParts: json("declared_parts").$type<DeclaredPart[]>(),
  },
  (table) => [
    index("withdrawals_newest").on(table.receivedAt, table.id),
    index("withdrawals_by_state").on(table.state, table.receivedAt, table.id),
    index("withdrawals_of_order").on(table.orderId, table.receivedAt, table.id),
    index("withdrawals_by_due").on(table.refundDueBy).where(sql`refund_due_by IS NOT NULL`),
    index("withdrawals_by_email").on(table.email).where(sql`email IS NOT NULL`),
    uniqueIndex("withdrawals_unmatched_once").on(table.reference).where(sql`matched = 0`),
    check("withdrawals_matched", sql`matched = (order_id IS NOT NULL) AND matched = (state <> 'UNMATCHED')`),
    check("withdrawals_due", sql`matched = (refund_due_by IS NOT NULL)`),
    check("withdrawals_settled", sql`(state = 'SETTLED') = (settled_at IS NOT NULL)`),
  ],
);

export const withdrawalParts = table(
  "withdrawal_parts",
  {
    withdrawalId: text("withdrawal_id")
      .notNull()
      .references(() => withdrawals.id),
    lineId: text("line_id")
      .notNull()
      .references(() => orderLines.id),
    quantity: integer("quantity").notNull(),
    /** The units among them that were cancelled, and those that are to be returned. The others have no number yet: they are not sent. */
    cancelled: json("cancelled").$type<UnitSet>().notNull(),
    returned: json("returned").$type<UnitSet>().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.withdrawalId, table.lineId] }),
    index("withdrawal_parts_of_line").on(table.lineId),
    check("withdrawal_parts_positive", sql`quantity > 0`),
  ],
);

export type WithdrawalRow = typeof withdrawals.$inferSelect;
export type WithdrawalPartRow = typeof withdrawalParts.$inferSelect;
