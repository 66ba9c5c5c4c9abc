/** Variants on a product page: in the order of their options, and the variant of a selection. */

import { type Connection, connectionOf, type PageArgs, readPage } from "@hansa/kit/graphql";
import { CodedError } from "@hansa/kit/runtime";
import type { Context } from "../../context.ts";
import type { OptionInput } from "../../generated/resolvers.ts";
import type { ProductRow, VariantRow } from "../../store/catalogue/tables.ts";
import { cursorKey, readCursor } from "../../store/cursors.ts";
import { mustLoad } from "./lookup.ts";
import { choicesOf } from "./product-page.ts";

/** The maximum number of variants of a product: all are loaded together, and one page has room for them. */
export const maxVariants = 250;

/** A page of variants. `total` is the count of all pages, or the low stock threshold by which to count them. */
export type VariantPage = Connection<VariantRow> & { total: number | { threshold: number } };

type VariantArgs = PageArgs & {
  options?: readonly OptionInput[] | null | undefined;
};

/** The name of a product's variants in cursors. */
const variantList = "variants";

/** Lists the variants of a product by the order of their option values, optionally only those with the given options. */
export async function listVariants({ loaders }: Context, product: ProductRow, args: VariantArgs): Promise<VariantPage> {
  const page = readPage(args, 50, "", maxVariants);
  const place = readCursor(variantList, page);
  const all = sortByChoices(product, await loaders.variantsByProduct.load(product.id));
  if (page.isBackward) all.reverse();
  const behind = place ? all.findIndex((variant) => variant.id === place.id) : -1;
  if (place && behind < 0) throw new CodedError("BAD_USER_INPUT", "This cursor is not one of this product's variants.");
  const fits = (variant: VariantRow) => hasOptions(variant, args.options ?? []);
  const rest = all.slice(behind + 1).filter(fits);
  const { edges, nodes, pageInfo } = connectionOf(page, rest.slice(0, page.size + 1), ({ position, id }) =>
    cursorKey(variantList, { rank: position, id }),
  );
  return { edges, nodes, pageInfo, total: all.filter(fits).length };
}

/** Returns the variant with exactly these options, or null. */
export async function chooseVariant(
  { loaders }: Context,
  product: ProductRow,
  options: readonly OptionInput[],
): Promise<VariantRow | null> {
  const all = await loaders.variantsByProduct.load(product.id);
  return all.find((variant) => variant.options.length === options.length && hasOptions(variant, options)) ?? null;
}

/** Returns the variant with the lowest price, the first of several; null if none is sold in `currency`. */
export async function findCheapestVariant(
  { loaders }: Context,
  product: ProductRow,
  currency: string | null | undefined,
): Promise<VariantRow | null> {
  const wanted = currency ?? (await loaders.settings()).currencies[0];
  const cheapest = (await loaders.pricesByProduct.load(product.id)).find((price) => price.currency === wanted);
  return cheapest ? loaders.variantById.load(cheapest.variantId) : null;
}

/** The title of a variant; that of the product if the variant has none. */
export async function titleOf({ loaders }: Context, variant: VariantRow): Promise<string> {
  return variant.title || (await mustLoad(loaders.productById, variant.productId)).title;
}

/** Whether the variant has all of these options. */
export function hasOptions(variant: VariantRow, options: readonly OptionInput[]): boolean {
  return options.every(({ name, value }) =>
    variant.options.some((option) => option.name === name && option.value === value),
  );
}

/** Sorts by the value of the first option, then of the second: S in all colours, then M. */
function sortByChoices(product: ProductRow, variants: readonly VariantRow[]): VariantRow[] {
  const choices = choicesOf(product, variants);
  const placesOf = ({ options }: VariantRow) =>
    choices.map(({ name, values }) => values.indexOf(options.find((option) => option.name === name)?.value ?? ""));
  const placed = variants.map((variant) => ({ variant, places: placesOf(variant) }));
  placed.sort((a, b) => a.places.map((place, index) => place - (b.places[index] ?? 0)).find((by) => by !== 0) ?? 0);
  return placed.map(({ variant }) => variant);
}
