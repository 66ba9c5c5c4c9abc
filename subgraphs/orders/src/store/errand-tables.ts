/** The tables of what is still to be done for an order, and of cancellations that its saga has to read. */
import { sql } from "drizzle-orm";
import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { orders } from "./order-tables.ts";

/** Units of a line that go back on the shelf. */
export type RestockLine = { lineId: string; variantId: string; quantity: number };

/** Something still to be done, mostly by another service: written with the change that makes it necessary, repeated until it is. */
export const errands = sqliteTable(
  "errands",
  {
    /** The order in which they came up: a capture is asked for before what is left is let go. */
    seq: integer("seq").primaryKey({ autoIncrement: true }),
    orderId: text("order_id")
      .notNull()
      .references(() => orders.id),
    kind: text("kind", { enum: ["RESTOCK", "REFUND", "CAPTURE", "LET_GO", "HAND_OVER"] }).notNull(),
    /** The refund's, the capture's or the order's id; for a restock, that of what brought the goods back. */
    subjectId: text("subject_id").notNull(),
    /** For a restock. */
    lines: text("lines", { mode: "json" }).$type<RestockLine[]>(),
    /** Tries that ended without an answer. */
    attempt: integer("attempt").notNull(),
    nextRunAt: integer("next_run_at").notNull(),
    doneAt: integer("done_at"),
  },
  (table) => [
    uniqueIndex("errands_once").on(table.kind, table.subjectId),
    index("errands_due").on(table.nextRunAt).where(sql`done_at IS NULL`),
    index("errands_of_order").on(table.orderId).where(sql`done_at IS NULL`),
  ],
);

/** That somebody cancelled a whole order: one that is still being made is undone by its saga. */
export const cancellations = sqliteTable("cancellations", {
  orderId: text("order_id")
    .primaryKey()
    .references(() => orders.id),
  reason: text("reason", { enum: ["CUSTOMER", "SHOP"] }).notNull(),
  /** In the words of whoever did it. */
  note: text("note"),
  actorId: text("actor_id"),
  at: integer("at").notNull(),
});

export type ErrandRow = typeof errands.$inferSelect;
export type CancellationRow = typeof cancellations.$inferSelect;
