/** Details of a product page: options, media and facets. */
import { readSize } from "@hansa/kit/graphql";
import type { Context } from "../../context.ts";
import type { FacetValue, OptionSwatch, ProductOption } from "../../generated/resolvers.ts";
import type { MediaRow, PictureRow, ProductRow, VariantRow } from "../../store/catalogue/tables.ts";

/** Returns the options of a product. */
export async function optionsOf({ loaders }: Context, product: ProductRow): Promise<ProductOption[]> {
  if (product.optionNames.length === 0) return [];
  const choices = choicesOf(product, await loaders.variantsByProduct.load(product.id));
  return choices.map((choice) => ({ ...choice, swatches: swatchesOf(product, choice) }));
}

/** Returns the option names with the values of existing variants, in the order in which they were added. */
export function choicesOf(product: ProductRow, variants: readonly VariantRow[]): Omit<ProductOption, "swatches">[] {
  return product.optionNames.map((name) => {
    const values = variants.flatMap((variant) => variant.options.filter((option) => option.name === name));
    return { name, values: [...new Set(values.map((option) => option.value))] };
  });
}

/** The colours of an option's values, in their order. */
function swatchesOf({ swatches }: ProductRow, { name, values }: Omit<ProductOption, "swatches">): OptionSwatch[] {
  const colours = new Map(swatches.flatMap((swatch) => (swatch.name === name ? [[swatch.value, swatch.color]] : [])));
  return values.flatMap((value) => {
    const color = colours.get(value.trim());
    return color === undefined ? [] : [{ value, color }];
  });
}

/** The first pictures of a product, 10 unless told otherwise. */
export async function mediaOf(
  { loaders }: Context,
  product: ProductRow,
  first: number | null | undefined,
): Promise<MediaRow[]> {
  const size = readSize(first, 10);
  return (await loaders.mediaByProduct.load(product.id)).slice(0, size);
}

/** The path of a picture on the host of the router, or the full URL of an external one. */
export function mediaUrl({ file }: PictureRow): string {
  return isExternal(file) ? file : `/media/${file}`;
}

/** Whether a picture is an imported URL instead of a file in the media folder. */
export function isExternal(file: string): boolean {
  return /^https?:\/\//.test(file);
}

/** The facet values of a product. */
export async function facetsOf({ loaders }: Context, product: ProductRow): Promise<FacetValue[]> {
  return loaders.facetsByProduct.load(product.id);
}
