/** A list of products: the filters that are set, each with a way to remove it, the products, and beside them the form of the filters. */
import { buttonClass } from "@hansa/front/elements";
import { type FragmentType, getFragmentData } from "../../generated/index.ts";
import { linkTo, type Place } from "../links.ts";
import { filtersOf } from "../lists/chosen-filters.ts";
import type { ListSource } from "../lists/count.ts";
import type { Listing } from "../lists/listing.ts";
import { listTexts } from "../lists/texts.ts";
import { FacetCountsFragment, ListFilters } from "./list-filters.tsx";
import { PageLinks } from "./page-links.tsx";
import { type ProductCardFragment, ProductGrid } from "./product-card.tsx";

type ShownList = {
  products: readonly FragmentType<typeof ProductCardFragment>[];
  /** Null while it is unknown. */
  total: number | null;
  facets: readonly FragmentType<typeof FacetCountsFragment>[];
  next: string | null;
};

type ProductListProps = {
  /** The address of the list, without its parameters. */
  path: string;
  source: ListSource;
  place: Place;
  /** The currency of the prices; null while it is unknown. */
  currency: string | null;
  search: URLSearchParams;
  listing: Listing;
  list: ShownList;
  /** Shown where nothing is found. */
  empty: string;
};

export function ProductList({ path, source, place, currency, search, listing, list, empty }: ProductListProps) {
  const texts = listTexts[place.language];
  const query = search.get("q");
  const bare = query === null ? path : `${path}?${new URLSearchParams({ q: query })}`;
  const facets = getFragmentData(FacetCountsFragment, list.facets);
  const filters = filtersOf(listing, search, facets, texts);
  const isFiltered = filters.length > 0;
  return (
    <div className="grid gap-x-8 gap-y-5 pt-6 md:grid-cols-[14rem_1fr]">
      <ListFilters {...{ path, source, place, currency, search, listing, facets, count: filters.length }} />
      <div className="min-w-0">
        <h2 className="sr-only">{texts.products}</h2>
        {isFiltered ? (
          <ul className="mb-5 flex flex-wrap gap-2">
            {filters.map(({ text, isOfCatalogue, without }, index) => (
              <li key={`${text} ${index}`}>
                <a href={linkTo(place, without.size > 0 ? `${path}?${without}` : path)} className={chip}>
                  <span className="sr-only">{texts.removeFilter} </span>
                  <span lang={isOfCatalogue ? place.catalogueLang : undefined}>{text}</span>
                  <span aria-hidden="true">×</span>
                </a>
              </li>
            ))}
            <li>
              <a href={linkTo(place, bare)} className={buttonClass("quiet", "text-sm")}>
                {texts.reset}
              </a>
            </li>
          </ul>
        ) : null}
        {list.products.length > 0 ? (
          <ProductGrid products={list.products} place={place} isFirst />
        ) : (
          <div className="py-10">
            <p className="text-lg">{empty}</p>
            {isFiltered ? null : (
              <p className="mt-4">
                <a href={linkTo(place, "/")} className={buttonClass("secondary")}>
                  {texts.home}
                </a>
              </p>
            )}
          </div>
        )}
        <PageLinks path={path} place={place} search={search} next={list.next} />
      </div>
    </div>
  );
}

const chip =
  "inline-flex min-h-11 items-center gap-2 rounded-full border border-line-strong bg-surface px-4 text-sm wrap-anywhere hover:border-text";
