/** Prices of a file beside days of the shop that it does not name: they apply after these days, with a note. */
import { toDecimal } from "@hansa/commerce/money";
import type { PriceRow } from "../../../store/catalogue/tables.ts";
import type { Finding, ImportedPrice } from "../file/entries.ts";

/** Finds the stored price in a currency that is in effect now, or starts at a later time. */
export type FindPrice = (price: Pick<TargetPrice, "currency" | "startsAt">) => PriceRow | undefined;

/** A price to write, from now on or planned. */
export type TargetPrice = Pick<PriceRow, "currency" | "minor" | "compareAtMinor" | "startsAt" | "endsAt">;

/**
 * A price without times, while the present one lasts for days that the file does not name: it applies after these days, and after those that follow
 * them at once. Undefined if there are no such days, or if it is their price, as in an export.
 */
export function findPriceAfterDays(
  { currency, minor, compareAtMinor, startsAt, endsAt }: ImportedPrice,
  findSame: FindPrice,
  now: number,
): TargetPrice | undefined {
  const present = findSame({ currency, startsAt: now });
  if (startsAt !== undefined || endsAt !== undefined || minor === null || !present?.endsAt) return undefined;
  if (hasAmounts(present, { minor, compareAtMinor: compareAtMinor ?? present.compareAtMinor })) return undefined;
  let start = present.endsAt;
  for (let next = findSame({ currency, startsAt: start }); next?.endsAt; next = findSame({ currency, startsAt: start }))
    start = next.endsAt;
  const staying = findSame({ currency, startsAt: start })?.compareAtMinor ?? null;
  const compareAt = staying !== null && staying > minor ? staying : null;
  return {
    currency,
    minor,
    compareAtMinor: compareAtMinor === undefined ? compareAt : compareAtMinor,
    startsAt: start,
    endsAt: null,
  };
}

/** Whether the price after days is already the derived one. */
export function isDerivedAlready(stored: PriceRow | undefined, price: TargetPrice): boolean {
  return stored?.endsPeriod === true && hasAmounts(stored, price);
}

/** The note about a price that applies after days; undefined if no changed price does. `present`: the prices in effect now. */
export function noteOfDelay(
  present: readonly PriceRow[],
  changed: readonly TargetPrice[],
  written: readonly ImportedPrice[] = [],
): Pick<Finding, "code" | "message"> | undefined {
  const delayed = changed.find(({ currency, minor, startsAt }) => {
    const days = present.find((price) => price.currency === currency)?.endsAt ?? null;
    const isNamed = written.some((price) => price.currency === currency && price.startsAt !== undefined);
    return minor !== null && days !== null && startsAt >= days && !isNamed;
  });
  if (delayed?.minor == null) return undefined;
  const amount = `${toDecimal({ minor: delayed.minor, currency: delayed.currency })} ${delayed.currency}`;
  return { code: "AFTER_DAYS", message: `The present price lasts for some days. ${amount} applies after them.` };
}

type Amounts = Pick<PriceRow, "minor" | "compareAtMinor">;

/** Whether the stored price has these amounts; no price is one of null. */
export function hasAmounts(row: Amounts | undefined, { minor, compareAtMinor }: Amounts): boolean {
  return (row?.minor ?? null) === minor && (row?.compareAtMinor ?? null) === compareAtMinor;
}
