/** Queries for pricing: tax rates by country, and shipping rates by country and currency; inserts of the seed. */
import { type Reader, rowsOf, statement, type Tx } from "@hansa/kit/store";
import { and, asc, desc, eq, getTableColumns, lte } from "drizzle-orm";
import {
  type ShippingMethodRow,
  type ShippingRateRow,
  shippingMethods,
  shippingRates,
  shippingZoneCountries,
  shippingZones,
  type TaxRateRow,
  taxRates,
} from "../tables.ts";

const startedRates = statement([taxRates.country, taxRates.startsAt], (db: Reader, country, now) =>
  db
    .select()
    .from(taxRates)
    .where(and(eq(taxRates.country, country), lte(taxRates.startsAt, now))),
);

/** All started rates of a country, the latest start first. */
export async function findTaxRates(db: Reader, country: string, now: number): Promise<TaxRateRow[]> {
  const rows = await startedRates(db, country, now);
  return rows.sort((a, b) => b.startsAt - a.startsAt);
}

export type MethodRate = { method: Omit<ShippingMethodRow, "version">; rate: ShippingRateRow };

/** The shipping rates to a country in a currency: each active method with its steps, the highest value first, then the lightest. */
export const findMethodRates = statement(
  [shippingZoneCountries.country, shippingRates.currency],
  (db: Reader, country, currency) =>
    db
      .select({ method: shippingMethods, rate: shippingRates })
      .from(shippingZoneCountries)
      .innerJoin(shippingMethods, eq(shippingMethods.zoneId, shippingZoneCountries.zoneId))
      .innerJoin(shippingRates, eq(shippingRates.methodId, shippingMethods.id))
      .where(
        and(
          eq(shippingZoneCountries.country, country),
          eq(shippingMethods.active, true),
          eq(shippingRates.currency, currency),
        ),
      )
      .orderBy(asc(shippingMethods.id), desc(shippingRates.fromSubtotalMinor), asc(shippingRates.upToGrams)),
);

/** The countries that goods are shipped to: those in zones with an active method. */
export async function findShippedCountries(db: Reader): Promise<string[]> {
  return (await shippedCountries(db)).map((row) => row.country);
}

const shippedCountries = statement([], (db: Reader) =>
  db
    .selectDistinct({ country: shippingZoneCountries.country })
    .from(shippingZoneCountries)
    .innerJoin(shippingMethods, eq(shippingMethods.zoneId, shippingZoneCountries.zoneId))
    .where(eq(shippingMethods.active, true))
    .orderBy(asc(shippingZoneCountries.country)),
);

export const insertTaxRate = statement([getTableColumns(taxRates)], (tx: Tx, rate) =>
  tx.insert(taxRates).values(rate).onConflictDoNothing(),
);

/** Inserts a shipping zone with its countries. */
export async function insertZone(tx: Tx, id: string, name: string, countries: readonly string[]): Promise<void> {
  await seedZone(tx, { id, name });
  await seedCountries(
    tx,
    countries.map((country) => ({ country, zoneId: id })),
  );
}

const seedZone = statement([{ id: shippingZones.id, name: shippingZones.name }], (tx: Tx, zone) =>
  tx.insert(shippingZones).values(zone).onConflictDoNothing(),
);
const seedCountries = statement([rowsOf(shippingZoneCountries)], (tx: Tx, countries) =>
  tx.insert(shippingZoneCountries).select(countries).onConflictDoNothing(),
);

/** Inserts a shipping method with its rates. */
export async function insertMethod(
  tx: Tx,
  method: Omit<ShippingMethodRow, "version">,
  rates: readonly ShippingRateRow[],
): Promise<void> {
  await seedMethod(tx, method);
  await seedRates(tx, rates);
}

const { version: _version, ...methodColumns } = getTableColumns(shippingMethods);
const seedMethod = statement([methodColumns], (tx: Tx, method) =>
  tx.insert(shippingMethods).values(method).onConflictDoNothing(),
);
const seedRates = statement([rowsOf(shippingRates)], (tx: Tx, rates) =>
  tx.insert(shippingRates).select(rates).onConflictDoNothing(),
);

/** The classes with a rate that has started at `now`, by country, regions included. */
export const findTaxedClasses = statement([taxRates.startsAt], (db: Reader, now) =>
  db
    .selectDistinct({ country: taxRates.country, taxClass: taxRates.taxClass })
    .from(taxRates)
    .where(lte(taxRates.startsAt, now)),
);

/** The countries with a shipping zone or a tax rate, started or not. */
export async function findZoneAndTaxCountries(db: Reader): Promise<string[]> {
  return [...(await zonedCountries(db)), ...(await taxedCountries(db))].map((row) => row.country);
}

const zonedCountries = statement([], (db: Reader) =>
  db.select({ country: shippingZoneCountries.country }).from(shippingZoneCountries),
);
const taxedCountries = statement([], (db: Reader) => db.selectDistinct({ country: taxRates.country }).from(taxRates));
