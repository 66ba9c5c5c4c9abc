/** Queries of the shop set-up: shipping currencies and tax classes, and tax rates in force. */
import { type Reader, statement } from "@hansa/kit/store";
import { and, eq, lte } from "drizzle-orm";
import { shippingMethods, shippingRates, shippingZoneCountries, taxRates } from "../tables.ts";

/** The currencies in which an active method with a country has a rate. */
export async function findShippingCurrencies(db: Reader): Promise<string[]> {
  return (await shippingCurrencies(db)).map(({ currency }) => currency);
}

const shippingCurrencies = statement([], (db: Reader) =>
  db
    .selectDistinct({ currency: shippingRates.currency })
    .from(shippingRates)
    .innerJoin(shippingMethods, eq(shippingMethods.id, shippingRates.methodId))
    .innerJoin(shippingZoneCountries, eq(shippingZoneCountries.zoneId, shippingMethods.zoneId))
    .where(eq(shippingMethods.active, true)),
);

/** The tax classes of active methods whose price is taxed by its class. */
export async function findClassesOfShipping(db: Reader): Promise<string[]> {
  return (await classesOfShipping(db)).map(({ taxClass }) => taxClass);
}

const classesOfShipping = statement([], (db: Reader) =>
  db
    .selectDistinct({ taxClass: shippingMethods.taxClass })
    .from(shippingMethods)
    .where(and(eq(shippingMethods.active, true), eq(shippingMethods.taxBasis, "CLASS"))),
);

/** Whether a tax rate of this country is in force at `now`. */
export async function hasTaxRate(db: Reader, country: string, now: number): Promise<boolean> {
  return (await oneStartedRate(db, country, now)).length === 1;
}

const oneStartedRate = statement([taxRates.country, taxRates.startsAt], (db: Reader, country, now) =>
  db
    .select({ id: taxRates.id })
    .from(taxRates)
    .where(and(eq(taxRates.country, country), lte(taxRates.startsAt, now)))
    .limit(1),
);
