/** Counts of a product list: the total, and the products of each value in the filter panel. */
import { readSize } from "@hansa/kit/graphql";
import type { Context } from "../../context.ts";
import type { FacetCount } from "../../generated/resolvers.ts";
import { allFacets } from "../../loaders/loaders.ts";
import { valueKey } from "../../store/catalogue/facets.ts";
import type { FacetRow } from "../../store/catalogue/tables.ts";
import type { CountedValue } from "../../store/storefront/product-counts.ts";
import { isImpossible } from "../../store/storefront/product-filter.ts";
import type { ProductList } from "./product-lists.ts";

/** The number of products in a filtered list. */
export async function countProducts({ loaders }: Context, { filter, collectionId }: ProductList): Promise<number> {
  return isImpossible(filter) ? 0 : loaders.listingCounts.load({ owner: collectionId, filter });
}

/** So many selected facets are counted without their own filter: each takes a walk through the list that has no such filter. */
const maxCountedWithoutThemselves = 3;

/**
 * Returns the filter panel: facets in the order of the shop, and values with their number of products in the list. The first selected facets are
 * counted without their own filter: with blue selected, the count of red is still shown. A list without products by its filter has its
 * selected values only.
 */
export async function countFacets(context: Context, list: ProductList): Promise<FacetCount[]> {
  const counted = isImpossible(list.filter) ? [] : await countValues(context, list);
  const facets = await context.loaders.facets.load(allFacets);
  const panel = await Promise.all(facets.map((facet) => panelOf(context, facet, list, counted)));
  return panel.filter(({ values }) => values.length > 0);
}

async function countValues({ loaders }: Context, { filter, collectionId }: ProductList): Promise<CountedValue[]> {
  const chosen = filter.facets.slice(0, maxCountedWithoutThemselves).map(({ facet }) => facet);
  const all = await Promise.all([
    loaders.panel({ owner: collectionId, filter }),
    ...chosen.map((code) => {
      const without = { ...filter, facets: filter.facets.filter(({ facet }) => facet !== code) };
      return loaders.facetCounts.load({ owner: collectionId, input: { filter: without, codes: [code] } });
    }),
  ]);
  const [others = [], ...own] = all;
  return [...others.filter(({ facet }) => !chosen.includes(facet)), ...own.flat()];
}

/** Returns the most frequent values, and all selected ones. */
export function firstValues({ values }: FacetCount, most: number | null | undefined): FacetCount["values"] {
  const size = readSize(most, 50);
  return values.filter(({ selected }, place) => place < size || selected);
}

/** Returns the counted values of one facet. Selected values without products are at the end. */
async function panelOf(
  { loaders }: Context,
  { code, label }: FacetRow,
  { filter }: ProductList,
  counted: readonly CountedValue[],
): Promise<FacetCount> {
  const chosen = filter.facets.find(({ facet }) => facet === code)?.values ?? [];
  const found = counted.filter(({ facet }) => facet === code);
  const unfound = chosen.filter((value) => !found.some((other) => other.value === value));
  const known = await Promise.all(unfound.map((value) => loaders.valueByKey.load(valueKey(code, value))));
  const empty = known.flatMap((value) => (value ? { ...value, count: 0 } : []));
  return {
    facet: code,
    label,
    values: [...found, ...empty].map(({ value, label, count }) => ({
      value,
      label,
      count,
      selected: chosen.includes(value),
    })),
  };
}
