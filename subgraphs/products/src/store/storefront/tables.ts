/** Table of products with a stale search index: changes of many products are indexed by a job. */
import { id, table } from "@hansa/kit/store";
import { products } from "../catalogue/tables.ts";

export const staleSearch = table("stale_search", {
  productId: id("product_id").references(() => products.id),
});
