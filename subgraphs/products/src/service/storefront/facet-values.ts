/** Values of a facet, in pages: an import may add thousands. */
import { type Connection, connectionOf, type PageArgs, readPage } from "@hansa/kit/graphql";
import type { Context } from "../../context.ts";
import type { FacetValue } from "../../generated/resolvers.ts";
import { facetValueList } from "../../store/catalogue/facets.ts";
import type { FacetRow } from "../../store/catalogue/tables.ts";
import { cursorKey } from "../../store/cursors.ts";

/** A page of values with its facet, which the total count needs. */
export type FacetValuePage = Connection<FacetValue> & { facetCode: string };

/** Lists the values in the order of the shop. */
export async function listValues({ loaders }: Context, facet: FacetRow, args: PageArgs): Promise<FacetValuePage> {
  const page = readPage(args, 50);
  const rows = await loaders.valuesByFacet.load({ owner: facet.code, input: page });
  const { edges, pageInfo } = connectionOf(page, rows, ({ position, value }) =>
    cursorKey(facetValueList, { rank: position, id: value }),
  );
  const shown = edges.map(({ cursor, node: { value, label } }) => ({
    cursor,
    node: { facet: facet.code, facetLabel: facet.label, value, label },
  }));
  return { edges: shown, nodes: shown.map(({ node }) => node), pageInfo, facetCode: facet.code };
}

/** The number of values of a facet. */
export async function countValues({ loaders }: Context, { facetCode }: FacetValuePage): Promise<number> {
  return (await loaders.valueCountByFacet.load(facetCode))?.count ?? 0;
}
