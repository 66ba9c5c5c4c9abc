/** Queries for pricing: tax rates by country, and shipping rates by country and currency; inserts of the seed. */
import { prepared } from "@hansa/kit/store/prepared";
import type { Reader, Tx } from "@hansa/kit/store/store";
import { and, asc, eq, lte } from "drizzle-orm";
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

const startedRates = prepared(["country", "now"], (db: Reader, { country, now }) =>
  db
    .select()
    .from(taxRates)
    .where(and(eq(taxRates.country, country), lte(taxRates.startsAt, now))),
);

/** All started rates of a country, the latest start first. */
export async function findTaxRates(db: Reader, country: string, now: number): Promise<TaxRateRow[]> {
  const rows = await startedRates(db, { country, now });
  return rows.sort((a, b) => b.startsAt - a.startsAt);
}

export type MethodRate = { method: Omit<ShippingMethodRow, "version">; rate: ShippingRateRow };

const methodRates = prepared(["country", "currency"], (db: Reader, { country, currency }) =>
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
    .orderBy(asc(shippingMethods.id), asc(shippingRates.upToGrams)),
);

/** The shipping rates to a country in a currency: each active method with its weight steps, the lightest first. */
export function findMethodRates(db: Reader, country: string, currency: string): Promise<MethodRate[]> {
  return methodRates(db, { country, currency });
}

/** The countries that goods are shipped to: those in zones with an active method. */
export async function findShippedCountries(db: Reader): Promise<string[]> {
  const rows = await db
    .selectDistinct({ country: shippingZoneCountries.country })
    .from(shippingZoneCountries)
    .innerJoin(shippingMethods, eq(shippingMethods.zoneId, shippingZoneCountries.zoneId))
    .where(eq(shippingMethods.active, true))
    .orderBy(asc(shippingZoneCountries.country));
  return rows.map((row) => row.country);
}

export async function insertTaxRate(tx: Tx, rate: TaxRateRow): Promise<void> {
  await tx.insert(taxRates).values(rate).onConflictDoNothing();
}

export async function insertZone(tx: Tx, id: string, name: string, countries: readonly string[]): Promise<void> {
  await tx.insert(shippingZones).values({ id, name }).onConflictDoNothing();
  for (const country of countries)
    await tx.insert(shippingZoneCountries).values({ country, zoneId: id }).onConflictDoNothing();
}

export async function insertMethod(
  tx: Tx,
  method: Omit<ShippingMethodRow, "version">,
  rates: readonly ShippingRateRow[],
): Promise<void> {
  await tx.insert(shippingMethods).values(method).onConflictDoNothing();
  for (const rate of rates) await tx.insert(shippingRates).values(rate).onConflictDoNothing();
}

/** The countries with a shipping zone or a tax rate, started or not. */
export async function findZoneAndTaxCountries(db: Reader): Promise<string[]> {
  const zoned = await db.select({ country: shippingZoneCountries.country }).from(shippingZoneCountries);
  const taxed = await db.selectDistinct({ country: taxRates.country }).from(taxRates);
  return [...zoned, ...taxed].map((row) => row.country);
}
