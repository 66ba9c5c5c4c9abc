/** Barcodes of an imported product: one of another variant is left out with a note. */
import type { Finding } from "../file/entries.ts";
import type { ImportRun } from "../run.ts";
import type { ProductWithOptions } from "./conflicts.ts";
import type { ExistingProducts } from "./existing.ts";

/** Returns the product with the barcodes that no other variant of the shop or of the file has. */
export function withFreeBarcodes(
  { seen }: Pick<ImportRun, "seen">,
  { variantByBarcode }: Pick<ExistingProducts, "variantByBarcode">,
  product: ProductWithOptions,
): { product: ProductWithOptions; notes: Finding[] } {
  const notes: Finding[] = [];
  const variants = product.variants.map((variant, index) => {
    const { barcode, line, sku } = variant;
    if (!barcode) return variant;
    const owner = variantByBarcode.get(barcode);
    const isFree = (owner === undefined || owner.sku === sku) && !seen.barcodes.has(barcode);
    seen.barcodes.set(barcode, line);
    if (isFree) return variant;
    const other = owner && owner.sku !== sku ? `the variant "${owner.sku}"` : "an earlier variant of the file";
    const message = `The barcode ${barcode} is not taken: ${other} has it.`;
    notes.push({ line, column: product.columnOf("barcode", index), code: "BARCODE_TAKEN", message });
    return { ...variant, barcode: undefined };
  });
  return { product: { ...product, variants }, notes };
}
