/** Collections and facets: the shop's menu and its filter panel. */
import type {
  CollectionConnectionResolvers,
  CollectionResolvers,
  FacetResolvers,
  SearchConnectionResolvers,
  SearchEdgeResolvers,
} from "../generated/resolvers.ts";
import { countLevel } from "../service/shop/collections.ts";
import { countFacets, countProducts } from "../service/shop/filter-panel.ts";
import { findCollection } from "../service/shop/finding.ts";
import { listProducts } from "../service/shop/listing.ts";
import { valuesOf } from "../service/shop/product-page.ts";
import { matchedVariant } from "../service/shop/search.ts";

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
  totalCount: ({ list }, _args, context) => (list ? countProducts(context, list) : 0),
  facets: ({ list }, _args, context) => (list ? countFacets(context, list) : []),
};

export const SearchEdge: SearchEdgeResolvers = {
  matchedVariant: (found, _args, context) => matchedVariant(context, found),
};
