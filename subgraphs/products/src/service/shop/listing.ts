/** Lists of products as the graph asks for them: who may see what, and a page, of the shop or of a collection. */
import { codedError } from "@hansa/kit/errors";
import { type Connection, connectionOf, type PageArgs, readPage } from "@hansa/kit/pages";
import type { Context } from "../../context.ts";
import type { FacetInput, ProductFilter, ProductSort } from "../../generated/resolvers.ts";
import type { Listed } from "../../store/listing.ts";
import type { ListingFilter } from "../../store/listing-filter.ts";
import type { ShopSettings } from "../../store/settings.ts";
import type { ProductRow } from "../../store/tables.ts";
import { rankOfAverage } from "../reviews/ratings.ts";
import { mayEditCatalogue } from "../visibility.ts";

/** A list: what is left out of it, and the collection that it is of; null: of the whole shop. */
export type List = { filter: ListingFilter; collectionId: string | null };

/** A page of products that remembers its list, for whoever also asks for counts. */
export type ProductPage = Connection<ProductRow> & List;

export type ListingArgs = PageArgs & {
  filter?: ProductFilter | null | undefined;
  sort?: ProductSort | null | undefined;
};

const usualPage = 24;
/** More than this is no filter that a person chose, and more than a statement can take. */
const mostFacets = 20;
const mostValues = 100;

/** A page of the catalogue, or of one collection and everything beneath it. */
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

/** One page of a list. Its products are known to the loaders from then on. */
export async function findPage(
  { loaders }: Context,
  { filter, collectionId }: List,
  args: ListingArgs,
  usualSort: ProductSort,
): Promise<Connection<Listed>> {
  const page = readPage(args, usualPage);
  const asked = { filter, sort: args.sort ?? usualSort, page };
  const rows = await loaders.listings.load({ owner: collectionId, asked });
  for (const { product } of rows) loaders.productById.prime(product.id, product);
  return connectionOf(page, rows, (row) => row.key);
}

/** What the graph's filter means for the store. Customers never see drafts, whatever they ask for. */
export async function readFilter(
  { viewer, loaders, startedAt }: Context,
  filter: ProductFilter,
  words: readonly string[] | undefined,
): Promise<ListingFilter> {
  const status = filter.status ?? "ACTIVE";
  const unpublishedToo = mayEditCatalogue(viewer);
  if (status !== "ACTIVE" && !unpublishedToo) {
    const missing = viewer.kind === "guest" ? {} : { missingScopes: [["products:write"]] };
    throw codedError("FORBIDDEN", "Only the back office lists what is not sold.", missing);
  }
  return {
    words,
    status,
    now: startedAt,
    unpublishedToo,
    collectionId: filter.collection ?? undefined,
    facets: readFacets(filter.facets ?? []),
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
  if (average < 0 || average > 5) throw codedError("BAD_USER_INPUT", "An average of stars is from 0 to 5.");
  return rankOfAverage(average);
}

/** Each facet once, with each of its values once. One without values narrows nothing. */
function readFacets(facets: readonly FacetInput[]): ListingFilter["facets"] {
  if (facets.length > mostFacets) throw codedError("BAD_USER_INPUT", `Filter by at most ${mostFacets} facets.`);
  const chosen = new Map<string, Set<string>>();
  for (const { facet, values } of facets) {
    if (values.length > mostValues)
      throw codedError("BAD_USER_INPUT", `Filter by at most ${mostValues} values of a facet.`);
    if (values.length > 0) chosen.set(facet, new Set([...(chosen.get(facet) ?? []), ...values]));
  }
  return [...chosen].map(([facet, values]) => ({ facet, values: [...values] }));
}
