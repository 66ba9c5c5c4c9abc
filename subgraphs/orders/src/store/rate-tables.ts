/** The tables that taxes and shipping are computed from. */
import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const taxRates = sqliteTable(
  "tax_rates",
  {
    id: text("id").primaryKey(),
    name: text("name").notNull(),
    country: text("country").notNull(),
    /** Null: the whole country. A region's own rate goes before its country's. */
    region: text("region"),
    taxClass: text("tax_class").notNull(),
    /** In parts per million. */
    rate: integer("rate").notNull(),
    startsAt: integer("starts_at").notNull(),
  },
  (table) => [index("tax_rates_of_country").on(table.country)],
);

export const shippingZones = sqliteTable("shipping_zones", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
});

export const shippingZoneCountries = sqliteTable("shipping_zone_countries", {
  country: text("country").primaryKey(),
  zoneId: text("zone_id")
    .notNull()
    .references(() => shippingZones.id),
});

export const shippingMethods = sqliteTable(
  "shipping_methods",
  {
    id: text("id").primaryKey(),
    zoneId: text("zone_id")
      .notNull()
      .references(() => shippingZones.id),
    carrier: text("carrier").notNull(),
    label: text("label").notNull(),
    etaDaysMin: integer("eta_days_min").notNull(),
    etaDaysMax: integer("eta_days_max").notNull(),
    taxClass: text("tax_class").notNull(),
    active: integer("active", { mode: "boolean" }).notNull(),
  },
  (table) => [index("shipping_methods_of_zone").on(table.zoneId)],
);

/** What a method costs up to a weight. Heavier than its heaviest step: it is not offered. */
export const shippingRates = sqliteTable(
  "shipping_rates",
  {
    methodId: text("method_id")
      .notNull()
      .references(() => shippingMethods.id),
    currency: text("currency").notNull(),
    upToGrams: integer("up_to_grams").notNull(),
    minor: integer("minor").notNull(),
  },
  (table) => [primaryKey({ columns: [table.methodId, table.currency, table.upToGrams] })],
);

export type TaxRateRow = typeof taxRates.$inferSelect;
export type ShippingMethodRow = typeof shippingMethods.$inferSelect;
export type ShippingRateRow = typeof shippingRates.$inferSelect;
