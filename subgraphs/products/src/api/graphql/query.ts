/** Query resolvers: single objects and lists. */
import type { QueryResolvers } from "../../generated/resolvers.ts";
import { findVisibleImport, listImports } from "../../service/import/jobs.ts";
import { checkStoreIntegrity } from "../../service/integrity.ts";
import { listLowStock } from "../../service/reservations/low-stock.ts";
import { listMovements } from "../../service/reservations/stock-movements.ts";
import { listReviews } from "../../service/reviews/reviews.ts";
import { listCollections, listFacets } from "../../service/storefront/collections.ts";
import { findCollection, findProductOfPage, findVisibleVariant } from "../../service/storefront/lookup.ts";
import { listProducts } from "../../service/storefront/product-lists.ts";
import { searchProducts, suggest } from "../../service/storefront/search.ts";

export const Query: QueryResolvers = {
  product: (_parent, { id, slug }, context) => findProductOfPage(context, id, slug),
  variant: (_parent, { id, sku }, context) => findVisibleVariant(context, id, sku),
  products: (_parent, args, context) => listProducts(context, args),
  search: (_parent, { query, ...args }, context) => searchProducts(context, query, args),
  suggest: (_parent, { prefix, first }, context) => suggest(context, prefix, first),
  collection: (_parent, { id, slug }, context) => findCollection(context, id, slug),
  collections: (_parent, args, context) => listCollections(context, args),
  facets: (_parent, _args, context) => listFacets(context),
  stockMovements: (_parent, args, context) => listMovements(context, args),
  lowStock: (_parent, args, context) => listLowStock(context, args),
  reviews: (_parent, args, context) => listReviews(context, args),
  importJob: (_parent, { id }, context) => findVisibleImport(context, id),
  importJobs: (_parent, args, context) => listImports(context, args),
  productsIntegrity: (_parent, _args, context) => checkStoreIntegrity(context),
};
