/** Queries of tax rates for the back office: current, past and future ones. */
import { rowInto, rowsBy } from "@hansa/kit/store/prepared";
import type { Reader, Tx } from "@hansa/kit/store/store";
import { and, asc, desc, eq, gt, inArray, isNull, max } from "drizzle-orm";
import { checkouts, type TaxRateRow, taxRates } from "../tables.ts";

const byPlaceAndClass = [
  asc(taxRates.country),
  asc(taxRates.region),
  asc(taxRates.taxClass),
  desc(taxRates.startsAt),
] as const;

/** Every rate, of one country if given, by place and class, the latest start first; a country's own before its regions'. */
export function findAllTaxRates(db: Reader, country: string | undefined): Promise<TaxRateRow[]> {
  return db
    .select()
    .from(taxRates)
    .where(country === undefined ? undefined : eq(taxRates.country, country))
    .orderBy(...byPlaceAndClass);
}

/** Every rate of these countries, in the same order. */
export const findTaxHistory = rowsBy(taxRates, taxRates.country, ...byPlaceAndClass);

export const findTaxRatesByIds = rowsBy(taxRates, taxRates.id);

export async function findTaxRate(db: Reader, id: string): Promise<TaxRateRow | undefined> {
  const [row] = await findTaxRatesByIds(db, [id]);
  return row;
}

/** The rate of the same place and class with the same start, if there is one. */
export async function findConflictingRate(
  db: Reader,
  { country, region, taxClass, startsAt }: TaxRateRow,
): Promise<TaxRateRow | undefined> {
  const [row] = await db
    .select()
    .from(taxRates)
    .where(
      and(
        eq(taxRates.country, country),
        region === null ? isNull(taxRates.region) : eq(taxRates.region, region),
        eq(taxRates.taxClass, taxClass),
        eq(taxRates.startsAt, startsAt),
      ),
    );
  return row;
}

/** The latest pricing time of the checkouts without an order; zero if there is none. */
export async function findLatestPricing(db: Reader): Promise<number> {
  const [row] = await db
    .select({ at: max(checkouts.pricedAt) })
    .from(checkouts)
    .where(inArray(checkouts.state, ["OPEN", "AWAITING_PAYMENT"]));
  return row?.at ?? 0;
}

export const addTaxRate = rowInto(taxRates);

/** Updates a rate that starts after `now`; false and no change if it has started. */
export async function changeTaxRate(tx: Tx, { id, ...rate }: TaxRateRow, now: number): Promise<boolean> {
  const changed = await tx
    .update(taxRates)
    .set(rate)
    .where(and(eq(taxRates.id, id), gt(taxRates.startsAt, now)))
    .returning({ id: taxRates.id });
  return changed.length === 1;
}

/** Removes a rate that starts after `now`; false and no change if it has started. */
export async function removeTaxRate(tx: Tx, id: string, now: number): Promise<boolean> {
  const removed = await tx
    .delete(taxRates)
    .where(and(eq(taxRates.id, id), gt(taxRates.startsAt, now)))
    .returning({ id: taxRates.id });
  return removed.length === 1;
}

/** Sets another spelling of a rate's region. The place stays the same, so a rate in use can be changed too. */
export async function setTaxRegion(tx: Tx, id: string, region: string): Promise<void> {
  await tx.update(taxRates).set({ region }).where(eq(taxRates.id, id));
}
