/** The filters that are set in the address of a list, each with the parameters of the same list without it. */
import type { FacetCountsFragment } from "../../generated/graphql.ts";
import { facetParameter, type Listing, withPlace } from "./listing.ts";

export type ChosenFilter = {
  text: string;
  /** Whether the text is one of the catalogue, in its language. */
  isOfCatalogue: boolean;
  without: URLSearchParams;
};

type Texts = { inStock: string; from: string; to: string };

export function filtersOf(
  { facets: chosen, inStock, priceMin, priceMax }: Listing,
  search: URLSearchParams,
  facets: readonly FacetCountsFragment[],
  texts: Texts,
): readonly ChosenFilter[] {
  const without = (name: string, value?: string) => {
    const changed = withPlace(search, null);
    changed.delete(name, value);
    return changed;
  };
  const own = (text: string, name: string) => ({ text, isOfCatalogue: false, without: without(name) });
  return [
    ...chosen.flatMap(({ facet, values }) =>
      values.map((value) => ({
        text: labelOf(facets, facet, value),
        isOfCatalogue: true,
        without: without(facetParameter(facet), value),
      })),
    ),
    ...(inStock ? [own(texts.inStock, "stock")] : []),
    ...(priceMin === "" ? [] : [own(`${texts.from} ${priceMin}`, "min")]),
    ...(priceMax === "" ? [] : [own(`${texts.to} ${priceMax}`, "max")]),
  ];
}

/** The label of a value; its code where the list does not count it. */
function labelOf(facets: readonly FacetCountsFragment[], facet: string, value: string): string {
  const counted = facets.find((each) => each.facet === facet)?.values.find((each) => each.value === value);
  return counted?.label ?? value;
}
