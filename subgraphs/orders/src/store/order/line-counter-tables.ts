/** Table of line counters: the units of an order line that are cancelled, shipped, returned or refunded. The line itself never changes. */

import { boolean, check, id, index, integer, json, money, table, text } from "@hansa/kit/store";
import { sql } from "drizzle-orm";
import { orderLines, orders } from "./tables.ts";

/** Numbers of units from `first` to `last`, both included. */
export type UnitRange = readonly [first: number, last: number];
/** Unit numbers of a line, ascending, as ranges that neither overlap nor touch. */
export type UnitSet = readonly UnitRange[];

/** The amount of each of the units from `first` to `last`, both included. */
export type UnitAmount = readonly [first: number, last: number, minor: number];
/** Amounts of units of a line, ascending, as ranges that do not overlap. */
export type UnitAmounts = readonly UnitAmount[];

/**
 * The unit numbers of a line, from 1 to the ordered quantity. A unit gets the lowest free number when it is shipped, cancelled or refunded,
 * whichever is first, and keeps it.
 */
export type LineUnits = {
  /** Units that were shipped or handed over. */
  sent: UnitSet;
  cancelled: UnitSet;
  /** Units that count as refunded: they were refunded, with all or less of their price, are being refunded, or will never be captured. */
  credited: UnitSet;
  /** Unsent units among them that are cancelled with their refund. Until it has an outcome they cannot be shipped. */
  withdrawn: UnitSet;
  /** Sent units that came back undelivered, or are replaced: they can be sent once more unless they are credited, and stay among the sent ones. Absent in lines of earlier versions. */
  resendable?: UnitSet | undefined;
  /**
   * The rest of the price of units that was reduced, or refunded in part. Nothing is left of other credited units, and everything of the others.
   * Absent while there are none.
   */
  left?: UnitAmounts | undefined;
};

/**
 * The conditions of lines with work in the warehouse: few lines have any. Exactly these texts use the partial indexes. The column is on the left,
 * since SQLite would turn a comparison around that has it on the right, and would not know it again.
 */
export const isToPrepare = sql`is_sent AND ordered > allocated + cancelled + withdrawn`;
export const isToPack = sql`is_sent AND (allocated > packed OR resend_allocated > resend_packed)`;
export const isToSendAgain = sql`resendable > resend_allocated`;

export const lineCounters = table(
  "line_counters",
  {
    lineId: id("line_id").references(() => orderLines.id),
    orderId: text("order_id")
      .notNull()
      .references(() => orders.id),
    /** Whether it is shipped by parcel; other goods are handed over without one. */
    isSent: boolean("is_sent").notNull(),
    ordered: integer("ordered").notNull(),
    /** The charge for the whole line, tax included: a multiple of the step of its order, as the charge for each of its units. */
    chargedMinor: money("charged_minor").notNull(),
    stepMinor: money("step_minor").notNull().default(1),
    cancelled: integer("cancelled").notNull(),
    /** In fulfilments, shipped or not. */
    allocated: integer("allocated").notNull(),
    /** In parcels, shipped or not. */
    packed: integer("packed").notNull(),
    shipped: integer("shipped").notNull(),
    delivered: integer("delivered").notNull(),
    /** Lost in transit, or returned to the sender undelivered. */
    undelivered: integer("undelivered").notNull(),
    /** Units that came back undelivered, or are replaced, and are not credited: each can be sent once more. */
    resendable: integer("resendable").notNull().default(0),
    /** Of the units that are sent once more: in fulfilments, and not shipped again yet. */
    resendAllocated: integer("resend_allocated").notNull().default(0),
    /** Of these, in parcels. */
    resendPacked: integer("resend_packed").notNull().default(0),
    /** Units that replaced returned ones, sent or not. */
    replaced: integer("replaced").notNull().default(0),
    /** Of them, those that are neither sent nor refunded: products has committed their stock, and they are among the resendable units. */
    replacing: integer("replacing").notNull().default(0),
    /** In returns that were not rejected, received or not. */
    returnRequested: integer("return_requested").notNull(),
    /** In rejected returns: only staff can request their return again. */
    returnRejected: integer("return_rejected").notNull().default(0),
    returned: integer("returned").notNull(),
    /** Returned to stock, for any reason; cancelled ones, which never left it, included. */
    restocked: integer("restocked").notNull(),
    /** Units that count as refunded. */
    credited: integer("credited").notNull(),
    /** The amount off the prices of all units: refunded, being refunded, or never to be captured. */
    creditedMinor: money("credited_minor").notNull(),
    /** Unsent units that are being refunded, and are cancelled with their refund. */
    withdrawn: integer("withdrawn").notNull().default(0),
    /** The unit numbers that `shipped`, `cancelled`, `credited`, `withdrawn` and `resendable` count. */
    units: json("units").$type<LineUnits>().notNull(),
  },
  (table) => [
    index("line_counters_of_order").on(table.orderId),
    index("line_counters_to_prepare").on(table.orderId).where(isToPrepare),
    index("line_counters_to_pack").on(table.orderId).where(isToPack),
    index("line_counters_to_send_again").on(table.orderId).where(isToSendAgain),
    check("line_counters_known", sql`ordered > 0 AND charged_minor >= 0 AND cancelled >= 0 AND shipped >= 0`),
    check(
      "line_counters_allocated",
      sql`allocated + cancelled + withdrawn <= ordered AND withdrawn >= 0 AND packed <= allocated AND shipped <= packed`,
    ),
    check(
      "line_counters_resent",
      sql`resend_packed >= 0 AND resend_packed <= resend_allocated AND resend_allocated <= shipped`,
    ),
    check("line_counters_replaced", sql`replacing >= 0 AND replacing <= replaced AND replacing <= shipped`),
    check("line_counters_arrived", sql`delivered >= 0 AND undelivered >= 0 AND delivered + undelivered <= shipped`),
    check(
      "line_counters_returned",
      sql`returned >= 0 AND returned <= return_requested AND return_rejected >= 0 AND return_requested + return_rejected <= shipped`,
    ),
    check("line_counters_restocked", sql`restocked >= 0 AND restocked <= ordered + replaced`),
    check("line_counters_credited", sql`credited >= 0 AND credited <= ordered`),
    check("line_counters_credited_minor", sql`credited_minor >= 0 AND credited_minor <= charged_minor`),
  ],
);

export type LineCountersRow = typeof lineCounters.$inferSelect;
