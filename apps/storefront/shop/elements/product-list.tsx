/** A list of products with its filters: a form without scripts, whose state is in the address. */
import { Button, buttonClass, SelectField } from "@hansa/front/elements";
import type { FacetCountsFragment as ShownFacet } from "../../generated/graphql.ts";
import { type FragmentType, getFragmentData, graphql } from "../../generated/index.ts";
import { linkTo, type Place } from "../links.ts";
import type { Listing } from "../lists/listing.ts";
import { facetParameter, hasFilters, sorts } from "../lists/listing.ts";
import { listTexts } from "../lists/texts.ts";
import { PageLinks } from "./page-links.tsx";
import { type ProductCardFragment, ProductGrid } from "./product-card.tsx";

const FacetCountsFragment = graphql(`
  fragment FacetCounts on FacetCount { facet label values(first: 100) { value label count selected } }
`);

/** The values that stand in the document's way, and the most that the graph counts. */
const shownValues = 12;
const mostValues = 100;

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
  place: Place;
  search: URLSearchParams;
  listing: Listing;
  list: ShownList;
  /** Shown where nothing is found. */
  empty: string;
};

export function ProductList({ path, place, search, listing, list, empty }: ProductListProps) {
  const texts = listTexts[place.language];
  const isFiltered = hasFilters(listing);
  return (
    <div className="grid gap-8 pt-6 md:grid-cols-[14rem_1fr]">
      <Filters path={path} place={place} search={search} listing={listing} list={list} isFiltered={isFiltered} />
      <div className="min-w-0">
        <h2 className="sr-only">{texts.products}</h2>
        {list.products.length > 0 ? (
          <ProductGrid products={list.products} place={place} isFirst />
        ) : (
          <div className="py-10">
            <p className="text-lg">{empty}</p>
            <p className="mt-4">
              <a href={isFiltered ? linkTo(place, path) : linkTo(place, "/")} className={buttonClass("secondary")}>
                {isFiltered ? texts.reset : texts.home}
              </a>
            </p>
          </div>
        )}
        <PageLinks path={path} place={place} search={search} next={list.next} />
      </div>
    </div>
  );
}

type FiltersProps = Omit<ProductListProps, "empty"> & { isFiltered: boolean };

function Filters({ path, place, search, listing, list, isFiltered }: FiltersProps) {
  const texts = listTexts[place.language];
  const query = search.get("q");
  return (
    <form
      method="get"
      action={linkTo({ ...place, currency: null }, path)}
      aria-label={texts.filters}
      className="text-sm"
    >
      {place.currency === null ? null : <input type="hidden" name="currency" value={place.currency} />}
      {query === null ? null : <input type="hidden" name="q" value={query} />}
      <SelectField
        label={texts.sort}
        name="sort"
        defaultValue={(listing.sort ?? "").toLowerCase()}
        options={[
          { value: "", label: texts.usualOrder },
          ...sorts
            .filter((sort) => sort !== "FEATURED")
            .map((sort) => ({ value: sort.toLowerCase(), label: texts[sort] })),
        ]}
      />
      <details open={isFiltered || undefined} className="filters mt-4">
        <summary className="min-h-11 cursor-pointer py-2 font-medium">{texts.filters}</summary>
        <div className="mt-2 space-y-5">
          <label className="flex min-h-8 items-center gap-2">
            <input type="checkbox" name="stock" value="1" defaultChecked={listing.inStock} className="size-4" />
            {texts.inStock}
          </label>
          <fieldset>
            <legend className="mb-1 font-semibold">{texts.price}</legend>
            <div className="flex items-center gap-2">
              <PriceInput name="min" label={texts.from} value={listing.priceMin} />
              <span aria-hidden="true">–</span>
              <PriceInput name="max" label={texts.to} value={listing.priceMax} />
            </div>
          </fieldset>
          {getFragmentData(FacetCountsFragment, list.facets).map((facet) => (
            <FacetChoice key={facet.facet} facet={facet} place={place} />
          ))}
        </div>
      </details>
      <div className="mt-5 flex flex-wrap items-center gap-3">
        <Button type="submit" look="secondary">
          {texts.apply}
        </Button>
        {isFiltered ? (
          <a
            href={linkTo(place, query === null ? path : `${path}?q=${encodeURIComponent(query)}`)}
            className={buttonClass("quiet")}
          >
            {texts.reset}
          </a>
        ) : null}
      </div>
    </form>
  );
}

type FacetChoiceProps = { facet: ShownFacet; place: Place };

/** The values of a facet: the first ones and the chosen ones, and the others behind a press. */
function FacetChoice({ facet: { facet, label, values }, place }: FacetChoiceProps) {
  const texts = listTexts[place.language];
  const shown = values.filter(({ selected }, index) => index < shownValues || selected);
  const others = values.filter((value) => !shown.includes(value));
  const boxes = (listed: typeof values) =>
    listed.map(({ value, label: name, count, selected }) => (
      <label key={value} className="flex min-h-8 items-center gap-2">
        <input
          type="checkbox"
          name={facetParameter(facet)}
          value={value}
          defaultChecked={selected}
          className="size-4 shrink-0"
        />
        <span className="min-w-0 grow wrap-anywhere" lang={place.catalogueLang}>
          {name}
        </span>
        <span className="text-muted">{count}</span>
      </label>
    ));
  return (
    <fieldset>
      <legend className="mb-1 font-semibold wrap-anywhere" lang={place.catalogueLang}>
        {label}
      </legend>
      {boxes(shown)}
      {others.length > 0 ? (
        <details>
          <summary className="min-h-11 cursor-pointer py-2">{texts.showAll(values.length)}</summary>
          {boxes(others)}
          {values.length >= mostValues ? <p className="text-muted">{texts.mostFrequent(mostValues)}</p> : null}
        </details>
      ) : null}
    </fieldset>
  );
}

function PriceInput({ name, label, value }: { name: string; label: string; value: string }) {
  return (
    <input
      name={name}
      aria-label={label}
      inputMode="decimal"
      defaultValue={value}
      pattern="\d{1,7}([.,]\d{1,3})?"
      className="min-h-11 w-full rounded-lg border border-line-strong bg-surface px-2"
    />
  );
}
