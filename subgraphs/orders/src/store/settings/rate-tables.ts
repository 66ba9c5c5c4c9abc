/** Tables of tax rates, shipping zones, shipping methods and their rates. */
import type { TaxClass } from "@hansa/commerce/tax-class";
import { boolean, check, id, index, integer, primaryKey, table, text, time, uniqueIndex } from "@hansa/kit/store";
import { sql } from "drizzle-orm";

/** The ways to find the tax of a shipping price: by its own tax class, or by the goods in the parcel. */
export const shippingTaxBases = ["CLASS", "GOODS_PROPORTIONAL", "GOODS_HIGHEST"] as const;
/** Whether prices are charged with the tax that they would bear at home. */
export const netOrGross = ["GROSS", "NET"] as const;
export type NetOrGross = (typeof netOrGross)[number];
/** The tax that a sale to a consumer in another member state bears: the seller's, or that of the destination. */
export const distanceSales = ["HOME", "DESTINATION"] as const;
export type DistanceSales = (typeof distanceSales)[number];
export type ShippingTaxBasis = (typeof shippingTaxBases)[number];

export const taxRates = table(
  "tax_rates",
  {
    id: id("id"),
    name: text("name").notNull(),
    country: text("country").notNull(),
    /** Null: the whole country. The rate of a region takes precedence over that of its country. */
    region: text("region"),
    taxClass: text("tax_class").$type<TaxClass>().notNull(),
    /** In parts per million. */
    rate: integer("rate").notNull(),
    startsAt: time("starts_at").notNull(),
  },
  (table) => [
    index("tax_rates_of_country").on(table.country),
    // Two rates with the same start would be ambiguous.
    uniqueIndex("tax_rates_once_in_a_region").on(table.country, table.region, table.taxClass, table.startsAt),
    uniqueIndex("tax_rates_once_in_a_country")
      .on(table.country, table.taxClass, table.startsAt)
      .where(sql`region IS NULL`),
    check("tax_rates_are_fractions", sql`rate BETWEEN 0 AND 1000000`),
  ],
);

export const shippingZones = table("shipping_zones", {
  id: id("id"),
  /** Rises with every change. */
  version: integer("version").notNull().default(1),
  name: text("name").notNull(),
});

/** A country is in at most one zone, otherwise two zones would offer it their methods. */
export const shippingZoneCountries = table(
  "shipping_zone_countries",
  {
    country: id("country"),
    zoneId: text("zone_id")
      .notNull()
      .references(() => shippingZones.id),
  },
  (table) => [index("shipping_zone_countries_of_zone").on(table.zoneId)],
);

export const shippingMethods = table(
  "shipping_methods",
  {
    id: id("id"),
    /** Rises with every change, its rates included. */
    version: integer("version").notNull().default(1),
    zoneId: text("zone_id")
      .notNull()
      .references(() => shippingZones.id),
    carrier: text("carrier").notNull(),
    label: text("label").notNull(),
    etaDaysMin: integer("eta_days_min").notNull(),
    etaDaysMax: integer("eta_days_max").notNull(),
    taxClass: text("tax_class").$type<TaxClass>().notNull(),
    taxBasis: text("tax_basis", { enum: shippingTaxBases }).notNull().default("CLASS"),
    active: boolean("active").notNull(),
  },
  (table) => [
    index("shipping_methods_of_zone").on(table.zoneId),
    check("shipping_methods_eta", sql`eta_days_min >= 0 AND eta_days_max >= eta_days_min`),
  ],
);

/** The price of a method for a parcel of a value and up to a weight. Above its largest weight the method is not offered. */
export const shippingRates = table(
  "shipping_rates",
  {
    methodId: text("method_id")
      .notNull()
      .references(() => shippingMethods.id),
    currency: text("currency").notNull(),
    /** The least value of the goods in the parcel, before discounts. */
    fromSubtotalMinor: integer("from_subtotal_minor").notNull().default(0),
    upToGrams: integer("up_to_grams").notNull(),
    minor: integer("minor").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.methodId, table.currency, table.fromSubtotalMinor, table.upToGrams] }),
    check("shipping_rates_positive", sql`up_to_grams > 0 AND minor >= 0 AND from_subtotal_minor >= 0`),
  ],
);

export type TaxRateRow = typeof taxRates.$inferSelect;
export type ShippingMethodRow = typeof shippingMethods.$inferSelect;
export type ShippingRateRow = typeof shippingRates.$inferSelect;
export type ShippingZoneRow = typeof shippingZones.$inferSelect;
