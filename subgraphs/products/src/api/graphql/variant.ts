/** Resolvers of ProductVariant and StockMovement: prices, availability and history, each from a batch. */
import type {
  ProductVariantConnectionResolvers,
  ProductVariantResolvers,
  StockMovementConnectionResolvers,
  StockMovementResolvers,
} from "../../generated/resolvers.ts";
import { contentOf } from "../../service/catalogue/content.ts";
import {
  compareAtPriceIn,
  costOf,
  lowestPriorPriceIn,
  priceHistory,
  priceIn,
  pricesOf,
  unitPriceIn,
} from "../../service/catalogue/prices.ts";
import {
  availableOf,
  committedOf,
  onHandOf,
  stockStatusOf,
  unitsForSaleOf,
} from "../../service/reservations/inventory.ts";
import { countVariants } from "../../service/reservations/low-stock.ts";
import { checkoutOf, countAllMovements, findVisibleMovement } from "../../service/reservations/stock-movements.ts";
import { findVisibleVariant, mustLoad } from "../../service/storefront/lookup.ts";
import { titleOf } from "../../service/storefront/variants.ts";

export const ProductVariant: ProductVariantResolvers = {
  __resolveReference: (reference, context) =>
    "id" in reference
      ? findVisibleVariant(context, reference.id, null)
      : findVisibleVariant(context, null, reference.sku),
  product: (variant, _args, { loaders }) => mustLoad(loaders.productById, variant.productId),
  image: (variant, _args, { loaders }) => (variant.imageId ? loaders.pictureById.load(variant.imageId) : null),
  title: (variant, _args, context) => titleOf(context, variant),
  prices: (variant, _args, context) => pricesOf(context, variant),
  price: (variant, { currency }, context) => priceIn(context, variant, currency),
  compareAtPrice: (variant, { currency }, context) => compareAtPriceIn(context, variant, currency),
  lowestPriorPrice: (variant, { currency }, context) => lowestPriorPriceIn(context, variant, currency),
  content: (variant) => contentOf(variant),
  unitPrice: (variant, { currency }, context) => unitPriceIn(context, variant, currency),
  stockStatus: (variant, _args, context) => stockStatusOf(context, variant),
  unitsForSale: (variant, _args, context) => unitsForSaleOf(context, variant),
  available: (variant, _args, context) => availableOf(context, variant),
  onHand: (variant, _args, context) => onHandOf(context, variant),
  committed: (variant, _args, context) => committedOf(context, variant),
  costPrice: (variant) => costOf(variant),
  priceHistory: (variant, args, context) => priceHistory(context, variant, args),
};

export const ProductVariantConnection: ProductVariantConnectionResolvers = {
  totalCount: (page, _args, context) => countVariants(context, page),
};

export const StockMovement: StockMovementResolvers = {
  __resolveReference: ({ id }, context) => findVisibleMovement(context, id),
  variant: (movement, _args, { loaders }) => mustLoad(loaders.variantById, movement.variantId),
  checkoutId: (movement) => checkoutOf(movement),
};

export const StockMovementConnection: StockMovementConnectionResolvers = {
  totalCount: ({ filter }, _args, context) => countAllMovements(context, filter),
};
