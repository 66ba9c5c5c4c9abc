/** Counting a list: how many products there are, and how many each line of the filter panel would leave. */
import { readSize } from "@hansa/kit/pages";
import type { Context } from "../../context.ts";
import type { FacetCount } from "../../generated/resolvers.ts";
import { everyFacet } from "../../loaders.ts";
import { valueKey } from "../../store/facets.ts";
import type { CountedValue } from "../../store/listing-counts.ts";
import type { FacetRow } from "../../store/tables.ts";
import type { List } from "./listing.ts";

export async function countProducts({ loaders }: Context, { filter, collectionId }: List): Promise<number> {
  const [counted] = await loaders.listingCounts.load({ owner: collectionId, asked: filter });
  return counted?.count ?? 0;
}

/**
 * The filter panel: facets in the shop's order, values with how many products of the list have them. A facet that is filtered by is
 * counted as if it were not, so that choosing blue still shows how many are red.
 */
export async function countFacets(context: Context, list: List): Promise<FacetCount[]> {
  const counted = await countValues(context, list);
  const facets = await context.loaders.facets.load(everyFacet);
  const panel = await Promise.all(facets.map((facet) => panelOf(context, facet, list, counted)));
  return panel.filter(({ values }) => values.length > 0);
}

async function countValues({ loaders }: Context, { filter, collectionId }: List): Promise<CountedValue[]> {
  const chosen = filter.facets.map(({ facet }) => facet);
  const all = await Promise.all([
    loaders.facetCounts.load({ owner: collectionId, asked: { filter, codes: undefined } }),
    ...chosen.map((code) => {
      const without = { ...filter, facets: filter.facets.filter(({ facet }) => facet !== code) };
      return loaders.facetCounts.load({ owner: collectionId, asked: { filter: without, codes: [code] } });
    }),
  ]);
  const [others = [], ...own] = all;
  return [...others.filter(({ facet }) => !chosen.includes(facet)), ...own.flat()];
}

/** The most frequent values, and whatever is selected. */
export function firstValues({ values }: FacetCount, most: number | null | undefined): FacetCount["values"] {
  const size = readSize(most, 50);
  return values.filter(({ selected }, place) => place < size || selected);
}

/** One facet's values; those that were chosen and would leave nothing stand at the end. */
async function panelOf(
  { loaders }: Context,
  { code, label }: FacetRow,
  { filter }: List,
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
