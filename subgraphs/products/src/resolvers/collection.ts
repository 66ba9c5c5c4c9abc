/** Collections and facets: the shop's menu and its filter panel. */
import type {
  CollectionConnectionResolvers,
  CollectionResolvers,
  FacetCountResolvers,
  FacetResolvers,
  FacetValueConnectionResolvers,
  SearchConnectionResolvers,
  SearchEdgeResolvers,
} from "../generated/resolvers.ts";
import { countLevel, listChildren } from "../service/shop/collections.ts";
import { countValues, listValues } from "../service/shop/facet-values.ts";
import { countFacets, countProducts, firstValues } from "../service/shop/filter-panel.ts";
import { findCollection } from "../service/shop/finding.ts";
import { listProducts } from "../service/shop/listing.ts";
import { matchedVariant } from "../service/shop/search.ts";

export const Collection: CollectionResolvers = {
  __resolveReference: (reference, context) => findCollection(context, reference.id, null),
  parent: (collection, _args, { loaders }) =>
    collection.parentId ? loaders.collectionById.load(collection.parentId) : null,
  children: (collection, { first }, context) => listChildren(context, collection, first),
  products: (collection, args, context) => listProducts(context, args, collection.id),
};

export const CollectionConnection: CollectionConnectionResolvers = {
  totalCount: ({ parentId }, _args, context) => countLevel(context, parentId),
};

export const Facet: FacetResolvers = {
  values: (facet, args, context) => listValues(context, facet, args),
};

export const FacetValueConnection: FacetValueConnectionResolvers = {
  totalCount: (page, _args, context) => countValues(context, page),
};

export const FacetCount: FacetCountResolvers = {
  values: (panel, { first }) => firstValues(panel, first),
};

export const SearchConnection: SearchConnectionResolvers = {
  totalCount: ({ list }, _args, context) => (list ? countProducts(context, list) : 0),
  facets: ({ list }, _args, context) => (list ? countFacets(context, list) : []),
};

export const SearchEdge: SearchEdgeResolvers = {
  matchedVariant: (found, _args, context) => matchedVariant(context, found),
};
