/** Finds products for a smoke run: enough to fill carts, with few and with many variants. */
import { AvailableProductsDocument } from "@hansa/client/documents/products";
import { executeDocument, type Graph, requireData } from "@hansa/client/graphql-client";

type Shown = { id: string; slug: string; variantId: string };
export type SmokeProducts = { single: Shown; varied: Shown; variants: string[] };

/** Fifty variants in stock, and two products with one variant and with several. */
export async function findProducts({ url }: Graph): Promise<SmokeProducts> {
  const { products } = await requireData(executeDocument(url, AvailableProductsDocument, {}));
  if (!products) throw new Error("the catalogue was not answered");
  const shown = products.nodes.map(({ id, slug, variants: { nodes } }) => ({
    id,
    slug,
    variantIds: nodes
      .filter((node) => node.stockStatus === "IN_STOCK" && node.price && isLight(node.weightGrams))
      .map((node) => node.id),
    isVaried: nodes.length > 3,
    isSingle: nodes.length === 1,
  }));
  const first = (is: "isSingle" | "isVaried"): Shown[] =>
    shown.flatMap(({ id, slug, variantIds: [variantId], ...each }) =>
      each[is] && variantId ? [{ id, slug, variantId }] : [],
    );
  const [single] = first("isSingle");
  const [varied] = first("isVaried");
  const variants = shown.flatMap(({ variantIds }) => variantIds);
  if (!single || !varied || variants.length < 50)
    throw new Error("the shop has too little on its shelves: is it seeded?");
  return { single, varied, variants };
}

/** Sent by parcel, and light enough for fifty of its kind in one. */
function isLight(weightGrams: number | null): boolean {
  return weightGrams !== null && weightGrams <= 500;
}
