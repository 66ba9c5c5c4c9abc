/** Refusal of imported prices to strike through, by the rule of the shop. */
import { toDecimal } from "@hansa/commerce/money";
import type { VariantRow } from "../../../store/catalogue/tables.ts";
import { findHighestCompareAt, isAbove } from "../../catalogue/compare-at.ts";
import type { Finding, ImportedProduct, ImportedVariant } from "../file/entries.ts";
import type { ExistingProducts } from "./existing.ts";
import { findChangedPrices } from "./target-state.ts";

/** The faults of a product's variants. */
export function findCompareAtFaults(known: ExistingProducts, product: ImportedProduct, now: number): Finding[] {
  return product.variants.flatMap((variant, index) => {
    const fault = findCompareAtFault(known, known.variantBySku.get(variant.sku), { ...product, ...variant }, now);
    return fault ? [{ line: variant.line, column: product.columnOf("compareAt", index), ...fault }] : [];
  });
}

/** The fault of the prices of a variant; undefined: the rule allows them. Planned ones are checked at their start. */
export function findCompareAtFault(
  known: ExistingProducts,
  before: VariantRow | undefined,
  wanted: Pick<ImportedVariant, "prices"> & Pick<ImportedProduct, "allPricesIn">,
  now: number,
): Pick<Finding, "code" | "message"> | undefined {
  if (known.compareAtRule !== "LOWEST") return undefined;
  const variantId = before?.id ?? "";
  const history = known.priceHistory.get(variantId) ?? [];
  for (const price of findChangedPrices(known, before, wanted, now)) {
    if (price.startsAt > now) continue;
    const lowest = findHighestCompareAt(history, { ...price, variantId });
    if (!isAbove(price.compareAtMinor, lowest)) continue;
    const { currency } = price;
    const allowed =
      lowest === null
        ? "the variant had no price in the 30 days before"
        : `at most ${toDecimal({ minor: lowest, currency })} ${currency}, the lowest price of the 30 days before`;
    return { code: "COMPARE_AT_TOO_HIGH", message: `This price cannot be struck through: ${allowed}.` };
  }
  return undefined;
}
