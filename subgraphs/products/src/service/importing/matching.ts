/** Which product of the shop a product of a file is, and what the shop has that stands against it. */

import type { ProductRow, VariantRow } from "../../store/tables.ts";
import { shown } from "./amounts.ts";
import { checkChoices } from "./checking.ts";
import type { ImportedProduct, ImportedVariant, Part, Remark } from "./entries.ts";
import type { Known } from "./known.ts";
import type { PicturesOf } from "./pictures-of.ts";
import { stockFault } from "./stock-changes.ts";

const mostVariants = 250;

/** The product with this handle; without a handle, the one that has the sku of the first variant. */
export function findMatch(known: Known, { handle, variants }: ImportedProduct): ProductRow | undefined {
  if (handle !== undefined) return known.bySlug.get(handle);
  const sold = known.variantBySku.get(variants[0]?.sku ?? "");
  return sold && known.byId.get(sold.productId);
}

/** Why the product cannot be brought into the shop as the shop is now. */
export function findConflicts(
  known: Known,
  product: ChosenBy,
  before: ProductRow | undefined,
  pictures: PicturesOf,
): Remark[] {
  const { line, variants, optionNames, columnOf } = product;
  const remarks: Remark[] = checkChoices(product);
  const strangers = before ? strangersOf(known, product, before) : [];
  const shownAlready = new Set((known.media.get(before?.id ?? "") ?? []).map(({ file }) => file));
  if (before && JSON.stringify(before.optionNames) !== JSON.stringify(optionNames) && variants.length > 0) {
    const message = `The product has the options ${listOf(before.optionNames)}, and they cannot be changed to ${listOf(optionNames)}.`;
    remarks.push({ line, column: columnOf("options"), code: "OPTIONS_CHANGED", message });
  }
  if (strangers.length + variants.length > mostVariants) {
    const message = `With those that it has, the product would have more than ${mostVariants} variants.`;
    remarks.push({ line, column: columnOf("sku"), code: "TOO_MANY", message });
  }
  for (const [index, variant] of variants.entries()) {
    const refuse = (part: Part, code: string, message: string) => {
      remarks.push({ line: variant.line, column: columnOf(part, index), code, message });
    };
    const sold = known.variantBySku.get(variant.sku);
    if (sold && sold.productId !== before?.id) {
      const owner = known.byId.get(sold.productId)?.slug ?? "another";
      refuse("sku", "SKU_TAKEN", `The sku "${shown(variant.sku)}" belongs to the product "${owner}".`);
      continue;
    }
    if (variant.options.length < optionNames.length)
      refuse("options", "OPTION_MISSING", `A new variant has a value for each of ${listOf(optionNames)}.`);
    const taken = strangers.find((other) => isSameChoice(other, variant));
    if (taken) refuse("options", "OPTIONS_TAKEN", `The variant "${shown(taken.sku)}" has the same options.`);
    if (!product.pictures && variant.image && !shownAlready.has(pictures.fileOf(variant.image) ?? ""))
      refuse("image", "UNKNOWN_IMAGE", "The picture of a variant is one of the product's pictures.");
    const level = sold && known.levels.get(sold.id);
    if (variant.tracked === false && level && level.reserved > 0)
      refuse("stock", "RESERVED", "Counting cannot end while units are reserved for customers.");
    const fault = variant.tracked === false ? undefined : stockFault(known, sold, variant, "CATALOGUE");
    if (fault) refuse("stock", fault.code, fault.message);
    if (variant.stock !== undefined && variant.stock > 0 && variant.tracked === undefined && sold && !sold.tracked)
      refuse("stock", "NOT_TRACKED", "The stock of this variant is not counted, so it has no quantity.");
  }
  return remarks;
}

/** A product of a file once it is known what buyers choose by. */
export type ChosenBy = ImportedProduct & { optionNames: readonly string[] };

/** Where the file is silent about options, they are those of the product that is there, and of each variant that is. */
export function withOptions(known: Known, product: ImportedProduct, before: ProductRow | undefined): ChosenBy {
  const { optionNames, variants } = product;
  if (optionNames) return { ...product, optionNames };
  const optionsOf = ({ sku }: ImportedVariant) => known.variantBySku.get(sku)?.options ?? [];
  return {
    ...product,
    optionNames: before?.optionNames ?? [],
    variants: variants.map((variant) => ({ ...variant, options: optionsOf(variant) })),
  };
}

/** Variants that the product has and the file does not speak of: they stay. */
export function strangersOf(known: Known, { variants }: ImportedProduct, before: ProductRow): VariantRow[] {
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
  return names.length === 0 ? "none" : names.map((name) => `"${shown(name)}"`).join(", ");
}
