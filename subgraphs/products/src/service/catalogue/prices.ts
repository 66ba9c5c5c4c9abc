/** Prices: setting one for now or later, current prices and history, and applying planned prices to lists. */

import { type Money, maxAmountMinor, toDecimal } from "@hansa/commerce/money";
import { recordAudit } from "@hansa/contracts/audit-log";
import { readSize } from "@hansa/kit/graphql";
import { type InputProblem, invalid, notFound, problem } from "@hansa/kit/runtime";
import type { Context, Deps } from "../../context.ts";
import type { VariantPriceSetInput } from "../../generated/resolvers.ts";
import { findProductsWithDuePrices } from "../../store/catalogue/prices.ts";
import type { PriceRow, ProductRow, VariantRow } from "../../store/catalogue/tables.ts";
import { findVariantsByIds } from "../../store/catalogue/variants.ts";
import { findSettings, type ShopSettings } from "../../store/projections/settings.ts";
import type { MutationResult } from "../mutation-results.ts";
import { refreshCurrencies } from "../settings.ts";
import { findTooHighCompareAt, refreshPrices, refuseCompareAt } from "./compare-at.ts";
import { computeUnitPrice, contentOf } from "./content.ts";
import { findLowestPriorPrice } from "./lowest-price.ts";
import { refreshEnds, writePrice } from "./price-ends.ts";
import { checkEarlyEnds, type DatedPrice, datePrice, findDays } from "./price-periods.ts";

/** Sets the price in one currency from `startsAt`. Without an amount the variant is no longer sold in it. */
export async function setPrice(
  context: Context,
  input: VariantPriceSetInput,
): Promise<MutationResult<"VariantPriceSetResult">> {
  const { store, runtime, viewer } = context;
  const now = runtime.now();
  const dated = datePrice(input, await findDays(context, [input]), now);
  await refreshCurrencies(context, [input.currency]);
  return store.write("set-price", async (tx) => {
    const [variant] = await findVariantsByIds(tx, [input.variantId]);
    if (!variant) return notFound("variant", ["input", "variantId"]);
    const settings = await findSettings(tx);
    const early = await checkEarlyEnds(tx, [dated], now);
    const problems = [...checkPrice(settings, dated), ...(early.get(0) ?? [])];
    const { startsAt } = dated;
    if (problems.length > 0 || startsAt === undefined) return invalid(problems);
    const row = toPriceRow(dated, startsAt);
    const tooHigh = await findTooHighCompareAt(tx, settings, [row], now);
    if (tooHigh) return refuseCompareAt(tooHigh, ["compareAtMinor"]);
    const isChange = await writePrice(context, tx, row);
    await refreshEnds(context, tx, [variant.id], now);
    if (isChange) {
      const { currency, amountMinor } = input;
      const price = typeof amountMinor === "number" ? toDecimal({ minor: amountMinor, currency }) : "none";
      const summary = `Price of ${variant.id} in ${currency}: ${price}, from ${new Date(startsAt).toISOString()} on.`;
      await recordAudit(runtime, tx, viewer, { action: "price.set", subjectId: variant.id, summary });
    }
    if (startsAt <= now) await refreshPrices(context, tx, variant.productId, now);
    return { __typename: "VariantSaved", variant };
  });
}

/** The row of a price; `startsAt` undefined: the requested time is in the past. */
export function toPriceRow<Start extends number | undefined>(
  { price, endsAt }: Pick<DatedPrice, "price" | "endsAt">,
  startsAt: Start,
) {
  const { variantId, currency, amountMinor, compareAtMinor } = price;
  const amounts = { minor: amountMinor ?? null, compareAtMinor: compareAtMinor ?? null };
  return { variantId, currency, startsAt, endsAt, endsPeriod: false, ...amounts };
}

/** Updates the price ranges of products whose planned prices have started. Prices of variants do not depend on this job. */
export async function applyDuePrices(deps: Deps, signal: AbortSignal): Promise<void> {
  const { store, runtime } = deps;
  const now = runtime.now();
  const findDue = () => store.read((db) => findProductsWithDuePrices(db, now, 100));
  for (let due = await findDue(); due.length > 0 && !signal.aborted; due = await findDue()) {
    for (const productId of due) {
      await store.write("apply-due-prices", (tx) => refreshPrices(deps, tx, productId, now));
    }
  }
}

/** The current prices, one for each currency that the variant is sold in. */
export async function pricesOf({ loaders }: Context, variant: VariantRow): Promise<Money[]> {
  const prices = await loaders.pricesByVariant.load(variant.id);
  return prices.flatMap((price) => money(price.minor, price.currency) ?? []);
}

/** The current price in `currency`, by default the first of the shop; null: not sold in it. */
export async function priceIn(context: Context, variant: VariantRow, currency: Currency): Promise<Money | null> {
  const price = await findPriceIn(context, variant, currency);
  return price ? money(price.minor, price.currency) : null;
}

/** The price before a reduction; null: not reduced. With the rule `LOWEST`, that of a planned price is shown once it is checked. */
export async function compareAtPriceIn(
  context: Context,
  variant: VariantRow,
  currency: Currency,
): Promise<Money | null> {
  const price = await findPriceIn(context, variant, currency);
  if (!price || price.compareAtMinor === null) return null;
  const isShown = price.applied || (await context.loaders.settings()).compareAtRule === "FREE";
  return isShown ? money(price.compareAtMinor, price.currency) : null;
}

/** The lowest price of the 30 days before the present reduction; null: not reduced, or no price in these days. */
export async function lowestPriorPriceIn(
  context: Context,
  variant: VariantRow,
  currency: Currency,
): Promise<Money | null> {
  const price = await findPriceIn(context, variant, currency);
  if (!price) return null;
  const latestFirst = await context.loaders.priceHistoryByVariant.load(variant.id);
  const periods = latestFirst.filter((period) => period.currency === price.currency).reverse();
  return money(findLowestPriorPrice(periods, context.startedAt), price.currency);
}

/** The price by the unit of reference of the variant's content; null: it has no content, or is not sold in the currency. */
export async function unitPriceIn(context: Context, variant: VariantRow, currency: Currency): Promise<Money | null> {
  const content = contentOf(variant);
  const price = content && (await priceIn(context, variant, currency));
  return price ? { minor: computeUnitPrice(price.minor, content), currency: price.currency } : null;
}

/** The cost of one unit for the shop; null if unknown. */
export function costOf({ costMinor, costCurrency }: VariantRow): Money | null {
  return costCurrency ? money(costMinor, costCurrency) : null;
}

/** The lowest and highest current price of the variants; null if none is sold in `currency`. */
export async function priceRange(context: Context, product: ProductRow, currency: Currency) {
  const wanted = currency ?? (await context.loaders.settings()).currencies[0];
  const range = (await context.loaders.priceRangesByProduct.load(product.id)).find((row) => row.currency === wanted);
  if (!range) return null;
  return {
    min: { minor: range.minMinor, currency: range.currency },
    max: { minor: range.maxMinor, currency: range.currency },
  };
}

/** Past, current and planned prices, latest start first. Each ends when the next one of its currency starts. */
export async function priceHistory(
  context: Context,
  variant: VariantRow,
  args: { first?: number | null | undefined; currency?: string | null | undefined },
) {
  const size = readSize(args.first, 20);
  const rows = await context.loaders.priceHistoryByVariant.load(variant.id);
  const nextStart = new Map<string, number>();
  const periods = rows.map(({ currency, minor, compareAtMinor, startsAt }) => {
    const endsAt = nextStart.get(currency) ?? null;
    nextStart.set(currency, startsAt);
    return {
      currency,
      price: money(minor, currency),
      compareAtPrice: money(compareAtMinor, currency),
      startsAt,
      endsAt,
    };
  });
  return periods.filter((period) => !args.currency || period.currency === args.currency).slice(0, size);
}

type Currency = string | null | undefined;

async function findPriceIn(context: Context, variant: VariantRow, currency: Currency): Promise<PriceRow | undefined> {
  const wanted = currency ?? (await context.loaders.settings()).currencies[0];
  const prices = await context.loaders.pricesByVariant.load(variant.id);
  return prices.find((price) => price.currency === wanted);
}

/** An amount, or null where there is none. */
function money(minor: number | null, currency: string): Money | null {
  return minor === null ? null : { minor, currency };
}

/** Returns all problems of a price and its times. */
export function checkPrice({ currencies }: ShopSettings, { price, problems: ofTimes }: DatedPrice): InputProblem[] {
  const problems: InputProblem[] = [];
  const { amountMinor, compareAtMinor, currency } = price;
  if (!currencies.includes(currency))
    problems.push(problem("currency", "NOT_OFFERED", `The shop sells in ${currencies.join(", ")}.`));
  if (typeof amountMinor === "number" && amountMinor < 0)
    problems.push(problem("amountMinor", "NEGATIVE", "A price is zero or more."));
  if (typeof compareAtMinor === "number" && compareAtMinor <= (amountMinor ?? 0)) {
    problems.push(problem("compareAtMinor", "NOT_ABOVE", "The price to strike through must be above the price."));
  }
  for (const [path, minor] of Object.entries({ amountMinor, compareAtMinor })) {
    if (typeof minor === "number" && minor > maxAmountMinor)
      problems.push(problem(path, "TOO_LARGE", `A price is at most ${maxAmountMinor}.`));
  }
  return [...problems, ...ofTimes];
}
