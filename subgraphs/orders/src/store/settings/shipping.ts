/** Queries of shipping zones and methods for the back office. Checkouts have copies of them, so no row here refers to a checkout. */

import { maxListSize } from "@hansa/kit/graphql";
import { isAmong, listOf, type Reader, rowBy, rowInto, rowsBy, rowsInto, statement, type Tx } from "@hansa/kit/store";
import { and, asc, eq, getTableColumns, inArray, ne, not, sql } from "drizzle-orm";
import {
  type ShippingMethodRow,
  type ShippingRateRow,
  type ShippingZoneRow,
  shippingMethods,
  shippingRates,
  shippingZoneCountries,
  shippingZones,
} from "../tables.ts";

export const findAllZones = statement([], (db: Reader) =>
  db.select().from(shippingZones).orderBy(asc(shippingZones.name), asc(shippingZones.id)).limit(maxListSize),
);

export const findZonesByIds = rowsBy(shippingZones, shippingZones.id);

export const findCountriesByZones = rowsBy(
  shippingZoneCountries,
  shippingZoneCountries.zoneId,
  asc(shippingZoneCountries.country),
);

/** The countries among these that are in another zone than `zoneId`, with that zone. */
export const findTakenCountries = statement(
  [listOf(shippingZoneCountries.country), shippingZoneCountries.zoneId],
  (db: Reader, countries, zoneId) =>
    db
      .select({ country: shippingZoneCountries.country, zone: shippingZones })
      .from(shippingZoneCountries)
      .innerJoin(shippingZones, eq(shippingZones.id, shippingZoneCountries.zoneId))
      .where(and(isAmong(shippingZoneCountries.country, countries), ne(shippingZoneCountries.zoneId, zoneId)))
      .orderBy(asc(shippingZoneCountries.country)),
);

export const addZone = rowInto(shippingZones);

/** Updates a zone and raises its version; undefined and no change if its version is no longer `version`. */
export async function changeZone(
  tx: Tx,
  { id, version }: Pick<ShippingZoneRow, "id" | "version">,
  name: string,
): Promise<ShippingZoneRow | undefined> {
  const [row] = await updateZone(tx, { id, version, name });
  return row;
}

const updateZone = statement([getTableColumns(shippingZones)], (tx: Tx, { id, version, name }) =>
  tx
    .update(shippingZones)
    .set({ name, version: sql`${shippingZones.version} + 1` })
    .where(and(eq(shippingZones.id, id), eq(shippingZones.version, version)))
    .returning(),
);

/** Replaces the countries of a zone. None of them may be in another zone. */
export async function replaceCountries(tx: Tx, zoneId: string, countries: readonly string[]): Promise<void> {
  await removeOtherCountries(tx, zoneId, countries);
  const known = new Set((await findCountriesByZones(tx, [zoneId])).map((lies) => lies.country));
  const added = countries.filter((country) => !known.has(country));
  await addCountries(
    tx,
    added.map((country) => ({ country, zoneId })),
  );
}

const addCountries = rowsInto(shippingZoneCountries);
const removeOtherCountries = statement(
  [shippingZoneCountries.zoneId, listOf(shippingZoneCountries.country)],
  (tx: Tx, zoneId, countries) =>
    tx
      .delete(shippingZoneCountries)
      .where(and(eq(shippingZoneCountries.zoneId, zoneId), not(isAmong(shippingZoneCountries.country, countries)))),
);

/** Removes a zone, its countries, its methods and their rates. */
export async function removeZone(tx: Tx, id: string): Promise<void> {
  for (const remove of zoneRemovals) await remove(tx, id);
}

const zoneRemovals = [
  statement([shippingMethods.zoneId], (tx: Tx, id) => {
    const methods = tx.select({ id: shippingMethods.id }).from(shippingMethods).where(eq(shippingMethods.zoneId, id));
    return tx.delete(shippingRates).where(inArray(shippingRates.methodId, methods));
  }),
  statement([shippingMethods.zoneId], (tx: Tx, id) => tx.delete(shippingMethods).where(eq(shippingMethods.zoneId, id))),
  statement([shippingZones.id], (tx: Tx, id) =>
    tx.delete(shippingZoneCountries).where(eq(shippingZoneCountries.zoneId, id)),
  ),
  statement([shippingZones.id], (tx: Tx, id) => tx.delete(shippingZones).where(eq(shippingZones.id, id))),
];

export const findAllMethods = statement([], (db: Reader) =>
  db.select().from(shippingMethods).orderBy(asc(shippingMethods.id)).limit(maxListSize),
);

export const findMethodsByZones = rowsBy(shippingMethods, shippingMethods.zoneId, asc(shippingMethods.id));

export const findMethodsByIds = rowsBy(shippingMethods, shippingMethods.id);

export const findMethod = rowBy(shippingMethods, shippingMethods.id);

/** The rates of these methods, by currency, then by value and weight. */
export const findRatesByMethods = rowsBy(
  shippingRates,
  shippingRates.methodId,
  asc(shippingRates.methodId),
  asc(shippingRates.currency),
  asc(shippingRates.fromSubtotalMinor),
  asc(shippingRates.upToGrams),
);

export const addMethod = rowInto(shippingMethods);

/** Updates a method and raises its version; undefined and no change if its version has changed. */
export async function changeMethod(tx: Tx, method: ShippingMethodRow): Promise<ShippingMethodRow | undefined> {
  const [row] = await updateMethod(tx, method);
  return row;
}

const updateMethod = statement([getTableColumns(shippingMethods)], (tx: Tx, { id, version, ...method }) =>
  tx
    .update(shippingMethods)
    .set({ ...method, version: sql`${shippingMethods.version} + 1` })
    .where(and(eq(shippingMethods.id, id), eq(shippingMethods.version, version)))
    .returning(),
);

/** Replaces the rates of a method. */
export async function replaceRates(tx: Tx, methodId: string, rates: readonly ShippingRateRow[]): Promise<void> {
  await removeRates(tx, methodId);
  await addRates(tx, rates);
}

const removeRates = statement([shippingRates.methodId], (tx: Tx, methodId) =>
  tx.delete(shippingRates).where(eq(shippingRates.methodId, methodId)),
);
const addRates = rowsInto(shippingRates);
