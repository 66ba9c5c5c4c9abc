/** Resolvers of Product and its media: each field loads from a batch. */
import type {
  MediaResolvers,
  ProductConnectionResolvers,
  ProductResolvers,
  ShopSetupResolvers,
} from "../../generated/resolvers.ts";
import { priceRange } from "../../service/catalogue/prices.ts";
import { safetyOf } from "../../service/catalogue/safety.ts";
import { renditionUrl } from "../../service/media/renditions.ts";
import { stockStatusOfProduct } from "../../service/reservations/inventory.ts";
import { ratingOf } from "../../service/reviews/ratings.ts";
import { reviewsOfProduct } from "../../service/reviews/reviews.ts";
import { countFacets, countProducts } from "../../service/storefront/filter-panel.ts";
import { findVisibleProduct, hasPublishedProduct } from "../../service/storefront/lookup.ts";
import { facetsOf, mediaOf, optionsOf } from "../../service/storefront/product-page.ts";
import { chooseVariant, findCheapestVariant, listVariants } from "../../service/storefront/variants.ts";

export const Product: ProductResolvers = {
  __resolveReference: (reference, context) =>
    "id" in reference
      ? findVisibleProduct(context, reference.id, null)
      : findVisibleProduct(context, null, reference.slug),
  options: (product, _args, context) => optionsOf(context, product),
  media: (product, { first }, context) => mediaOf(context, product, first),
  facets: (product, _args, context) => facetsOf(context, product),
  collections: async (product, _args, { loaders }) =>
    (await loaders.collectionsByProduct.load(product.id)).map((entry) => entry.collection),
  variants: (product, args, context) => listVariants(context, product, args),
  variantByOptions: (product, { options }, context) => chooseVariant(context, product, options),
  priceRange: (product, { currency }, context) => priceRange(context, product, currency),
  cheapestVariant: (product, { currency }, context) => findCheapestVariant(context, product, currency),
  safety: (product, _args, context) => safetyOf(context, product),
  stockStatus: (product, _args, context) => stockStatusOfProduct(context, product),
  rating: (product, _args, context) => ratingOf(context, product),
  reviews: (product, args, context) => reviewsOfProduct(context, product, args),
};

export const ProductConnection: ProductConnectionResolvers = {
  totalCount: (list, _args, context) => countProducts(context, list),
  facets: (list, _args, context) => countFacets(context, list),
};

export const Media: MediaResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.pictureById.load(id),
  url: (picture, { width }) => renditionUrl(picture, width),
};

export const ShopSetup: ShopSetupResolvers = {
  hasPublishedProduct: (_setup, _args, context) => hasPublishedProduct(context),
};
