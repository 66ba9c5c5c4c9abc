/** Refusal of imported prices: those that would end others early, and those to strike through, by the rule of the shop. */
import { toDecimal } from "@hansa/commerce/money";
import type { VariantRow } from "../../../store/catalogue/tables.ts";
import { findHighestCompareAt, isAbove } from "../../catalogue/compare-at.ts";
import { findEarlyEnds } from "../../catalogue/price-ends.ts";
import type { Finding, ImportedProduct, ImportedVariant } from "../file/entries.ts";
import type { ExistingProducts } from "./existing.ts";
import type { TargetPrice } from "./price-after-days.ts";
import { findChangedPrices } from "./target-state.ts";

/** The faults of a product's variants. */
export function findPriceFaults(known: ExistingProducts, product: ImportedProduct, now: number): Finding[] {
  return product.variants.flatMap((variant, index) => {
    const fault = findPriceFault(known, known.variantBySku.get(variant.sku), { ...product, ...variant }, now);
    if (!fault) return [];
    const { part, code, message } = fault;
    return [{ line: variant.line, column: product.columnOf(part, index), code, message }];
  });
}

type PriceFault = Pick<Finding, "code" | "message"> & { part: "price" | "compareAt" };

/** The fault of the prices of a variant; undefined: they are allowed. */
export function findPriceFault(
  known: ExistingProducts,
  before: VariantRow | undefined,
  wanted: Pick<ImportedVariant, "prices"> & Pick<ImportedProduct, "allPricesIn">,
  now: number,
): PriceFault | undefined {
  const variantId = before?.id ?? "";
  const changed = findChangedPrices(known, before, wanted, now);
  const stored = [...(known.prices.get(variantId) ?? []), ...(known.plannedPrices.get(variantId) ?? [])];
  const named = changed.map((price) => ({ ...price, variantId }));
  if (findEarlyEnds(stored, named, now).size > 0) {
    const message = "A price would start within the days of another one: cancel the planned one, or give other days.";
    return { part: "price", code: "PLANNED_BETWEEN", message };
  }
  return findCompareAtFault(known, variantId, changed, now);
}

/** Planned prices to strike through are checked at their start. */
function findCompareAtFault(
  known: ExistingProducts,
  variantId: string,
  changed: readonly TargetPrice[],
  now: number,
): PriceFault | undefined {
  if (known.compareAtRule !== "LOWEST") return undefined;
  const history = known.priceHistory.get(variantId) ?? [];
  for (const price of changed) {
    if (price.startsAt > now) continue;
    const lowest = findHighestCompareAt(history, { ...price, variantId });
    if (!isAbove(price.compareAtMinor, lowest)) continue;
    const { currency } = price;
    const allowed =
      lowest === null
        ? "the variant had no price in the 30 days before"
        : `at most ${toDecimal({ minor: lowest, currency })} ${currency}, the lowest price of the 30 days before`;
    return {
      part: "compareAt",
      code: "COMPARE_AT_TOO_HIGH",
      message: `This price cannot be struck through: ${allowed}.`,
    };
  }
  return undefined;
}
