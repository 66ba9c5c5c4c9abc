/** Resumption of an interrupted import: restores the keys of the entries that were already processed. */
import type { Deps } from "../../../context.ts";
import { findProductsByIds } from "../../../store/catalogue/products.ts";
import { findVariantsBySkus } from "../../../store/catalogue/variants.ts";
import { type FileKeys, recordDeclaration, recordEntry, recordHandle } from "./duplicates.ts";
import type { Entry, ImportedProduct } from "./entries.ts";

/** Records these entries again. Products without a handle are in the store by now and have a slug there. */
export async function restoreFileKeys({ store }: Deps, seen: FileKeys, entries: readonly Entry[]): Promise<void> {
  const unnamed: ImportedProduct[] = [];
  for (const entry of entries) {
    recordEntry(seen, entry);
    if (entry.problems.length > 0) continue;
    for (const content of entry.contents) {
      recordDeclaration(seen, content, entry.line);
      if (content.kind === "product" && content.product.handle === undefined) unnamed.push(content.product);
    }
  }
  const slugs = await store.read(async (db) => {
    const variants = await findVariantsBySkus(
      db,
      unnamed.flatMap(({ variants: [first] }) => first?.sku ?? []),
    );
    const products = await findProductsByIds(db, [...new Set(variants.map(({ productId }) => productId))]);
    const slugOf = new Map(products.map(({ id, slug }) => [id, slug]));
    return new Map(variants.map(({ sku, productId }) => [sku, slugOf.get(productId)]));
  });
  for (const { line, variants, columnOf } of unnamed) {
    const slug = slugs.get(variants[0]?.sku ?? "");
    if (slug !== undefined) recordHandle(seen, slug, { line, column: columnOf("sku") });
  }
}
