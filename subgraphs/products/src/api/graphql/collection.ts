/** Resolvers of collections, facets, the filter panel and search results. */
import type {
  CollectionConnectionResolvers,
  CollectionResolvers,
  FacetCountResolvers,
  FacetResolvers,
  FacetValueConnectionResolvers,
  SearchConnectionResolvers,
  SearchEdgeResolvers,
} from "../../generated/resolvers.ts";
import { countLevel, descriptionOf, imageOf, listChildren } from "../../service/storefront/collections.ts";
import { countValues, listValues } from "../../service/storefront/facet-values.ts";
import { countFacets, countProducts, firstValues } from "../../service/storefront/filter-panel.ts";
import { findCollection } from "../../service/storefront/lookup.ts";
import { listProducts } from "../../service/storefront/product-lists.ts";
import { matchedVariant } from "../../service/storefront/search.ts";
import { snippetOf } from "../../service/storefront/snippets.ts";

export const Collection: CollectionResolvers = {
  __resolveReference: (reference, context) => findCollection(context, reference.id, null),
  descriptionHtml: (collection, _args, context) => descriptionOf(context, collection),
  image: (collection, _args, context) => imageOf(context, collection),
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
  snippet: snippetOf,
  matchedVariant: (found, _args, context) => matchedVariant(context, found),
};
