/** Updates of the full-text index: in the transaction of each change, or by a job after changes of many products. */

import { spellingsOfBarcode } from "@hansa/commerce/barcodes";
import { textOf } from "@hansa/commerce/html";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { findFacetsByProducts } from "../../store/catalogue/facets.ts";
import type { ProductRow } from "../../store/catalogue/tables.ts";
import { findVariantsByProducts } from "../../store/catalogue/variants.ts";
import { indexProduct } from "../../store/storefront/search-index.ts";
import { findStaleProducts, unmarkStaleProducts } from "../../store/storefront/stale-products.ts";

/** Replaces the indexed text of a product. */
export async function reindexProduct(tx: Tx, product: ProductRow): Promise<void> {
  const variants = await findVariantsByProducts(tx, [product.id]);
  const facets = await findFacetsByProducts(tx, [product.id]);
  await indexProduct(tx, product.searchRow, {
    title: product.title,
    options: [...new Set(variants.flatMap((variant) => variant.options.map((option) => option.value)))].join(" "),
    facets: facets.map((value) => value.label).join(" "),
    skus: variants.flatMap(({ sku, barcode }) => [sku, ...(barcode ? spellingsOfBarcode(barcode) : [])]).join(" "),
    description: textOf(product.descriptionHtml),
  });
}

/** The maximum per transaction, so that other writes do not wait long. */
const maxProductsPerBatch = 100;

/** Indexes all products that a change of a facet has marked as stale. */
export async function reindexStaleProducts({ store }: Deps, signal: AbortSignal): Promise<void> {
  const refresh = () =>
    store.write("refresh-search", async (tx) => {
      const stale = await findStaleProducts(tx, maxProductsPerBatch);
      for (const product of stale) await reindexProduct(tx, product);
      await unmarkStaleProducts(
        tx,
        stale.map(({ id }) => id),
      );
    });
  const isAnyLeft = async () => (await store.read((db) => findStaleProducts(db, 1))).length > 0;
  while (!signal.aborted && (await isAnyLeft())) await refresh();
}
