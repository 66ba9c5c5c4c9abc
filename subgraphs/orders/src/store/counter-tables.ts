/** The table of counters: how much of each line of an order went where, and which of its units. The line itself never changes. */
import { sql } from "drizzle-orm";
import { check, index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { orderLines, orders } from "./order-tables.ts";

/** Numbers of units from `first` to `last`, both included. */
export type UnitRange = readonly [first: number, last: number];
/** Unit numbers of a line, ascending, as ranges that neither overlap nor touch. */
export type UnitSet = readonly UnitRange[];

/**
 * The unit numbers of a line, from 1 to what was ordered. A unit gets the lowest free number when it is sent, cancelled or refunded, whichever
 * is first, and keeps it.
 */
export type LineUnits = {
  /** They have left, or were handed over. */
  sent: UnitSet;
  cancelled: UnitSet;
  /** Their price was refunded, is being refunded, or will never be taken. */
  credited: UnitSet;
  /** Of these, unsent units that become cancelled with their refund. Until it has an outcome they cannot be sent. */
  withdrawn: UnitSet;
};

export const lineCounters = sqliteTable(
  "line_counters",
  {
    lineId: text("line_id")
      .primaryKey()
      .references(() => orderLines.id),
    orderId: text("order_id")
      .notNull()
      .references(() => orders.id),
    /** It goes by parcel; what does not is handed over without one. */
    isSent: integer("is_sent", { mode: "boolean" }).notNull(),
    ordered: integer("ordered").notNull(),
    /** What is asked for the whole line, tax included wherever it stands. */
    chargedMinor: integer("charged_minor").notNull(),
    cancelled: integer("cancelled").notNull(),
    /** In fulfilments, whether they have left already or not. */
    setAside: integer("set_aside").notNull(),
    /** In parcels, whether these have left already or not. */
    packed: integer("packed").notNull(),
    shipped: integer("shipped").notNull(),
    delivered: integer("delivered").notNull(),
    /** Lost on their way, or back without having arrived. */
    undelivered: integer("undelivered").notNull(),
    /** In returns that were not rejected, whether they are back already or not. */
    returnAsked: integer("return_asked").notNull(),
    returned: integer("returned").notNull(),
    /** Put back on the shelf, for whatever reason. */
    restocked: integer("restocked").notNull(),
    /** Units whose price the shop gave up, and that price: refunded, being refunded, or never to be taken. */
    givenUp: integer("given_up").notNull(),
    givenUpMinor: integer("given_up_minor").notNull(),
    /** Unsent units that are being refunded, and become cancelled with their refund. */
    withdrawn: integer("withdrawn").notNull().default(0),
    /** The units behind `shipped`, `cancelled`, `givenUp` and `withdrawn`, by their numbers. */
    units: text("units", { mode: "json" }).$type<LineUnits>().notNull(),
  },
  (table) => [
    index("line_counters_of_order").on(table.orderId),
    check("line_counters_known", sql`ordered > 0 AND charged_minor >= 0 AND cancelled >= 0 AND shipped >= 0`),
    check(
      "line_counters_set_aside",
      sql`set_aside + cancelled + withdrawn <= ordered AND withdrawn >= 0 AND packed <= set_aside AND shipped <= packed`,
    ),
    check("line_counters_arrived", sql`delivered >= 0 AND undelivered >= 0 AND delivered + undelivered <= shipped`),
    check("line_counters_returned", sql`returned >= 0 AND returned <= return_asked AND return_asked <= delivered`),
    check("line_counters_restocked", sql`restocked >= 0 AND restocked <= ordered`),
    check("line_counters_given_up", sql`given_up >= 0 AND given_up <= ordered`),
    check("line_counters_given_up_minor", sql`given_up_minor >= 0 AND given_up_minor <= charged_minor`),
  ],
);

export type LineCountersRow = typeof lineCounters.$inferSelect;
