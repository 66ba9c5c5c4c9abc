/** Free shipping from a value of the goods: the nearest one of the methods to a cart's country, and of promotions that need no code. */
import { sum, times } from "@hansa/commerce/money";
import type { Context } from "../../context.ts";
import type { MethodRate } from "../../store/settings/pricing-rates.ts";
import type { CartRow, PromotionRow, PromotionTerms } from "../../store/tables.ts";
import { liveCheckoutOf, priceCart } from "./cart-pricing.ts";
import { findDestination } from "./checkout-promotions.ts";
import { termsIn } from "./promotion-selection.ts";
import { type Parcel, parcelOf, shippingOptionsFor } from "./shipping-options.ts";

/** `missingMinor` is 0 once the value is reached. */
type Threshold = { fromMinor: number; missingMinor: number };
export type FreeShipping = Threshold & { currency: string; country: string };

/** Null: nothing is sent, or nothing is free from a value in the cart's currency. */
export async function findFreeShipping(context: Context, cart: CartRow): Promise<FreeShipping | null> {
  const { loaders, store } = context;
  const { id, currency, code } = cart;
  const lines = await loaders.linesByCart.load(id);
  const parcel = parcelOf(lines);
  if (parcel === null) return null;
  const settings = await loaders.settings();
  const country = await store.read((db) => findDestination(db, id, settings.country));
  const rates = await loaders.methodRatesTo({ country, currency });
  const automatic = await loaders.automaticPromotions.load("all");
  const ofCode = code === null ? [] : await loaders.promotionsByCode.load(code);
  const applied = new Set((await priceCart(context, cart)).discounts.map(({ promotionId }) => promotionId));
  // It stands in for all others.
  const isAlone = [...automatic, ...ofCode].some((row) => applied.has(row.id) && !row.combines);
  // A checkout keeps the promotions of its start.
  const frozen = (await liveCheckoutOf(context, cart))?.promotions;
  const subtotalMinor = sum(lines.map((line) => times(line.unitPriceMinor, line.quantity)));
  const promotions = isAlone ? [] : automatic.flatMap((row) => sendersIn(row, currency, country));
  const nearest = nearestOf([
    ...thresholdsOfRates(rates, parcel),
    ...thresholdsOfPromotions(promotions, rates, { ...parcel, subtotalMinor }).filter(
      ({ missingMinor, id }) => missingMinor > 0 || frozen === undefined || frozen.some((each) => each.id === id),
    ),
  ]);
  return nearest && { ...nearest, currency, country };
}

/** The threshold of each method that costs something below a value of the parcel and nothing from there, at this weight. */
function thresholdsOfRates(rates: readonly MethodRate[], parcel: Parcel): Threshold[] {
  const methods = [...new Set(rates.map(({ method }) => method.id))];
  return methods.flatMap((id): Threshold[] => {
    const own = rates.filter(({ method }) => method.id === id);
    const isFreeFrom = (subtotalMinor: number) =>
      shippingOptionsFor(own, { ...parcel, subtotalMinor }).some(({ priceMinor }) => priceMinor === 0);
    if (isFreeFrom(0)) return [];
    const steps = own.map(({ rate }) => rate.fromSubtotalMinor).filter((from) => from > 0 && isFreeFrom(from));
    const reached = steps.filter((from) => from <= parcel.subtotalMinor);
    if (reached.length > 0 && isFreeFrom(parcel.subtotalMinor))
      return [{ fromMinor: Math.max(...reached), missingMinor: 0 }];
    const ahead = steps.filter((from) => from > parcel.subtotalMinor);
    if (ahead.length === 0) return [];
    const fromMinor = Math.min(...ahead);
    return [{ fromMinor, missingMinor: fromMinor - parcel.subtotalMinor }];
  });
}

/** The terms of a promotion that sends everything free from a value to this country; empty for one that may not count in the end. */
function sendersIn(row: PromotionRow, currency: string, country: string): PromotionTerms[] {
  const isLimited = row.usesTotal !== null || row.usesPerCustomer !== null || row.maximumDiscounts.length > 0;
  const isForAll = row.collectionIds.length === 0 && row.variantIds.length === 0;
  const isForCountry = row.countries.length === 0 || row.countries.includes(country);
  if (!row.freeShipping || !row.combines || isLimited || !isForAll || !isForCountry) return [];
  const terms = termsIn(row, currency);
  return terms?.minimumMinor ? [terms] : [];
}

/** The thresholds of promotions of which a method is offered; `subtotalMinor` is that of all goods, also of those that are not sent. */
function thresholdsOfPromotions(
  promotions: readonly PromotionTerms[],
  rates: readonly MethodRate[],
  parcel: Parcel,
): (Threshold & { id: string })[] {
  const offered = shippingOptionsFor(rates, parcel).map(({ id }) => id);
  return promotions.flatMap(({ id, minimumMinor, shippingMethodIds: ids }) => {
    const isOffered = offered.some((method) => ids.length === 0 || ids.includes(method));
    if (!isOffered || minimumMinor === null) return [];
    return [{ id, fromMinor: minimumMinor, missingMinor: Math.max(0, minimumMinor - parcel.subtotalMinor) }];
  });
}

/** The threshold of which least is missing; of several the lowest one. */
function nearestOf(thresholds: readonly Threshold[]): Threshold | null {
  const [nearest] = thresholds.toSorted((a, b) => a.missingMinor - b.missingMinor || a.fromMinor - b.fromMinor);
  return nearest ? { fromMinor: nearest.fromMinor, missingMinor: nearest.missingMinor } : null;
}
