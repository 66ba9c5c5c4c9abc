/** Matching of an imported product with an existing one, and its conflicts with existing rows. */

import type { ProductRow, VariantRow } from "../../../store/catalogue/tables.ts";
import { isRoundedSku, roundedSkuMessage } from "../../catalogue/skus.ts";
import { maxVariants } from "../../storefront/variants.ts";
import type { Finding, ImportedProduct, ImportedVariant, Part } from "../file/entries.ts";
import { checkChoices } from "../file/product-checks.ts";
import { excerptOf } from "../text/amounts.ts";
import type { ExistingProducts } from "./existing.ts";
import type { ProductPictures } from "./pictures.ts";
import { findStockFault } from "./stock-changes.ts";

/** Returns the product with this handle; without a handle, the product with the SKU of the first variant. */
export function findExistingProduct(
  known: ExistingProducts,
  { handle, variants }: ImportedProduct,
): ProductRow | undefined {
  if (handle !== undefined) return known.bySlug.get(handle);
  const sold = known.variantBySku.get(variants[0]?.sku ?? "");
  return sold && known.byId.get(sold.productId);
}

/** Returns the reasons why the product cannot be imported now. */
export function findConflicts(
  known: ExistingProducts,
  product: ProductWithOptions,
  before: ProductRow | undefined,
  pictures: ProductPictures,
): Finding[] {
  const { line, variants, optionNames, columnOf } = product;
  const findings: Finding[] = checkChoices(product);
  const strangers = before ? findUnlistedVariants(known, product, before) : [];
  const shownAlready = new Set((known.media.get(before?.id ?? "") ?? []).flatMap(({ file, origin }) => [file, origin]));
  if (before && JSON.stringify(before.optionNames) !== JSON.stringify(optionNames) && variants.length > 0) {
    const message = `The product has the options ${listOf(before.optionNames)}, and they cannot be changed to ${listOf(optionNames)}.`;
    findings.push({ line, column: columnOf("options"), code: "OPTIONS_CHANGED", message });
  }
  for (const name of new Set((product.swatches ?? []).map((swatch) => swatch.name.trim()))) {
    if (optionNames.includes(name)) continue;
    const message = `"${excerptOf(name)}" is not one of the product's options: it has ${listOf(optionNames)}.`;
    findings.push({ line, column: columnOf("swatches"), code: "UNKNOWN_OPTION", message });
  }
  if (strangers.length + variants.length > maxVariants) {
    const message = `With those that it has, the product would have more than ${maxVariants} variants.`;
    findings.push({ line, column: columnOf("sku"), code: "TOO_MANY", message });
  }
  for (const [index, variant] of variants.entries()) {
    const refuse = (part: Part, code: string, message: string) => {
      findings.push({ line: variant.line, column: columnOf(part, index), code, message });
    };
    const sold = known.variantBySku.get(variant.sku);
    if (sold && sold.productId !== before?.id) {
      const owner = known.byId.get(sold.productId)?.slug ?? "another";
      refuse("sku", "SKU_TAKEN", `The sku "${excerptOf(variant.sku)}" belongs to the product "${owner}".`);
      continue;
    }
    if (!sold && isRoundedSku(variant.sku)) refuse("sku", "SKU_ROUNDED", roundedSkuMessage);
    if (variant.options.length < optionNames.length)
      refuse("options", "OPTION_MISSING", `A new variant has a value for each of ${listOf(optionNames)}.`);
    const taken = strangers.find((other) => isSameChoice(other, variant));
    if (taken) refuse("options", "OPTIONS_TAKEN", `The variant "${excerptOf(taken.sku)}" has the same options.`);
    if (!product.pictures && variant.image && !shownAlready.has(pictures.fileOf(variant.image) ?? ""))
      refuse("image", "UNKNOWN_IMAGE", "The picture of a variant is one of the product's pictures.");
    const level = sold && known.levels.get(sold.id);
    if (variant.tracked === false && level && level.reserved > 0)
      refuse("stock", "RESERVED", "Counting cannot end while units are reserved for customers.");
    const fault = variant.tracked === false ? undefined : findStockFault(known, sold, variant, "CATALOGUE");
    if (fault) refuse("stock", fault.code, fault.message);
    if (variant.stock !== undefined && variant.stock > 0 && variant.tracked === undefined && sold && !sold.tracked)
      refuse("stock", "NOT_TRACKED", "The stock of this variant is not counted, so it has no quantity.");
  }
  return findings;
}

/** An imported product with known option names. */
export type ProductWithOptions = ImportedProduct & { optionNames: readonly string[] };

/** Without options in the file, uses those of the existing product and variants. */
export function withOptions(
  known: ExistingProducts,
  product: ImportedProduct,
  before: ProductRow | undefined,
): ProductWithOptions {
  const { optionNames, variants } = product;
  if (optionNames) return { ...product, optionNames };
  const optionsOf = ({ sku }: ImportedVariant) => known.variantBySku.get(sku)?.options ?? [];
  return {
    ...product,
    optionNames: before?.optionNames ?? [],
    variants: variants.map((variant) => ({ ...variant, options: optionsOf(variant) })),
  };
}

/** Returns the variants of the product that the file does not contain: they stay. */
export function findUnlistedVariants(
  known: ExistingProducts,
  { variants }: ImportedProduct,
  before: ProductRow,
): VariantRow[] {
  const named = new Set(variants.map(({ sku }) => sku));
  return (known.variants.get(before.id) ?? []).filter(({ sku }) => !named.has(sku));
}

function isSameChoice(other: VariantRow, { options }: ImportedVariant): boolean {
  return (
    other.options.length === options.length &&
    options.every(({ name, value }) => other.options.some((one) => one.name === name && one.value === value))
  );
}

function listOf(names: readonly string[]): string {
  return names.length === 0 ? "none" : names.map((name) => `"${excerptOf(name)}"`).join(", ");
}
