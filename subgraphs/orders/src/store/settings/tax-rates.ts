/** Queries of tax rates for the back office: current, past and future ones. */

import { given, nullsFirst, type Reader, rowBy, rowInto, rowsBy, statement, type Tx } from "@hansa/kit/store";
import { and, asc, desc, eq, getTableColumns, gt, inArray, isNull, max } from "drizzle-orm";
import { checkouts, type TaxRateRow, taxRates } from "../tables.ts";

const byPlaceAndClass = [
  asc(taxRates.country),
  nullsFirst(asc(taxRates.region)),
  asc(taxRates.taxClass),
  desc(taxRates.startsAt),
] as const;

/** Every rate, of one country if given, by place and class, the latest start first; a country's own before its regions'. */
export async function findAllTaxRates(db: Reader, country: string | undefined): Promise<TaxRateRow[]> {
  return country === undefined ? findEveryRate(db) : findTaxHistory(db, [country]);
}

const findEveryRate = statement([], (db: Reader) =>
  db
    .select()
    .from(taxRates)
    .orderBy(...byPlaceAndClass),
);

/** Every rate of these countries, in the same order. */
export const findTaxHistory = rowsBy(taxRates, taxRates.country, ...byPlaceAndClass);

export const findTaxRatesByIds = rowsBy(taxRates, taxRates.id);

export const findTaxRate = rowBy(taxRates, taxRates.id);

/** The rate of the same place and class with the same start, if there is one. */
export async function findConflictingRate(
  db: Reader,
  { country, region, taxClass, startsAt }: TaxRateRow,
): Promise<TaxRateRow | undefined> {
  const [row] = await sameStart(db, { country, taxClass, startsAt }, { region: region ?? undefined });
  return row;
}

const { country, region, taxClass, startsAt } = taxRates;
const sameStart = statement([{ country, taxClass, startsAt }, given({ region })], (db: Reader, rate, place) =>
  db
    .select()
    .from(taxRates)
    .where(
      and(
        eq(country, rate.country),
        place.region ? eq(region, place.region) : isNull(region),
        eq(taxClass, rate.taxClass),
        eq(startsAt, rate.startsAt),
      ),
    ),
);

/** The latest pricing time of the checkouts without an order; zero if there is none. */
export async function findLatestPricing(db: Reader): Promise<number> {
  const [row] = await latestPricing(db);
  return row?.at ?? 0;
}

const latestPricing = statement([], (db: Reader) =>
  db
    .select({ at: max(checkouts.pricedAt) })
    .from(checkouts)
    .where(inArray(checkouts.state, ["OPEN", "AWAITING_PAYMENT"])),
);

export const addTaxRate = rowInto(taxRates);

/** Updates a rate that starts after `now`; false and no change if it has started. */
export async function changeTaxRate(tx: Tx, rate: TaxRateRow, now: number): Promise<boolean> {
  return (await updateRate(tx, rate, now)).length === 1;
}

const updateRate = statement([getTableColumns(taxRates), startsAt], (tx: Tx, { id, ...rate }, now) =>
  tx
    .update(taxRates)
    .set(rate)
    .where(and(eq(taxRates.id, id), gt(startsAt, now)))
    .returning({ id: taxRates.id }),
);

/** Removes a rate that starts after `now`; false and no change if it has started. */
export async function removeTaxRate(tx: Tx, id: string, now: number): Promise<boolean> {
  return (await deleteRate(tx, id, now)).length === 1;
}

const deleteRate = statement([taxRates.id, startsAt], (tx: Tx, id, now) =>
  tx
    .delete(taxRates)
    .where(and(eq(taxRates.id, id), gt(startsAt, now)))
    .returning({ id: taxRates.id }),
);

/** Sets another spelling of a rate's region. The place stays the same, so a rate in use can be changed too. */
export const setTaxRegion = statement([taxRates.id, region], (tx: Tx, id, spelling) =>
  tx.update(taxRates).set({ region: spelling }).where(eq(taxRates.id, id)),
);
