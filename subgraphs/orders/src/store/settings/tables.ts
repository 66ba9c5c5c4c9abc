/** Table of the shop's settings: one row, inserted at the first start and changed by the owner. */

import type { Place } from "@hansa/commerce/address/postal-address";
import type { PayableSteps } from "@hansa/commerce/payable-steps";
import { compareAtRules } from "@hansa/contracts/compare-at-rule";
import type { RetentionDays } from "@hansa/contracts/retention-days";
import type { RateLimits, ReservationLimits } from "@hansa/contracts/shop-limits";
import { boolean, check, integer, json, table, text, time } from "@hansa/kit/store";
import { sql } from "drizzle-orm";
import { reverseChargeChecks } from "../checkout/vat-id-table.ts";
import type { CartLimits, ReservationSeconds } from "./purchase-rules.ts";
import { distanceSales, netOrGross, shippingTaxBases } from "./rate-tables.ts";

/** A rule that waits until the owner has decided or acknowledged it. */
export type SetupNotice = "SHIPPING_TAX_BASIS" | "PAYABLE_STEP" | "DISTANCE_SALES" | "REVERSE_CHARGE_CHECK";

export const shopSettings = table(
  "shop_settings",
  {
    id: integer("id").primaryKey(),
    /** Rises with every change. */
    version: integer("version").notNull(),
    name: text("name").notNull(),
    /** The first is the default. */
    currencies: json("currencies").$type<string[]>().notNull(),
    country: text("country").notNull(),
    captureMode: text("capture_mode", { enum: ["ON_PLACEMENT", "ON_FULFILMENT"] }).notNull(),
    pricesIncludeTax: boolean("prices_include_tax").notNull(),
    senderEmail: text("sender_email").notNull(),
    supportEmail: text("support_email"),
    /** A variant with at most this many available units has low stock. */
    lowStockThreshold: integer("low_stock_threshold").notNull(),
    /** Whether products refuses a struck-through price above the lowest one of the 30 days before the reduction. */
    compareAtRule: text("compare_at_rule", { enum: compareAtRules }).notNull().default("FREE"),
    /** The tax basis of new shipping methods; null until the owner decides: the default of the country. */
    shippingTaxBasis: text("shipping_tax_basis", { enum: shippingTaxBases }),
    notices: json("notices").$type<SetupNotice[]>().notNull().default([]),
    /** The payable step of each currency, as payments last published them; 1 in a currency that is absent. */
    payableSteps: json("payable_steps").$type<PayableSteps>().notNull().default({}),
    updatedAt: time("updated_at").notNull(),
    /** The seller on invoices; null until the owner has set it. */
    legalName: text("legal_name"),
    legalAddress: json("legal_address").$type<Place>(),
    vatId: text("vat_id"),
    /** IANA name of the accounting time zone, which decides the days of documents and reports. */
    timeZone: text("time_zone").notNull().default("UTC"),
    reverseCharge: boolean("reverse_charge").notNull().default(false),
    /** By what a company's VAT id is judged: shops from before the service keep its form. */
    reverseChargeCheck: text("reverse_charge_check", { enum: reverseChargeChecks }).notNull().default("SERVICE"),
    exportPrices: text("export_prices", { enum: netOrGross }).notNull().default("GROSS"),
    /** Shops from before this setting keep `DESTINATION`. */
    distanceSales: text("distance_sales", { enum: distanceSales }).notNull().default("HOME"),
    invoiceRetentionYears: integer("invoice_retention_years").notNull().default(10),
    /** The period of withdrawal, in days after the last delivery. The law requires 14. */
    withdrawalDays: integer("withdrawal_days").notNull().default(14),
    /** The hours from `paymentStart` after which a first authorisation comes too late, so that no order is placed. */
    latePaymentHours: integer("late_payment_hours").notNull().default(24),
    /** The limits that the owner has set. The others have their defaults. */
    rateLimits: json("rate_limits").$type<Partial<RateLimits>>().notNull().default({}),
    reservationLimits: json("reservation_limits").$type<Partial<ReservationLimits>>().notNull().default({}),
    /** The days of retention that the owner has set. The others have their defaults. */
    retentionDays: json("retention_days").$type<Partial<RetentionDays>>().notNull().default({}),
    /** The limits of a cart and the times of reservations that the owner has set. The others have their defaults. */
    cartLimits: json("cart_limits").$type<Partial<CartLimits>>().notNull().default({}),
    reservationSeconds: json("reservation_seconds").$type<Partial<ReservationSeconds>>().notNull().default({}),
    /** The days after the last delivery in which the return of goods can be requested. */
    returnDays: integer("return_days").notNull().default(30),
    /** Paths of pictures in the media folder of products; null until the owner has set them. */
    logo: text("logo"),
    favicon: text("favicon"),
    /** Colours as `#rrggbb`, in small letters. Without a theme colour the accent is the theme colour too. */
    accentColor: text("accent_color"),
    themeColor: text("theme_color"),
  },
  () => [
    check("shop_settings_one_row", sql`id = 1`),
    check("shop_settings_withdrawal_days", sql`withdrawal_days >= 14`),
    check("shop_settings_complete", sql`json_array_length(currencies) > 0 AND low_stock_threshold >= 0 AND name <> ''`),
  ],
);

export type SettingsRow = typeof shopSettings.$inferSelect;
