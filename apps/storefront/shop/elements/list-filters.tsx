/** The filters and the order of a list: a form without scripts, whose state is in the address. Phones fold it away behind a press. */
import { buttonClass, SelectField } from "@hansa/front/elements";
import { Island, LateIslands } from "@hansa/front/islands";
import type { FacetCountsFragment as ShownFacet } from "../../generated/graphql.ts";
import { graphql } from "../../generated/index.ts";
import { linkTo, type Place } from "../links.ts";
import type { ListSource } from "../lists/count.ts";
import { FilterPress } from "../lists/islands/filter-press.tsx";
import { facetParameter, type Listing, sorts } from "../lists/listing.ts";
import { listTexts } from "../lists/texts.ts";

export const FacetCountsFragment = graphql(`
  fragment FacetCounts on FacetCount { facet label values(first: 100) { value label count selected } }
`);

/** The values that stand in the document's way, and the most that the graph counts. */
const shownValues = 12;
const mostValues = 100;

const formId = "filters";

type ListFiltersProps = {
  path: string;
  source: ListSource;
  place: Place;
  currency: string | null;
  search: URLSearchParams;
  listing: Listing;
  facets: readonly ShownFacet[];
  /** The number of filters that are set. */
  count: number;
};

export function ListFilters({ path, source, place, currency, search, listing, facets, count }: ListFiltersProps) {
  const texts = listTexts[place.language];
  const query = search.get("q");
  return (
    <div className="text-sm">
      <button
        type="button"
        popoverTarget={formId}
        className={buttonClass("secondary", "unfolds w-full cursor-pointer")}
      >
        {count > 0 ? texts.filtersSet(count) : texts.filtersAndOrder}
      </button>
      <form
        id={formId}
        popover="auto"
        method="get"
        action={linkTo({ ...place, currency: null }, path)}
        aria-label={texts.filters}
        className="folded"
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
        <div className="mt-5 space-y-5">
          <label className="flex min-h-8 items-center gap-2">
            <input type="checkbox" name="stock" value="1" defaultChecked={listing.inStock} className="size-4" />
            {texts.inStock}
          </label>
          <fieldset>
            <legend className="mb-1 font-semibold">{currency === null ? texts.price : texts.priceIn(currency)}</legend>
            <div className="flex items-center gap-2">
              <PriceInput name="min" label={texts.from} value={listing.priceMin} />
              <span aria-hidden="true">–</span>
              <PriceInput name="max" label={texts.to} value={listing.priceMax} />
            </div>
          </fieldset>
          {facets.map((facet) => (
            <FacetChoice key={facet.facet} facet={facet} place={place} />
          ))}
        </div>
        {/* In sight wherever the filters are. */}
        <div className="folded-end sticky -bottom-6 mt-5 flex flex-wrap items-center gap-3 bg-surface py-3">
          {/* The press works before it has started, and if it never does. */}
          <LateIslands value={null}>
            <Island
              name="filter-press"
              of={FilterPress}
              className="flex grow"
              props={{ language: place.language, source, currency }}
            />
          </LateIslands>
          <button
            type="button"
            popoverTarget={formId}
            popoverTargetAction="hide"
            className={buttonClass("quiet", "unfolds cursor-pointer")}
          >
            {texts.close}
          </button>
        </div>
      </form>
    </div>
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
