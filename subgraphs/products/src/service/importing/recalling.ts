/** What an import had noticed before it was interrupted, gathered anew from the entries that it has behind it and from what became of them. */
import type { Deps } from "../../context.ts";
import { findProductsByIds } from "../../store/products.ts";
import { findVariantsBySkus } from "../../store/variants.ts";
import type { Entry, ImportedProduct } from "./entries.ts";
import { declare, noteHandle, remember, type Seen } from "./seen.ts";

/** Notices again what these entries say. Products without a handle are in the shop by now, and have one there. */
export async function recall({ store }: Deps, seen: Seen, entries: readonly Entry[]): Promise<void> {
  const unnamed: ImportedProduct[] = [];
  for (const entry of entries) {
    remember(seen, entry);
    if (entry.problems.length > 0) continue;
    for (const content of entry.contents) {
      declare(seen, content);
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
    if (slug !== undefined) noteHandle(seen, slug, { line, column: columnOf("sku") });
  }
}
