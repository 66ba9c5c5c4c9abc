/** Data loaders of product lists: pages and counts of many collections in one statement, or of the whole shop. */
import { loadPages } from "@hansa/kit/graphql";
import type { Reader, Store } from "@hansa/kit/store";
import DataLoader from "dataloader";
import { type CountedValue, countFacetValues, countListings, everything } from "../store/storefront/product-counts.ts";
import type { ListingFilter } from "../store/storefront/product-filter.ts";
import { findListings } from "../store/storefront/product-lists.ts";

/** A page of a collection sorts all its products: 50 collections of 50 products take about 30 ms. */
const pagesPerStatement = { first: 50, most: 50 };
/** A filter panel goes through all of them, however many: 5,000 take about 30 ms. */
const panelsPerStatement = { first: 1, most: 50 };

/** The owner null is the whole shop. */
type List = { owner: string | null; filter: ListingFilter };

/** Creates the loaders of one request. */
export function createListLoaders(store: Store) {
  const counts = loadPages(store, inCollections(countListings), collectionOf, pagesPerStatement);
  const facetCounts = loadPages(store, inCollections(countFacetValues), collectionOf, panelsPerStatement);
  const panels = new Map<string, Promise<readonly CountedValue[]>>();

  return {
    listings: loadPages(store, inCollections(findListings), collectionOf, pagesPerStatement),
    facetCounts,
    /** Loads the counts of all facets of a list, with its total. */
    panel: (list: List): Promise<readonly CountedValue[]> => {
      const name = JSON.stringify(list);
      const panel = facetCounts.load({ owner: list.owner, input: { filter: list.filter, codes: undefined } });
      const forget = () => void panels.delete(name);
      panels.set(name, panel);
      void panel.then(forget, forget);
      return panel;
    },
    /** Loads totals. That of a list whose panel is being loaded comes from the same statement. */
    listingCounts: new DataLoader<List, number>((lists) => Promise.all(lists.map(countOne)), { cache: false }),
  };

  async function countOne({ owner, filter }: List): Promise<number> {
    const panel = panels.get(JSON.stringify({ owner, filter }));
    const rows =
      panel === undefined
        ? await counts.load({ owner, input: filter })
        : (await panel).filter(({ facet }) => facet === everything);
    return rows[0]?.count ?? 0;
  }
}

const collectionOf = ({ collectionId }: { collectionId: string | null }): string | null => collectionId;

type FindInCollections<Asked, Row> = (
  db: Reader,
  collectionIds: readonly string[] | null,
  request: Asked,
) => Promise<readonly Row[]>;

/** The owner null is the whole shop, which is loaded separately. */
function inCollections<Asked, Row>(find: FindInCollections<Asked, Row>) {
  return (db: Reader, owners: readonly (string | null)[], request: Asked): Promise<readonly Row[]> =>
    find(db, owners.includes(null) ? null : owners.filter((owner) => owner !== null), request);
}
