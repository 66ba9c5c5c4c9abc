/** The number of products that a list would have with other filters. */
import { graphql } from "../../generated/index.ts";
import { graph } from "../graph.ts";
import { filterOf, type Listing } from "./listing.ts";

const CollectionCountDocument = graphql(`
  query StorefrontCollectionCount($slug: String!, $filter: ProductFilter) {
    collection(slug: $slug) { products(first: 1, filter: $filter) { totalCount } }
  }
`);

const SearchCountDocument = graphql(`
  query StorefrontSearchCount($query: String!, $filter: ProductFilter) {
    search(query: $query, first: 1, filter: $filter) { totalCount }
  }
`);

/** The products among which a list chooses. */
export type ListSource = { collection: string } | { query: string };

/** Undefined: the graph did not say. */
export async function countProducts(
  source: ListSource,
  listing: Listing,
  currency: string | null,
  signal: AbortSignal,
): Promise<number | undefined> {
  const filter = filterOf(listing, currency);
  if ("query" in source) {
    const { data } = await graph.send(SearchCountDocument, { query: source.query, filter }, { signal });
    return data?.search?.totalCount ?? undefined;
  }
  const { data } = await graph.send(CollectionCountDocument, { slug: source.collection, filter }, { signal });
  return data?.collection?.products.totalCount ?? undefined;
}
