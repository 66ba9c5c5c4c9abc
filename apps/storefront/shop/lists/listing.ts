/** The state of a list of products, as its address has it: filters, sorting and place. */
import type { FacetInput, ProductFilter, ProductSort } from "../../generated/graphql.ts";

export type Listing = {
  facets: FacetInput[];
  inStock: boolean;
  priceMin: string;
  priceMax: string;
  sort: ProductSort | undefined;
  after: string | null;
};

export const sorts = [
  "FEATURED",
  "BESTSELLING",
  "NEWEST",
  "PRICE_ASC",
  "PRICE_DESC",
  "RATING",
] as const satisfies ProductSort[];

const facetPrefix = "f.";

/** The parameters of a list, as the pages of lists name theirs. */
export const listParameters = [facetPrefix, "stock", "min", "max", "sort", "after"];

/** The most choices that an address may have: more are no list of a person. */
const mostFacets = 20;

/** Reads it from the parameters of an address. */
export function readListing(search: URLSearchParams): Listing {
  const values = new Map<string, string[]>();
  for (const [name, value] of search) {
    if (!name.startsWith(facetPrefix) || values.size >= mostFacets) continue;
    const facet = name.slice(facetPrefix.length);
    values.set(facet, [...(values.get(facet) ?? []), value].slice(0, mostFacets));
  }
  const sort = sorts.find((known) => known.toLowerCase() === search.get("sort"));
  return {
    facets: [...values].map(([facet, chosen]) => ({ facet, values: chosen })),
    inStock: search.get("stock") === "1",
    priceMin: amountIn(search.get("min")),
    priceMax: amountIn(search.get("max")),
    sort,
    after: search.get("after"),
  };
}

/** Whether filters are set. */
function hasFilters({ facets, inStock, priceMin, priceMax }: Listing): boolean {
  return facets.length > 0 || inStock || priceMin !== "" || priceMax !== "";
}

/** Whether it is another one than the list as the shop shows it: filtered or sorted. */
export function hasChoices(listing: Listing): boolean {
  return hasFilters(listing) || listing.sort !== undefined;
}

/** The parameters of the same list at another place. */
export function withPlace(search: URLSearchParams, after: string | null): URLSearchParams {
  const changed = new URLSearchParams(search);
  changed.delete("after");
  if (after !== null) changed.set("after", after);
  return changed;
}

/** The path of the same list at another place, with its parameters. */
export function pathWithPlace(path: string, after: string | null): string {
  const [bare = "/", query = ""] = path.split("?");
  const search = withPlace(new URLSearchParams(query), after);
  return search.size > 0 ? `${bare}?${search}` : bare;
}

/** The name of the parameter of a facet. */
export function facetParameter(facet: string): string {
  return `${facetPrefix}${facet}`;
}

/** The filters as the graph takes them. Without a currency, limits of the price mean nothing. */
export function filterOf({ facets, inStock, priceMin, priceMax }: Listing, currency: string | null): ProductFilter {
  const prices =
    currency === null
      ? {}
      : { currency, priceMin: minorUnits(priceMin, currency), priceMax: minorUnits(priceMax, currency) };
  return { facets, ...(inStock ? { inStock } : {}), ...prices };
}

/** The smallest units of an amount that a visitor typed, by the digits of its currency. */
export function minorUnits(amount: string, currency: string): number | null {
  if (amount === "") return null;
  const { maximumFractionDigits = 2 } = new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions();
  return Math.round(Number(amount) * 10 ** maximumFractionDigits);
}

function amountIn(text: string | null): string {
  return /^\d{1,7}([.,]\d{1,3})?$/.test(text ?? "") ? String(text).replace(",", ".") : "";
}
