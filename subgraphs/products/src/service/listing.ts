/** Lists of products as the graph asks for them: who may see what, the filter panel, and a page. */
import { codedError } from "@hansa/kit/errors";
import { type Connection, connectionOf, readPage } from "@hansa/kit/pages";
import type { Context } from "../context.ts";
import type { FacetCount, ProductFilter, ProductSort } from "../generated/resolvers.ts";
import { countFacetValues, countListing, findListing, type Listed, type ListingFilter } from "../store/listing.ts";
import type { ProductRow } from "../store/tables.ts";
import { mayEditCatalogue } from "./visibility.ts";

/** A page of products that remembers its filter, for whoever also asks for counts. */
export type ProductPage = Connection<ProductRow> & { filter: ListingFilter };

export type ListingArgs = {
  first?: number | null | undefined;
  after?: string | null | undefined;
  filter?: ProductFilter | null | undefined;
  sort?: ProductSort | null | undefined;
};

const usualPage = 24;

/** A page of the catalogue, or of one collection and everything beneath it. */
export async function listProducts(context: Context, args: ListingArgs, collectionId?: string): Promise<ProductPage> {
  const filter = readFilter(context, args.filter ?? {}, undefined);
  const narrowed = collectionId === undefined ? filter : { ...filter, collectionId };
  const { page, rows } = await findPage(context, narrowed, args, "FEATURED");
  const { edges, pageInfo } = connectionOf(page, rows, (row) => row.place);
  const products = edges.map(({ cursor, node }) => ({ cursor, node: node.product }));
  return { edges: products, nodes: products.map(({ node }) => node), pageInfo, filter: narrowed };
}

/** One page of a filtered list and one row more. */
export async function findPage(context: Context, filter: ListingFilter, args: ListingArgs, usualSort: ProductSort) {
  const page = readPage(args, usualPage);
  const sort = args.sort ?? usualSort;
  const rows: Listed[] = await context.store.read((db) => findListing(db, filter, sort, page));
  return { page, rows };
}

/** What the graph's filter means for the store. Customers never see drafts, whatever they ask for. */
export function readFilter(
  context: Context,
  filter: ProductFilter,
  words: readonly string[] | undefined,
): ListingFilter {
  const sees = mayEditCatalogue(context.viewer);
  const [shopCurrency] = context.rules.currencies;
  if (shopCurrency === undefined) throw new Error("the shop has no currency");
  if (filter.status && filter.status !== "ACTIVE" && !sees)
    throw codedError("FORBIDDEN", "Only the back office lists what is not sold.");
  return {
    words,
    statuses: filter.status ? [filter.status] : sees ? ["DRAFT", "ACTIVE"] : ["ACTIVE"],
    visibleAt: sees ? undefined : context.world.now(),
    collectionId: filter.collection ?? undefined,
    facets: (filter.facets ?? []).filter(({ values }) => values.length > 0),
    currency: filter.currency ?? shopCurrency,
    priceMin: filter.priceMin ?? undefined,
    priceMax: filter.priceMax ?? undefined,
    inStock: filter.inStock ?? undefined,
  };
}

export function countProducts(context: Context, filter: ListingFilter): Promise<number> {
  return context.store.read((db) => countListing(db, filter));
}

/**
 * The filter panel: each value with how many products of the list have it. A facet that is filtered by is counted as if
 * it were not, so that choosing blue still shows how many are red.
 */
export async function countFacets(context: Context, filter: ListingFilter): Promise<FacetCount[]> {
  const chosen = new Map(filter.facets.map(({ facet, values }) => [facet, new Set(values)]));
  const counted = await context.store.read(async (db) => {
    const others = (await countFacetValues(db, filter, undefined)).filter(({ facet }) => !chosen.has(facet));
    const own = [];
    for (const facet of chosen.keys()) {
      const without = { ...filter, facets: filter.facets.filter((other) => other.facet !== facet) };
      own.push(...(await countFacetValues(db, without, [facet])));
    }
    return [...own, ...others];
  });
  const panel = new Map<string, FacetCount>();
  for (const { facet, label, value, valueLabel, count } of counted) {
    const entry = panel.get(facet) ?? { facet, label, values: [] };
    entry.values.push({ value, label: valueLabel, count, selected: chosen.get(facet)?.has(value) ?? false });
    panel.set(facet, entry);
  }
  return [...panel.values()];
}
