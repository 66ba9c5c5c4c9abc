/** The page of a search: the products that are found, with filters, sorting and pages. */
import { buttonClass } from "@hansa/front/elements";
import { Island } from "@hansa/front/islands";
import { graphql } from "../../generated/index.ts";
import { SearchField } from "../../layout/search/islands/search-field.tsx";
import { longestQuery } from "../../layout/search/query.ts";
import { layoutTexts } from "../../layout/texts.ts";
import { ProductList } from "../../shop/elements/product-list.tsx";
import type { ShopFacts } from "../../shop/facts.ts";
import { linkTo, type Place } from "../../shop/links.ts";
import { firstPageOf } from "../../shop/lists/first-page.ts";
import { filterOf, listParameters, readListing } from "../../shop/lists/listing.ts";
import { listTexts } from "../../shop/lists/texts.ts";
import { withoutMain } from "../../shop/main-part.ts";
import type { Page } from "../page.ts";

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
      correctedQuery
      nodes { ...ProductCard }
      facets { ...FacetCounts }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

export const searchPage: Page = {
  name: "search",
  parameters: ["q", ...listParameters],
  load: async ({ ask, search, currency, language, place, facts }) => {
    const query = (search.get("q") ?? "").trim().slice(0, longestQuery);
    const title = layoutTexts[language].search;
    const ways = <Collections place={place} facts={facts} />;
    if (query === "") {
      const main = (
        <>
          <SearchForm place={place} query="" />
          {ways}
        </>
      );
      return { kind: "found", title, isHidden: true, main };
    }
    const listing = readListing(search);
    const { after } = listing;
    const filter = filterOf(listing, currency);
    const variables = { query, currency, after, filter, sort: listing.sort ?? ("RELEVANCE" as const) };
    const response = await ask(SearchDocument, variables);
    const found = response.data?.search;
    if (!found) return firstPageOf(place, listing, response) ?? withoutMain(response, "search");
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
          {found.correctedQuery ? <p className="mt-1">{texts.meant(query, found.correctedQuery)}</p> : null}
          <p className="mt-1 text-muted">{total === null ? texts.results(query) : texts.count(total)}</p>
          <ProductList
            path="/search"
            source={{ query }}
            place={place}
            currency={currency}
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
          {found.nodes.length === 0 ? ways : null}
        </>
      ),
    };
  },
};

/** The collections: ways on for a visitor who has not found anything. */
function Collections({ place, facts }: { place: Place; facts: ShopFacts }) {
  const { menu } = facts;
  if (menu.length === 0) return null;
  return (
    <nav aria-label={listTexts[place.language].collections} className="mt-8">
      <ul className="flex flex-wrap gap-2">
        {menu.map(({ slug, title }) => (
          <li key={slug}>
            <a
              href={linkTo(place, `/collections/${slug}`)}
              lang={place.catalogueLang}
              className={buttonClass("secondary", "wrap-anywhere")}
            >
              {title}
            </a>
          </li>
        ))}
        {facts.hasMoreCollections ? (
          <li>
            <a href={linkTo(place, "/collections")} className={buttonClass("secondary")}>
              {listTexts[place.language].collections}
            </a>
          </li>
        ) : null}
      </ul>
    </nav>
  );
}

function SearchForm({ place, query }: { place: Place; query: string }) {
  return (
    <>
      <h1 className="sr-only">{layoutTexts[place.language].search}</h1>
      <Island
        name="search-field"
        of={SearchField}
        props={{
          language: place.language,
          query,
          action: linkTo({ ...place, currency: null }, "/search"),
          currency: place.currency,
          productLink: linkTo(place, "/products/SLUG"),
        }}
      />
    </>
  );
}
