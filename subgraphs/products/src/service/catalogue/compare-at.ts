/** The rule of struck-through prices: with `LOWEST`, none above the lowest price of the 30 days before the reduction. */
import type { Money } from "@hansa/commerce/money";
import { raiseAlarm, refusal } from "@hansa/kit/runtime";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import {
  findPriceHistory,
  findUnappliedCompareAts,
  refreshPriceRanges,
  removeCompareAt,
} from "../../store/catalogue/prices.ts";
import type { PriceRow } from "../../store/catalogue/tables.ts";
import { updateVariant } from "../../store/catalogue/variants.ts";
import { findSettings, type ShopSettings } from "../../store/projections/settings.ts";
import { findLowestPriorPrice } from "./lowest-price.ts";

/** A price to set. `startsAt` undefined: in the past, which is refused elsewhere. */
type WantedPrice = Pick<PriceRow, "variantId" | "currency"> & {
  minor: number | null;
  compareAtMinor: number | null;
  startsAt: number | undefined;
};

/** The struck-through price that the rule refuses: its place among those given, and the highest one allowed; null: none is. */
export type TooHighCompareAt = { index: number; lowest: Money | null };

/** Returns the first price that the rule refuses. Planned prices are checked at their start. */
export async function findTooHighCompareAt(
  tx: Tx,
  { compareAtRule }: ShopSettings,
  wanted: readonly WantedPrice[],
  now: number,
): Promise<TooHighCompareAt | undefined> {
  if (compareAtRule !== "LOWEST") return undefined;
  const isChecked = ({ startsAt, compareAtMinor }: WantedPrice) => startsAt === now && compareAtMinor !== null;
  const ids = [...new Set(wanted.filter(isChecked).map(({ variantId }) => variantId))];
  const history = ids.length === 0 ? [] : await findPriceHistory(tx, ids);
  for (const [index, price] of wanted.entries()) {
    if (!isChecked(price)) continue;
    const { currency } = price;
    const lowest = findHighestCompareAt(history, { ...price, startsAt: now });
    if (isAbove(price.compareAtMinor, lowest))
      return { index, lowest: lowest === null ? null : { minor: lowest, currency } };
  }
  return undefined;
}

/** The refusal of a struck-through price. */
export function refuseCompareAt({ lowest }: TooHighCompareAt, path: readonly string[]) {
  const message = "The price to strike through is above the lowest price of the last 30 days.";
  return { ...refusal("CompareAtTooHighError", "COMPARE_AT_TOO_HIGH", message, ["input", ...path]), lowest };
}

/** Whether the rule refuses a struck-through price; `lowest` null: there was no price before. */
export function isAbove(compareAtMinor: number | null, lowest: number | null): boolean {
  return compareAtMinor !== null && compareAtMinor > (lowest ?? 0);
}

type StartedPrice = Pick<PriceRow, "variantId" | "currency" | "startsAt" | "minor" | "compareAtMinor">;

/** The highest struck-through price that the rule allows for a price at its start; null: none. `history` in any order, of any variants. */
export function findHighestCompareAt(history: readonly StartedPrice[], price: StartedPrice): number | null {
  const { variantId, currency, startsAt } = price;
  const before = history.filter(
    (row) => row.variantId === variantId && row.currency === currency && row.startsAt < startsAt,
  );
  before.sort((a, b) => a.startsAt - b.startsAt);
  return findLowestPriorPrice([...before, price], startsAt);
}

/** Recomputes the price ranges of a product as of `now`. Planned prices that have started lose a struck-through price that the rule refuses. */
export async function refreshPrices(deps: Deps, tx: Tx, productId: string, now: number): Promise<void> {
  const { compareAtRule } = await findSettings(tx);
  if (compareAtRule === "LOWEST") await dropTooHighCompareAts(deps, tx, productId, now);
  await refreshPriceRanges(tx, productId, now);
}

async function dropTooHighCompareAts(deps: Deps, tx: Tx, productId: string, now: number): Promise<void> {
  const started = await findUnappliedCompareAts(tx, productId, now);
  if (started.length === 0) return;
  const history = await findPriceHistory(tx, [...new Set(started.map(({ variantId }) => variantId))]);
  for (const price of started) {
    const lowest = findHighestCompareAt(history, price);
    if (!isAbove(price.compareAtMinor, lowest)) continue;
    const { variantId, currency } = price;
    await removeCompareAt(tx, price);
    await updateVariant(tx, variantId, { updatedAt: now });
    raiseAlarm(
      deps,
      { name: "compare_at_dropped", subject: variantId },
      { id: variantId, because: `${currency}: ${price.compareAtMinor} minor units, allowed: ${lowest ?? "none"}` },
      "prices: struck-through price of a planned price dropped, above the lowest of 30 days",
    );
  }
}
