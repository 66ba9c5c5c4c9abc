/** Queries of shipping zones and methods for the back office. Checkouts have copies of them, so no row here refers to a checkout. */
import { maxListSize } from "@hansa/kit/graphql/pages";
import { rowInto, rowsBy } from "@hansa/kit/store/prepared";
import type { Reader, Tx } from "@hansa/kit/store/store";
import { and, asc, eq, inArray, ne, notInArray, sql } from "drizzle-orm";
import {
  type ShippingMethodRow,
  type ShippingRateRow,
  type ShippingZoneRow,
  shippingMethods,
  shippingRates,
  shippingZoneCountries,
  shippingZones,
} from "../tables.ts";

export function findAllZones(db: Reader): Promise<ShippingZoneRow[]> {
  return db.select().from(shippingZones).orderBy(asc(shippingZones.name), asc(shippingZones.id)).limit(maxListSize);
}

export const findZonesByIds = rowsBy(shippingZones, shippingZones.id);

export const findCountriesByZones = rowsBy(
  shippingZoneCountries,
  shippingZoneCountries.zoneId,
  asc(shippingZoneCountries.country),
);

/** The countries among these that are in another zone than `zoneId`, with that zone. */
export function findTakenCountries(
  db: Reader,
  countries: readonly string[],
  zoneId: string,
): Promise<{ country: string; zone: ShippingZoneRow }[]> {
  return db
    .select({ country: shippingZoneCountries.country, zone: shippingZones })
    .from(shippingZoneCountries)
    .innerJoin(shippingZones, eq(shippingZones.id, shippingZoneCountries.zoneId))
    .where(and(inArray(shippingZoneCountries.country, [...countries]), ne(shippingZoneCountries.zoneId, zoneId)))
    .orderBy(asc(shippingZoneCountries.country));
}

export const addZone = rowInto(shippingZones);

/** Updates a zone and raises its version; undefined and no change if its version is no longer `version`. */
export async function changeZone(
  tx: Tx,
  { id, version }: Pick<ShippingZoneRow, "id" | "version">,
  name: string,
): Promise<ShippingZoneRow | undefined> {
  const [row] = await tx
    .update(shippingZones)
    .set({ name, version: sql`${shippingZones.version} + 1` })
    .where(and(eq(shippingZones.id, id), eq(shippingZones.version, version)))
    .returning();
  return row;
}

/** Replaces the countries of a zone. None of them may be in another zone. */
export async function replaceCountries(tx: Tx, zoneId: string, countries: readonly string[]): Promise<void> {
  await tx
    .delete(shippingZoneCountries)
    .where(and(eq(shippingZoneCountries.zoneId, zoneId), notInArray(shippingZoneCountries.country, [...countries])));
  const known = new Set((await findCountriesByZones(tx, [zoneId])).map((lies) => lies.country));
  const added = countries.filter((country) => !known.has(country));
  if (added.length > 0) await tx.insert(shippingZoneCountries).values(added.map((country) => ({ country, zoneId })));
}

/** Removes a zone, its countries, its methods and their rates. */
export async function removeZone(tx: Tx, id: string): Promise<void> {
  const methods = tx.select({ id: shippingMethods.id }).from(shippingMethods).where(eq(shippingMethods.zoneId, id));
  await tx.delete(shippingRates).where(inArray(shippingRates.methodId, methods));
  await tx.delete(shippingMethods).where(eq(shippingMethods.zoneId, id));
  await tx.delete(shippingZoneCountries).where(eq(shippingZoneCountries.zoneId, id));
  await tx.delete(shippingZones).where(eq(shippingZones.id, id));
}

export function findAllMethods(db: Reader): Promise<ShippingMethodRow[]> {
  return db.select().from(shippingMethods).orderBy(asc(shippingMethods.id)).limit(maxListSize);
}

export const findMethodsByZones = rowsBy(shippingMethods, shippingMethods.zoneId, asc(shippingMethods.id));

export const findMethodsByIds = rowsBy(shippingMethods, shippingMethods.id);

export async function findMethod(db: Reader, id: string): Promise<ShippingMethodRow | undefined> {
  const [row] = await findMethodsByIds(db, [id]);
  return row;
}

/** The rates of these methods, by currency and then by weight. */
export const findRatesByMethods = rowsBy(
  shippingRates,
  shippingRates.methodId,
  asc(shippingRates.methodId),
  asc(shippingRates.currency),
  asc(shippingRates.upToGrams),
);

export const addMethod = rowInto(shippingMethods);

/** Updates a method and raises its version; undefined and no change if its version has changed. */
export async function changeMethod(
  tx: Tx,
  { id, version, ...method }: ShippingMethodRow,
): Promise<ShippingMethodRow | undefined> {
  const [row] = await tx
    .update(shippingMethods)
    .set({ ...method, version: sql`${shippingMethods.version} + 1` })
    .where(and(eq(shippingMethods.id, id), eq(shippingMethods.version, version)))
    .returning();
  return row;
}

/** Replaces the rates of a method. */
export async function replaceRates(tx: Tx, methodId: string, rates: readonly ShippingRateRow[]): Promise<void> {
  await tx.delete(shippingRates).where(eq(shippingRates.methodId, methodId));
  await tx.insert(shippingRates).values([...rates]);
}
