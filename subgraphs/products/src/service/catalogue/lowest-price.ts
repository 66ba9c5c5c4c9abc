/** The lowest price of the 30 days before a reduction, from the prices of one variant in one currency. */
import type { PriceRow } from "../../store/catalogue/tables.ts";

/** Directive 98/6/EC, Article 6a: at least 30 days before the reduction. */
const windowMs = 30 * 24 * 60 * 60 * 1_000;

/** A price from `startsAt` until the next one starts; `minor` null: not sold. */
type Period = Pick<PriceRow, "startsAt" | "minor" | "compareAtMinor">;
type SoldPeriod = Period & { minor: number };

/**
 * The least price in force in the 30 days before the reduction that is running at `now` began; null: there is no reduction, or no price was in
 * force in these days. `periods` in the order of their starts; later ones than `now` do not count.
 */
export function findLowestPriorPrice(periods: readonly Period[], now: number): number | null {
  const started = periods.filter(({ startsAt }) => startsAt <= now);
  if ((started.at(-1)?.minor ?? null) === null) return null;
  const began = findBeginOfReduction(started.filter(isSold));
  return began === null ? null : findLowestPrice(started, began);
}

/** Times in which the variant is not sold end no reduction. */
function findBeginOfReduction(sold: readonly SoldPeriod[]): number | null {
  let began: number | null = null;
  for (const [index, period] of sold.entries()) {
    const before = sold[index - 1];
    began = before ? continueReduction(began, before, period) : null;
  }
  return began;
}

/** A further step down continues a reduction. One at an unchanged price begins and ends with its struck-through price. */
function continueReduction(began: number | null, before: SoldPeriod, period: SoldPeriod): number | null {
  const { startsAt, minor } = period;
  if (minor < before.minor) return began ?? startsAt;
  if (minor === before.minor && isAnnounced(period) === isAnnounced(before)) return began;
  return isAnnounced(period) ? startsAt : null;
}

function findLowestPrice(started: readonly Period[], began: number): number | null {
  const inForce = started.filter(
    ({ startsAt }, index) => startsAt < began && (started[index + 1]?.startsAt ?? began) > began - windowMs,
  );
  const amounts = inForce.flatMap(({ minor }) => minor ?? []);
  return amounts.length === 0 ? null : Math.min(...amounts);
}

function isSold(period: Period): period is SoldPeriod {
  return period.minor !== null;
}

function isAnnounced({ compareAtMinor }: Period): boolean {
  return compareAtMinor !== null;
}
