/** Keeps the full-text index in step with the catalogue, in the transaction of each change. */
import type { Tx } from "@hansa/kit/store";
import { findFacetsByProducts } from "../store/facets.ts";
import { indexProduct } from "../store/search-index.ts";
import type { ProductRow } from "../store/tables.ts";
import { findVariantsByProducts } from "../store/variants.ts";
import { textOf } from "./html.ts";

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
