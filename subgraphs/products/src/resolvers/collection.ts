/** Collections and facets: the shop's menu and its filter panel. */
import type {
  CollectionConnectionResolvers,
  CollectionResolvers,
  FacetResolvers,
  SearchConnectionResolvers,
  SearchEdgeResolvers,
} from "../generated/resolvers.ts";
import { countLevel } from "../service/collections.ts";
import { findCollection } from "../service/finding.ts";
import { countFacets, countProducts, listProducts } from "../service/listing.ts";
import { valuesOf } from "../service/pages.ts";
import { matchedVariant } from "../service/search.ts";

export const Collection: CollectionResolvers = {
  __resolveReference: (reference, context) => findCollection(context, reference.id, null),
  parent: (collection, _args, { loaders }) =>
    collection.parentId ? loaders.collectionById.load(collection.parentId) : null,
  children: (collection, _args, { loaders }) => loaders.collectionsByParent.load(collection.id),
  products: (collection, args, context) => listProducts(context, args, collection.id),
};

export const CollectionConnection: CollectionConnectionResolvers = {
  totalCount: ({ parentId }, _args, context) => countLevel(context, parentId),
};

export const Facet: FacetResolvers = {
  values: (facet, _args, context) => valuesOf(context, facet),
};

export const SearchConnection: SearchConnectionResolvers = {
  totalCount: ({ filter }, _args, context) => (filter ? countProducts(context, filter) : 0),
  facets: ({ filter }, _args, context) => (filter ? countFacets(context, filter) : []),
};

export const SearchEdge: SearchEdgeResolvers = {
  matchedVariant: (found, _args, context) => matchedVariant(context, found),
};
