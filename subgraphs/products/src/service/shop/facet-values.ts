/** The values of a facet, a page at a time: an import may have brought thousands. */
import { type Connection, connectionOf, type PageArgs, readPage } from "@hansa/kit/pages";
import type { Context } from "../../context.ts";
import type { FacetValue } from "../../generated/resolvers.ts";
import { facetValueList } from "../../store/facets.ts";
import { placeKey } from "../../store/places.ts";
import type { FacetRow } from "../../store/tables.ts";

/** A page of values that remembers its facet, for whoever also asks for the count. */
export type FacetValuePage = Connection<FacetValue> & { facetCode: string };

/** In the shop's order. */
export async function listValues({ loaders }: Context, facet: FacetRow, args: PageArgs): Promise<FacetValuePage> {
  const page = readPage(args, 50);
  const rows = await loaders.valuesByFacet.load({ owner: facet.code, asked: page });
  const { edges, pageInfo } = connectionOf(page, rows, ({ position, value }) =>
    placeKey(facetValueList, { rank: position, id: value }),
  );
  const shown = edges.map(({ cursor, node: { value, label } }) => ({
    cursor,
    node: { facet: facet.code, facetLabel: facet.label, value, label },
  }));
  return { edges: shown, nodes: shown.map(({ node }) => node), pageInfo, facetCode: facet.code };
}

export async function countValues({ loaders }: Context, { facetCode }: FacetValuePage): Promise<number> {
  return (await loaders.valueCountByFacet.load(facetCode))?.count ?? 0;
}
