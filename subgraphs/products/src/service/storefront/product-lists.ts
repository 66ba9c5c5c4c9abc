/** Product lists: pages of the shop or of a collection, filtered by what the viewer may see. */

import { type Connection, connectionOf, type PageArgs, readPage } from "@hansa/kit/graphql";
import { CodedError, type SearchWord } from "@hansa/kit/runtime";
import type { Context } from "../../context.ts";
import type { FacetInput, ProductFilter, ProductSort } from "../../generated/resolvers.ts";
import { valueKey } from "../../store/catalogue/facets.ts";
import type { ProductRow } from "../../store/catalogue/tables.ts";
import type { ShopSettings } from "../../store/projections/settings.ts";
import { isImpossible, type ListingFilter } from "../../store/storefront/product-filter.ts";
import type { ListedProduct } from "../../store/storefront/sort-orders.ts";
import { rankOfAverage } from "../reviews/ratings.ts";
import { mayEditCatalogue } from "../visibility.ts";

/** A filtered list of products of a collection; null: of the whole shop. */
export type ProductList = { filter: ListingFilter; collectionId: string | null };

/** A page of products with its list, which counts need. */
export type ProductPage = Connection<ProductRow> & ProductList;

export type ListingArgs = PageArgs & {
  filter?: ProductFilter | null | undefined;
  sort?: ProductSort | null | undefined;
};

const defaultPageSize = 24;
/** Limits of a filter: more would not fit into a statement. */
const maxFacets = 20;
const maxValues = 100;

/** Returns a page of the shop, or of a collection and its descendants. */
export async function listProducts(
  context: Context,
  args: ListingArgs,
  collectionId: string | null = null,
): Promise<ProductPage> {
  const list = { filter: await readFilter(context, args.filter ?? {}, undefined), collectionId };
  const { edges, pageInfo } = await findPage(context, list, args, "FEATURED");
  const products = edges.map(({ cursor, node }) => ({ cursor, node: node.product }));
  return { edges: products, nodes: products.map(({ node }) => node), pageInfo, ...list };
}

/** Returns a page of a list and primes the product loader. */
export async function findPage(
  { loaders }: Context,
  { filter, collectionId }: ProductList,
  args: ListingArgs,
  usualSort: ProductSort,
): Promise<Connection<ListedProduct>> {
  const page = readPage(args, defaultPageSize);
  const request = { filter, sort: args.sort ?? usualSort, page };
  const rows = isImpossible(filter) ? [] : await loaders.listings.load({ owner: collectionId, input: request });
  for (const { product } of rows) loaders.productById.prime(product.id, product);
  return connectionOf(page, rows, (row) => row.key);
}

/** Converts the filter of the schema to the filter of the store. Customers never see drafts. */
export async function readFilter(
  context: Context,
  filter: ProductFilter,
  words: readonly SearchWord[] | undefined,
): Promise<ListingFilter> {
  const { viewer, loaders, startedAt } = context;
  const status = filter.status ?? "ACTIVE";
  const unpublishedToo = mayEditCatalogue(viewer);
  if (status !== "ACTIVE" && !unpublishedToo) {
    const missing = viewer.kind === "guest" ? {} : { missingScopes: [["products:write"]] };
    throw new CodedError("FORBIDDEN", "Only the back office lists what is not sold.", missing);
  }
  return {
    words,
    status,
    now: startedAt,
    unpublishedToo,
    collectionId: filter.collection ?? undefined,
    facets: await findKnownValues(context, readFacets(filter.facets ?? [])),
    currency: filter.currency ?? defaultCurrency(await loaders.settings()),
    priceMin: filter.priceMin ?? undefined,
    priceMax: filter.priceMax ?? undefined,
    inStock: filter.inStock ?? undefined,
    updatedFrom: filter.updatedFrom ?? undefined,
    ratingRank: readMinRating(filter.minRating ?? 0),
  };
}

function defaultCurrency({ currencies: [first] }: ShopSettings): string {
  if (first === undefined) throw new Error("the shop has no currency");
  return first;
}

function readMinRating(average: number): number | undefined {
  if (average < 0 || average > 5) throw new CodedError("BAD_USER_INPUT", "An average of stars is from 0 to 5.");
  return rankOfAverage(average);
}

/** Merges repeated facets and values. A facet without values does not filter. */
function readFacets(facets: readonly FacetInput[]): ListingFilter["facets"] {
  if (facets.length > maxFacets) throw new CodedError("BAD_USER_INPUT", `Filter by at most ${maxFacets} facets.`);
  const chosen = new Map<string, Set<string>>();
  for (const { facet, values } of facets) {
    if (values.length > maxValues)
      throw new CodedError("BAD_USER_INPUT", `Filter by at most ${maxValues} values of a facet.`);
    if (values.length > 0) chosen.set(facet, new Set([...(chosen.get(facet) ?? []), ...values]));
  }
  return [...chosen].map(([facet, values]) => ({ facet, values: [...values] }));
}

/** Leaves out the values that the shop does not have: the catalogue is not read for what a client made up. */
function findKnownValues({ loaders }: Context, facets: ListingFilter["facets"]): Promise<ListingFilter["facets"]> {
  const isKnown = async (facet: string, value: string) =>
    (await loaders.valueByKey.load(valueKey(facet, value)))?.facetCode === facet;
  return Promise.all(
    facets.map(async ({ facet, values }) => {
      const known = await Promise.all(values.map((value) => isKnown(facet, value)));
      return { facet, values: values.filter((_value, place) => known[place]) };
    }),
  );
}
