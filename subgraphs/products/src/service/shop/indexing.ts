/** Keeps the full-text index in step with the catalogue, in the transaction of each change; soon after it where very many products change at once. */
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { findFacetsByProducts } from "../../store/facets.ts";
import { indexProduct } from "../../store/search-index.ts";
import { findStale, unmarkStale } from "../../store/stale-search.ts";
import type { ProductRow } from "../../store/tables.ts";
import { findVariantsByProducts } from "../../store/variants.ts";
import { textOf } from "../catalogue/html.ts";

/** Writes down anew by which words this product is found. */
export async function reindex(tx: Tx, product: ProductRow): Promise<void> {
  const variants = await findVariantsByProducts(tx, [product.id]);
  const facets = await findFacetsByProducts(tx, [product.id]);
  await indexProduct(tx, product.searchRow, {
    title: product.title,
    options: [...new Set(variants.flatMap((variant) => variant.options.map((option) => option.value)))].join(" "),
    facets: facets.map((value) => value.label).join(" "),
    skus: variants.map((variant) => variant.sku).join(" "),
    description: textOf(product.descriptionHtml),
  });
}

/** As many as one transaction writes anew without making others wait. */
const atOnce = 100;

/** Writes the words anew of products that a change of a facet left behind. */
export async function refreshStaleWords({ store }: Deps, signal: AbortSignal): Promise<void> {
  const refresh = () =>
    store.write("refresh-stale-words", async (tx) => {
      const stale = await findStale(tx, atOnce);
      for (const product of stale) await reindex(tx, product);
      await unmarkStale(
        tx,
        stale.map(({ id }) => id),
      );
    });
  const isAnyLeft = async () => (await store.read((db) => findStale(db, 1))).length > 0;
  while (!signal.aborted && (await isAnyLeft())) await refresh();
}
