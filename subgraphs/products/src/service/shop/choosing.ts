/** A product's variants as a buyer meets them: in the order of what there is to choose, and the one that was chosen. */
import { codedError } from "@hansa/kit/errors";
import { type Connection, connectionOf, type PageArgs, readPage } from "@hansa/kit/pages";
import type { Context } from "../../context.ts";
import type { OptionInput } from "../../generated/resolvers.ts";
import { placeIn, placeKey } from "../../store/places.ts";
import type { ProductRow, VariantRow } from "../../store/tables.ts";
import { mustLoad } from "./finding.ts";
import { choicesOf } from "./product-page.ts";

/** A page of variants. `total` is how many there are on all pages or, where that is to be counted first, the most units that are left of each. */
export type VariantPage = Connection<VariantRow> & { total: number | { threshold: number } };

type VariantArgs = PageArgs & {
  options?: readonly OptionInput[] | null | undefined;
};

/** The name of a product's variants in cursors. */
const variantList = "variants";

/** A product's variants in the order of their options' values; those with the given options only, if any are given. */
export async function listVariants({ loaders }: Context, product: ProductRow, args: VariantArgs): Promise<VariantPage> {
  const page = readPage(args, 50);
  const place = placeIn(variantList, page);
  const all = inOrderOfChoices(product, await loaders.variantsByProduct.load(product.id));
  if (page.isBackward) all.reverse();
  const behind = place ? all.findIndex((variant) => variant.id === place.id) : -1;
  if (place && behind < 0) throw codedError("BAD_USER_INPUT", "This cursor is not one of this product's variants.");
  const fits = (variant: VariantRow) => hasOptions(variant, args.options ?? []);
  const rest = all.slice(behind + 1).filter(fits);
  const { edges, nodes, pageInfo } = connectionOf(page, rest.slice(0, page.size + 1), ({ position, id }) =>
    placeKey(variantList, { rank: position, id }),
  );
  return { edges, nodes, pageInfo, total: all.filter(fits).length };
}

/** The one variant with exactly these options; null if there is none. */
export async function chooseVariant(
  { loaders }: Context,
  product: ProductRow,
  options: readonly OptionInput[],
): Promise<VariantRow | null> {
  const all = await loaders.variantsByProduct.load(product.id);
  return all.find((variant) => variant.options.length === options.length && hasOptions(variant, options)) ?? null;
}

/** The choice in words; the product's title if there is nothing to choose. */
export async function titleOf({ loaders }: Context, variant: VariantRow): Promise<string> {
  return variant.title || (await mustLoad(loaders.productById, variant.productId)).title;
}

/** Whether the variant has all of these options. */
export function hasOptions(variant: VariantRow, options: readonly OptionInput[]): boolean {
  return options.every(({ name, value }) =>
    variant.options.some((option) => option.name === name && option.value === value),
  );
}

/** By the first option's value, then by the second's: S in all colours, then M. */
function inOrderOfChoices(product: ProductRow, variants: readonly VariantRow[]): VariantRow[] {
  const choices = choicesOf(product, variants);
  const placesOf = ({ options }: VariantRow) =>
    choices.map(({ name, values }) => values.indexOf(options.find((option) => option.name === name)?.value ?? ""));
  const placed = variants.map((variant) => ({ variant, places: placesOf(variant) }));
  placed.sort((a, b) => a.places.map((place, index) => place - (b.places[index] ?? 0)).find((by) => by !== 0) ?? 0);
  return placed.map(({ variant }) => variant);
}
