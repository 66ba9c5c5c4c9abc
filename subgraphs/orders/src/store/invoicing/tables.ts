/** Tables of invoices and credit notes, skipped numbers and retained buyers. */

import type { Place } from "@hansa/commerce/address/postal-address";
import type { AddressSnapshot } from "@hansa/contracts/users";
import { check, id, index, integer, json, money, primaryKey, table, text, time, uniqueIndex } from "@hansa/kit/store";
import { sql } from "drizzle-orm";
import type { TaxPart } from "../cart/tables.ts";
import { orders } from "../order/tables.ts";
import { refunds } from "../payment/tables.ts";

/** The seller as printed on a document: a copy of the settings of that moment. */
export type Seller = {
  name: string;
  legalName: string | null;
  address: Place | null;
  country: string;
  vatId: string | null;
  supportEmail: string | null;
};

/** The amounts of one line on a document; `lineId` is null for shipping. The bases and amounts of its taxes sum to `totalMinor`. */
export type DocumentItem = {
  lineId: string | null;
  /** The charged or credited units; 1 for a gesture. Absent from documents of before. */
  quantity?: number;
  totalMinor: number;
  /** The money for it less `totalMinor`, so that the money is a multiple of the payable step. Absent: 0. No tax has it. */
  roundingMinor?: number;
  taxes: TaxPart[];
};

/** The reasons for which documents are issued. */
export const documentCauses = ["SALE", "REFUND", "CANCELLATION", "REVERSAL", "CORRECTION"] as const;

export const taxDocuments = table(
  "tax_documents",
  {
    id: id("id"),
    kind: text("kind", { enum: ["INVOICE", "CREDIT_NOTE"] }).notNull(),
    /** Consecutive within its kind, from 1; `number` is the printed form. */
    sequence: integer("sequence").notNull(),
    number: text("number").notNull(),
    orderId: text("order_id")
      .notNull()
      .references(() => orders.id),
    /**
     * REVERSAL: a credit note is reversed, because its refund was returned by the bank; its amounts are negative. CORRECTION: an invoice is taken
     * back, and another one replaces it.
     */
    cause: text("cause", { enum: documentCauses }).notNull(),
    refundId: text("refund_id").references(() => refunds.id),
    /** The number of the credit note that a REVERSAL reverses, or of the invoice that a CORRECTION takes back. */
    reverses: text("reverses"),
    /** The number of the invoice that this invoice replaces; null for the first one of an order. */
    replaces: text("replaces"),
    issuedAt: time("issued_at").notNull(),
    /** The day of issue in the shop's time zone, in days since 1970. */
    day: integer("day").notNull(),
    currency: text("currency").notNull(),
    totalMinor: money("total_minor").notNull(),
    /** The part of the total that stands in no tax: the sum of its items' roundings. */
    roundingMinor: money("rounding_minor").notNull().default(0),
    taxMinor: money("tax_minor").notNull(),
    taxes: json("taxes").$type<TaxPart[]>().notNull(),
    items: json("items").$type<DocumentItem[]>().notNull(),
    seller: json("seller").$type<Seller>().notNull(),
  },
  (table) => [
    uniqueIndex("tax_documents_numbered").on(table.kind, table.sequence),
    index("tax_documents_of_order").on(table.orderId, table.issuedAt, table.id),
    index("tax_documents_by_day").on(table.day, table.kind, table.sequence),
    uniqueIndex("tax_documents_one_invoice").on(table.orderId).where(sql`kind = 'INVOICE' AND replaces IS NULL`),
    uniqueIndex("tax_documents_replaced_once").on(table.replaces).where(sql`replaces IS NOT NULL`),
    check("tax_documents_causes", sql`(kind = 'INVOICE') = (cause = 'SALE')`),
  ],
);

/**
 * Ranges of numbers that are never issued: they may have been issued with data that the store has lost. Append only:
 * triggers reject updates and deletions.
 */
export const skippedNumbers = table(
  "skipped_numbers",
  {
    sequence: text("sequence", { enum: ["order", "invoice", "credit-note"] }).notNull(),
    first: integer("first").notNull(),
    last: integer("last").notNull(),
    reason: text("reason", { enum: ["BACKUP_RESTORED", "DATABASE_WENT_BACK"] }).notNull(),
    /** The time of the backup, or of the last commit that was kept: numbers that were issued after it are lost. */
    lostSince: time("lost_since").notNull(),
    skippedAt: time("skipped_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.sequence, table.first] }),
    index("skipped_numbers_by_time").on(table.skippedAt),
    check("skipped_numbers_ascend", sql`first <= last`),
  ],
);

/**
 * The buyers of invoices whose order has other addresses by now. Of a corrected order the pages of its documents show them; of an erased one
 * they are stored for the legal retention period, and only finance sees them. The search of the stores for personal data excludes only this table.
 */
export const retainedBuyers = table("retained_buyers", {
  orderId: id("order_id").references(() => orders.id),
  billingAddress: json("billing_address").$type<AddressSnapshot>(),
  shippingAddress: json("shipping_address").$type<AddressSnapshot>(),
  /** Those of an invoice that another one has replaced; the others are those of the new one. */
  replacedBillingAddress: json("replaced_billing_address").$type<AddressSnapshot>(),
  replacedShippingAddress: json("replaced_shipping_address").$type<AddressSnapshot>(),
  retainedAt: time("retained_at").notNull(),
});

export type RetainedBuyerRow = typeof retainedBuyers.$inferSelect;
export type SkippedNumbersRow = typeof skippedNumbers.$inferSelect;
export type TaxDocumentRow = typeof taxDocuments.$inferSelect;
