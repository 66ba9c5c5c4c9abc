/** Bulk price changes, all or none, and the cancellation of planned prices. */

import { recordAudit } from "@hansa/contracts/audit-log";
import { events } from "@hansa/contracts/events";
import { appendEvent } from "@hansa/kit/messaging";
import { type InputProblem, invalid, notFound, problem } from "@hansa/kit/runtime";
import type { Tx } from "@hansa/kit/store";
import type { Context } from "../../context.ts";
import type { VariantPriceCancelInput, VariantPricesSetInput } from "../../generated/resolvers.ts";
import { deletePlannedPrice, findPlannedPrices } from "../../store/catalogue/prices.ts";
import type { VariantRow } from "../../store/catalogue/tables.ts";
import { findVariantsByIds } from "../../store/catalogue/variants.ts";
import { findSettings, type ShopSettings } from "../../store/projections/settings.ts";
import { checkCount, problemsAt } from "../bulk-changes.ts";
import type { MutationResult } from "../mutation-results.ts";
import { refreshCurrencies } from "../settings.ts";
import { findTooHighCompareAt, refreshPrices, refuseCompareAt } from "./compare-at.ts";
import { refreshEnds, writePrice } from "./price-ends.ts";
import { checkEarlyEnds, type DatedPrice, datePrice, findDays } from "./price-periods.ts";
import { checkPrice, toPriceRow } from "./prices.ts";

/** Sets all of these prices, or none if any is invalid. */
export async function setPrices(
  context: Context,
  input: VariantPricesSetInput,
): Promise<MutationResult<"VariantPricesSetResult">> {
  const { store, runtime, viewer } = context;
  const now = runtime.now();
  const tooMany = checkCount("prices", input.prices);
  if (tooMany.length > 0) return invalid(tooMany);
  const days = await findDays(context, input.prices);
  const dated = input.prices.map((price) => datePrice(price, days, now));
  await refreshCurrencies(
    context,
    input.prices.map(({ currency }) => currency),
  );
  return store.write("set-prices", async (tx) => {
    const settings = await findSettings(tx);
    const ids = [...new Set(dated.map(({ price }) => price.variantId))];
    const found = new Map((await findVariantsByIds(tx, ids)).map((variant) => [variant.id, variant]));
    const early = await checkEarlyEnds(tx, dated, now);
    const problems = dated.flatMap((one, index) =>
      problemsAt("prices", index, [
        ...checkDatedPrice(settings, found, one, dated.slice(0, index)),
        ...(early.get(index) ?? []),
      ]),
    );
    if (problems.length > 0) return invalid(problems);
    const rows = dated.map((one) => toPriceRow(one, one.startsAt ?? now));
    const tooHigh = await findTooHighCompareAt(tx, settings, rows, now);
    if (tooHigh) return refuseCompareAt(tooHigh, ["prices", String(tooHigh.index), "compareAtMinor"]);

    let changed = 0;
    for (const row of rows) if (await writePrice(context, tx, row)) changed += 1;
    await refreshEnds(context, tx, ids, now);
    if (changed > 0) {
      const summary = `Set ${changed} prices among those of ${ids.length} variants.`;
      await recordAudit(runtime, tx, viewer, { action: "prices.set", subjectId: null, summary });
    }
    const variants = ids.flatMap((id) => found.get(id) ?? []);
    for (const productId of new Set(variants.map((variant) => variant.productId)))
      await refreshPrices(context, tx, productId, now);
    return { __typename: "VariantPricesSaved", variants };
  });
}

/** Cancels a planned price. A price that has started cannot be cancelled and stays in the history. */
export async function cancelPrice(
  context: Context,
  input: VariantPriceCancelInput,
): Promise<MutationResult<"VariantPriceCancelResult">> {
  const { store, runtime, viewer } = context;
  return store.write("cancel-price", async (tx) => {
    const now = runtime.now();
    const [variant] = await findVariantsByIds(tx, [input.variantId]);
    if (!variant) return notFound("variant", ["input", "variantId"]);
    if (!(await deletePlannedPrice(tx, { ...input, endsPeriod: false }, now)))
      return refuseCancellation(tx, input, now);
    await appendEvent(runtime, tx, events.productPriceCancelled, input);
    await refreshEnds(context, tx, [variant.id], now);
    const summary = `Cancelled the price of ${variant.id} in ${input.currency} that was planned for ${new Date(input.startsAt).toISOString()}.`;
    await recordAudit(runtime, tx, viewer, { action: "price.cancelled", subjectId: variant.id, summary });
    return { __typename: "VariantSaved", variant };
  });
}

async function refuseCancellation(tx: Tx, { variantId, currency, startsAt }: VariantPriceCancelInput, now: number) {
  const planned = await findPlannedPrices(tx, [variantId], now);
  const isEnd = planned.some((price) => price.currency === currency && price.startsAt === startsAt);
  if (!isEnd) return notFound("planned price", ["input", "startsAt"]);
  const message = "This price follows the days of another one: cancel that one, or set it for other days.";
  return invalid([problem("startsAt", "ENDS_PERIOD", message)]);
}

/** `earlier`: the prices before it in the same input. */
function checkDatedPrice(
  settings: ShopSettings,
  found: ReadonlyMap<string, VariantRow>,
  dated: DatedPrice,
  earlier: readonly DatedPrice[],
): InputProblem[] {
  const { price, startsAt } = dated;
  const unknown = found.has(price.variantId) ? [] : [problem("variantId", "UNKNOWN", "There is no such variant.")];
  const isSame = (other: DatedPrice) =>
    other.price.variantId === price.variantId && other.price.currency === price.currency && other.startsAt === startsAt;
  const again = earlier.some(isSame)
    ? [problem("variantId", "NOT_DISTINCT", "It has another price for the same currency and time.")]
    : [];
  return [...unknown, ...again, ...checkPrice(settings, dated)];
}
