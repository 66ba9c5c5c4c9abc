/** Ends of prices for some days: the prices that follow them, and planned prices that would end them early. */
import { events } from "@hansa/contracts/events";
import { appendEvent } from "@hansa/kit/messaging";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { deletePlannedPrice, findPriceHistory, insertPrice } from "../../store/catalogue/prices.ts";
import type { PriceRow } from "../../store/catalogue/tables.ts";
import { updateVariant } from "../../store/catalogue/variants.ts";

/** A price to write. */
export type PriceToWrite = Omit<PriceRow, "applied">;

/** The times of a price. */
type Timed = Pick<PriceRow, "startsAt" | "endsAt">;
type TimedPrice = Timed & Pick<PriceRow, "variantId" | "currency">;

/** Writes a valid price and its event. Returns false, without an event, if it is unchanged. Price ranges are not refreshed. */
export async function writePrice({ runtime }: Pick<Deps, "runtime">, tx: Tx, price: PriceToWrite): Promise<boolean> {
  const { variantId, currency, minor, startsAt } = price;
  const isChange = await insertPrice(tx, { ...price, applied: startsAt <= runtime.now() });
  if (isChange) {
    await appendEvent(runtime, tx, events.productPriceChanged, { variantId, currency, minor, startsAt });
    await updateVariant(tx, variantId, { updatedAt: runtime.now() });
  }
  return isChange;
}

/** Derives the planned prices after the days of others anew, once prices of these variants have changed. */
export async function refreshEnds(
  { runtime }: Pick<Deps, "runtime">,
  tx: Tx,
  variantIds: readonly string[],
  now: number,
): Promise<void> {
  const history = await findPriceHistory(tx, variantIds);
  const ends = findEnds(history, now);
  const stale = history.filter(
    (row) =>
      row.endsPeriod &&
      row.startsAt > now &&
      !ends.some((end) => seriesOf(end) === seriesOf(row) && end.startsAt === row.startsAt),
  );
  for (const { variantId, currency, startsAt, endsPeriod } of stale) {
    if (!(await deletePlannedPrice(tx, { variantId, currency, startsAt, endsPeriod }, now))) continue;
    await appendEvent(runtime, tx, events.productPriceCancelled, { variantId, currency, startsAt });
  }
  for (const end of ends) await writePrice({ runtime }, tx, end);
}

/**
 * The prices that start after `now` at the ends of others: the latest that lasts, or none. A price that was entered for the end, or starts within
 * the days, applies instead.
 */
export function findEnds<Price extends PriceToWrite>(prices: readonly Price[], now: number): PriceToWrite[] {
  return groupBySeries(prices.filter(({ endsPeriod }) => !endsPeriod)).flatMap((series) => {
    const lasting = series.filter(({ endsAt }) => endsAt === null);
    return series.flatMap((period) => {
      const { variantId, currency, startsAt, endsAt } = period;
      if (endsAt === null || endsAt <= now) return [];
      if (series.some((other) => other.startsAt > startsAt && other.startsAt <= endsAt)) return [];
      const before = findLatest(lasting.filter((other) => other.startsAt < endsAt));
      const { minor, compareAtMinor } = before ?? { minor: null, compareAtMinor: null };
      return [{ variantId, currency, minor, compareAtMinor, startsAt: endsAt, endsAt: null, endsPeriod: true }];
    });
  });
}

/** Of `wanted`, those that a planned price would end early, and those that would end a stored one early, by their index. */
export function findEarlyEnds(
  stored: readonly (TimedPrice & Pick<PriceRow, "endsPeriod">)[],
  wanted: readonly TimedPrice[],
  now: number,
): Map<number, "endsOn" | "startsOn"> {
  const keyOf = (price: TimedPrice) => `${seriesOf(price)} ${price.startsAt}`;
  const replaced = new Set(wanted.map(keyOf));
  const kept = stored.filter((row) => !row.endsPeriod && !replaced.has(keyOf(row)));
  const faults = new Map<number, "endsOn" | "startsOn">();
  const indexOf = new Map(wanted.map((price, index) => [price, index]));
  for (const series of groupBySeries<TimedPrice>([...kept, ...wanted])) {
    for (const [period, within] of findStartsWithin(series, now)) {
      const [first, second] = [indexOf.get(period), indexOf.get(within)];
      if (first !== undefined) faults.set(first, "endsOn");
      else if (second !== undefined) faults.set(second, "startsOn");
    }
  }
  return faults;
}

/** The planned starts within the days of other prices of the variant and currency. One that starts now ends the present price instead. */
export function findStartsWithin<Price extends Timed>(series: readonly Price[], now: number): [Price, Price][] {
  const present = findLatest(series.filter(({ startsAt }) => startsAt <= now))?.startsAt ?? now;
  const open = series.filter(({ startsAt }) => startsAt >= present);
  return open.flatMap((period) =>
    open
      .filter(({ startsAt }) => startsAt > period.startsAt && startsAt < (period.endsAt ?? period.startsAt))
      .map((within): [Price, Price] => [period, within]),
  );
}

/** The price with the latest start. */
function findLatest<Price extends Pick<Timed, "startsAt">>(prices: readonly Price[]): Price | undefined {
  return [...prices].sort((a, b) => b.startsAt - a.startsAt)[0];
}

const seriesOf = ({ variantId, currency }: Pick<PriceRow, "variantId" | "currency">) => `${variantId} ${currency}`;

function groupBySeries<Price extends Pick<PriceRow, "variantId" | "currency">>(prices: readonly Price[]): Price[][] {
  const groups = new Map<string, Price[]>();
  for (const price of prices) groups.set(seriesOf(price), [...(groups.get(seriesOf(price)) ?? []), price]);
  return [...groups.values()];
}
