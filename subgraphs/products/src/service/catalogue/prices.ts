/** Prices: setting one now or for later, what holds today, and bringing planned ones into the lists when their time comes. */
import { events } from "@hansa/contracts/events";
import { recordAudit } from "@hansa/kit/audit";
import { type Money, maxAmountMinor, toDecimal } from "@hansa/kit/money";
import { appendEvent } from "@hansa/kit/outbox";
import { readSize } from "@hansa/kit/pages";
import { type InputProblem, invalid, notFound, problem } from "@hansa/kit/refusals";
import type { Tx } from "@hansa/kit/store";
import type { Context, Deps } from "../../context.ts";
import type { VariantPriceSetInput } from "../../generated/resolvers.ts";
import { findProductsWithDuePrices, insertPrice, refreshPriceRanges } from "../../store/prices.ts";
import { findSettings, type ShopSettings } from "../../store/settings.ts";
import type { PriceRow, ProductRow, VariantRow } from "../../store/tables.ts";
import { findVariantsByIds, updateVariant } from "../../store/variants.ts";
import type { Answer } from "../answers.ts";
import { refreshCurrencies } from "../settings.ts";
import { startOf } from "../starting.ts";

/** Sets the price in one currency from `startsAt` on. Without an amount the variant is no longer sold in it. */
export async function setPrice(
  context: Context,
  input: VariantPriceSetInput,
): Promise<Answer<"VariantPriceSetResult">> {
  const { store, world, viewer, firstSettings } = context;
  const now = world.now();
  const startsAt = startOf(input.startsAt, now);
  await refreshCurrencies(context, [input.currency]);
  return store.write("set-price", async (tx) => {
    const [variant] = await findVariantsByIds(tx, [input.variantId]);
    if (!variant) return notFound("variant", ["input", "variantId"]);
    const problems = checkPrice(await findSettings(tx, firstSettings), input, startsAt);
    if (problems.length > 0 || startsAt === undefined) return invalid(problems);
    const isNews = await writePrice(context, tx, input, startsAt);
    if (isNews) {
      const { currency, amountMinor } = input;
      const price = typeof amountMinor === "number" ? toDecimal({ minor: amountMinor, currency }) : "none";
      const summary = `Price of ${variant.id} in ${currency}: ${price}, from ${new Date(startsAt).toISOString()} on.`;
      await recordAudit(tx, world, viewer, { action: "price.set", subjectId: variant.id, summary });
    }
    if (startsAt <= now) await refreshPriceRanges(tx, variant.productId, now);
    return { __typename: "VariantSaved", variant };
  });
}

/** Writes a price that was checked, and the event about it; false, and nothing told, if it was known exactly so. What lists sort by is not refreshed. */
export async function writePrice(
  { world }: Deps,
  tx: Tx,
  { variantId, currency, ...input }: VariantPriceSetInput,
  startsAt: number,
): Promise<boolean> {
  const minor = input.amountMinor ?? null;
  const compareAtMinor = input.compareAtMinor ?? null;
  const applied = startsAt <= world.now();
  const isNews = await insertPrice(tx, { variantId, currency, startsAt, minor, compareAtMinor, applied });
  if (isNews) {
    await appendEvent(tx, world, events.productPriceChanged, variantId, { variantId, currency, minor, startsAt });
    await updateVariant(tx, variantId, { updatedAt: world.now() });
  }
  return isNews;
}

/** Brings all prices whose time has come into the lists. What a variant itself costs never waits for this. */
export async function applyDuePrices({ store, world }: Deps, signal: AbortSignal): Promise<void> {
  const now = world.now();
  const findDue = () => store.read((db) => findProductsWithDuePrices(db, now, 100));
  for (let due = await findDue(); due.length > 0 && !signal.aborted; due = await findDue()) {
    for (const productId of due) {
      await store.write("apply-due-prices", (tx) => refreshPriceRanges(tx, productId, now));
    }
  }
}

/** Today's prices, one for each currency that the variant is sold in. */
export async function pricesOf({ loaders }: Context, variant: VariantRow): Promise<Money[]> {
  const prices = await loaders.pricesByVariant.load(variant.id);
  return prices.flatMap((price) => money(price.minor, price.currency) ?? []);
}

/** The price that holds now in `currency`, the shop's first if none is given; null: not sold in it. */
export async function priceIn(context: Context, variant: VariantRow, currency: Currency): Promise<Money | null> {
  const price = await findPriceIn(context, variant, currency);
  return price ? money(price.minor, price.currency) : null;
}

/** The price before a reduction; null: not reduced. */
export async function compareAtPriceIn(
  context: Context,
  variant: VariantRow,
  currency: Currency,
): Promise<Money | null> {
  const price = await findPriceIn(context, variant, currency);
  return price ? money(price.compareAtMinor, price.currency) : null;
}

/** What one unit costs the shop; null if nobody entered it. */
export function costOf({ costMinor, costCurrency }: VariantRow): Money | null {
  return costCurrency ? money(costMinor, costCurrency) : null;
}

/** From the cheapest to the dearest variant today; null if none is sold in `currency`. */
export async function priceRange(context: Context, product: ProductRow, currency: Currency) {
  const wanted = currency ?? (await context.loaders.settings()).currencies[0];
  const range = (await context.loaders.priceRangesByProduct.load(product.id)).find((row) => row.currency === wanted);
  if (!range) return null;
  return {
    min: { minor: range.minMinor, currency: range.currency },
    max: { minor: range.maxMinor, currency: range.currency },
  };
}

/** Past, present and planned prices, the latest start first, each until the next of its currency takes over. */
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

/** Everything that is wrong with a price; `startsAt` is undefined if it was to begin in the past. */
export function checkPrice(
  { currencies }: ShopSettings,
  input: VariantPriceSetInput,
  startsAt: number | undefined,
): InputProblem[] {
  const problems: InputProblem[] = [];
  const { amountMinor, compareAtMinor, currency } = input;
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
  if (startsAt === undefined) problems.push(problem("startsAt", "IN_THE_PAST", "A price starts now or later."));
  return problems;
}
