/** Prices: setting one now or for later, what holds today, and bringing planned ones into the lists when their time comes. */
import { events } from "@hansa/contracts/events";
import type { Money } from "@hansa/kit/money";
import { appendEvent } from "@hansa/kit/outbox";
import { readPage } from "@hansa/kit/pages";
import { type InputProblem, invalid, notFound, problem } from "@hansa/kit/refusals";
import type { Context, Deps } from "../context.ts";
import type { VariantPriceSetInput } from "../generated/resolvers.ts";
import { findProductsWithDuePrices, insertPrice, refreshPriceRanges } from "../store/prices.ts";
import type { PriceRow, ProductRow, VariantRow } from "../store/tables.ts";
import { findVariantsByIds } from "../store/variants.ts";
import type { Answer } from "./answers.ts";

/** Sets the price in one currency from `startsAt` on. Without an amount the variant is no longer sold in it. */
export async function setPrice(
  context: Context,
  input: VariantPriceSetInput,
): Promise<Answer<"VariantPriceSetResult">> {
  const { store, world } = context;
  const now = world.now();
  const startsAt = input.startsAt ?? now;
  const problems = checkPrice(context, input, startsAt, now);
  return store.write("set-price", async (tx) => {
    const [variant] = await findVariantsByIds(tx, [input.variantId]);
    if (!variant) return notFound("variant", ["input", "variantId"]);
    if (problems.length > 0) return invalid(problems);
    const { variantId, currency } = input;
    const minor = input.amountMinor ?? null;
    await insertPrice(tx, {
      variantId,
      currency,
      startsAt,
      minor,
      compareAtMinor: input.compareAtMinor ?? null,
      applied: startsAt <= now,
    });
    if (startsAt <= now) await refreshPriceRanges(tx, variant.productId, now);
    await appendEvent(tx, world, events.productPriceChanged, variantId, { variantId, currency, minor, startsAt });
    return { __typename: "VariantSaved", variant };
  });
}

/** Brings prices whose time has come into the lists. What a variant itself costs never waits for this. */
export async function applyDuePrices({ store, world }: Deps): Promise<void> {
  const now = world.now();
  const productIds = await store.read((db) => findProductsWithDuePrices(db, now, 100));
  for (const productId of productIds) {
    await store.write("apply-due-prices", (tx) => refreshPriceRanges(tx, productId, now));
  }
}

/** The price that holds now in `currency`, the shop's first if none is given; null: not sold in it. */
export async function priceIn(
  context: Context,
  variant: VariantRow,
  currency: string | null | undefined,
): Promise<PriceRow | null> {
  const wanted = currency ?? context.rules.currencies[0];
  const prices = await context.loaders.pricesByVariant.load(variant.id);
  return prices.find((price) => price.currency === wanted) ?? null;
}

/** From the cheapest to the dearest variant today; null if none is sold in `currency`. */
export async function priceRange(context: Context, product: ProductRow, currency: string | null | undefined) {
  const wanted = currency ?? context.rules.currencies[0];
  const range = (await context.loaders.priceRangesByProduct.load(product.id)).find((row) => row.currency === wanted);
  if (!range) return null;
  return {
    min: { minor: range.minMinor, currency: range.currency },
    max: { minor: range.maxMinor, currency: range.currency },
  };
}

/** Past, present and planned prices, the newest first in each currency, each until the next of its currency takes over. */
export async function priceHistory(
  context: Context,
  variant: VariantRow,
  args: { first?: number | null | undefined; currency?: string | null | undefined },
) {
  const { first } = readPage(args, 20);
  const rows = await context.loaders.priceHistoryByVariant.load(variant.id);
  const periods = rows.map((row, index) => {
    const next = rows[index - 1];
    return {
      currency: row.currency,
      price: money(row.minor, row.currency),
      compareAtPrice: money(row.compareAtMinor, row.currency),
      startsAt: row.startsAt,
      endsAt: next?.currency === row.currency ? next.startsAt : null,
    };
  });
  return periods.filter((period) => !args.currency || period.currency === args.currency).slice(0, first);
}

/** An amount, or null where there is none. */
export function money(minor: number | null, currency: string): Money | null {
  return minor === null ? null : { minor, currency };
}

function checkPrice({ rules }: Context, input: VariantPriceSetInput, startsAt: number, now: number): InputProblem[] {
  const problems: InputProblem[] = [];
  const { amountMinor, compareAtMinor, currency } = input;
  if (!rules.currencies.includes(currency))
    problems.push(problem("currency", "NOT_OFFERED", `The shop sells in ${rules.currencies.join(", ")}.`));
  if (typeof amountMinor === "number" && amountMinor < 0)
    problems.push(problem("amountMinor", "NEGATIVE", "A price is zero or more."));
  if (typeof compareAtMinor === "number" && compareAtMinor <= (amountMinor ?? 0)) {
    problems.push(problem("compareAtMinor", "NOT_ABOVE", "The price to strike through must be above the price."));
  }
  if (startsAt < now) problems.push(problem("startsAt", "IN_THE_PAST", "A price starts now or later."));
  return problems;
}
