/** The page of a search: the products that are found, with filters, sorting and pages. */
import { Button } from "@hansa/front/elements";
import { graphql } from "../../generated/index.ts";
import { layoutTexts } from "../../layout/texts.ts";
import type { Page } from "../../server/pages/page.ts";
import { ProductList } from "../../shop/elements/product-list.tsx";
import { linkTo, type Place } from "../../shop/links.ts";
import { minorUnits, readListing } from "../../shop/lists/listing.ts";
import { listTexts } from "../../shop/lists/texts.ts";

const SearchDocument = graphql(`
  query StorefrontSearch(
    $query: String!
    $currency: CurrencyCode
    $after: String
    $filter: ProductFilter
    $sort: ProductSort
  ) {
    search(query: $query, first: 24, after: $after, filter: $filter, sort: $sort) {
      totalCount
      nodes { ...ProductCard }
      facets { ...FacetCounts }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

/** Longer texts are no search of a person; the graph refuses them. */
const longestQuery = 100;

export const searchPage: Page = {
  name: "search",
  load: async ({ ask, search, currency, language, place }) => {
    const query = (search.get("q") ?? "").trim().slice(0, longestQuery);
    const title = layoutTexts[language].search;
    if (query === "") return { kind: "found", title, isHidden: true, main: <SearchForm place={place} query="" /> };
    const listing = readListing(search);
    const { facets, inStock, priceMin, priceMax, after } = listing;
    const filter = {
      facets,
      ...(inStock ? { inStock } : {}),
      ...(currency === null
        ? {}
        : { currency, priceMin: minorUnits(priceMin, currency), priceMax: minorUnits(priceMax, currency) }),
    };
    const variables = { query, currency, after, filter, sort: listing.sort ?? ("RELEVANCE" as const) };
    const response = await ask(SearchDocument, variables);
    const found = response.data?.search;
    if (!found) return { kind: "unknown" };
    const texts = listTexts[language];
    const total = found.totalCount ?? null;
    return {
      kind: "found",
      title: texts.results(query),
      isHidden: true,
      isPartial: response.errors.length > 0,
      main: (
        <>
          <SearchForm place={place} query={query} />
          <p className="mt-1 text-muted">{total === null ? texts.results(query) : texts.count(total)}</p>
          <ProductList
            path="/search"
            place={place}
            search={search}
            listing={listing}
            empty={texts.nothingFound(query)}
            list={{
              products: found.nodes,
              total,
              facets: found.facets ?? [],
              next: found.pageInfo.hasNextPage ? (found.pageInfo.endCursor ?? null) : null,
            }}
          />
        </>
      ),
    };
  },
};

function SearchForm({ place, query }: { place: Place; query: string }) {
  const texts = layoutTexts[place.language];
  return (
    <search>
      <form action={linkTo({ ...place, currency: null }, "/search")} className="flex max-w-2xl gap-3 pt-6">
        {place.currency === null ? null : <input type="hidden" name="currency" value={place.currency} />}
        <h1 className="sr-only">{texts.search}</h1>
        <input
          type="search"
          name="q"
          aria-label={texts.searchLabel}
          defaultValue={query}
          maxLength={longestQuery}
          required
          className="min-h-12 grow rounded-full border border-line-strong bg-surface px-5"
        />
        <Button type="submit">{texts.search}</Button>
      </form>
    </search>
  );
}
