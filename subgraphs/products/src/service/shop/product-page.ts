/** What a product's page shows beside its texts: choices, pictures and facets. */
import { readSize } from "@hansa/kit/pages";
import type { Context } from "../../context.ts";
import type { FacetValue, ProductOption } from "../../generated/resolvers.ts";
import type { MediaRow, ProductRow, VariantRow } from "../../store/tables.ts";

/** What there is to choose on the page of a product. */
export async function optionsOf({ loaders }: Context, product: ProductRow): Promise<ProductOption[]> {
  if (product.optionNames.length === 0) return [];
  return choicesOf(product, await loaders.variantsByProduct.load(product.id));
}

/** The names to choose by, and the values that variants really have, in the order in which they were added. */
export function choicesOf(product: ProductRow, variants: readonly VariantRow[]): ProductOption[] {
  return product.optionNames.map((name) => {
    const values = variants.flatMap((variant) => variant.options.filter((option) => option.name === name));
    return { name, values: [...new Set(values.map((option) => option.value))] };
  });
}

export async function mediaOf(
  { loaders }: Context,
  product: ProductRow,
  first: number | null | undefined,
): Promise<MediaRow[]> {
  const size = readSize(first, 10);
  return (await loaders.mediaByProduct.load(product.id)).slice(0, size);
}

/** The path of a picture on the router's host; the whole address of one that stands elsewhere. */
export function mediaUrl({ file }: MediaRow): string {
  return isElsewhere(file) ? file : `/media/${file}`;
}

/** Whether a picture is not in the media folder, but at an address that an import brought. */
export function isElsewhere(file: string): boolean {
  return /^https?:\/\//.test(file);
}

export async function facetsOf({ loaders }: Context, product: ProductRow): Promise<FacetValue[]> {
  return loaders.facetsByProduct.load(product.id);
}
