/** ProductVariant and its stock movements: price, availability and history, each from a batch. */
import type {
  ProductVariantConnectionResolvers,
  ProductVariantResolvers,
  StockMovementConnectionResolvers,
  StockMovementResolvers,
} from "../generated/resolvers.ts";
import { findVisibleVariant, mustLoad } from "../service/finding.ts";
import { money, priceHistory, priceIn } from "../service/prices.ts";
import { availableOf, checkoutOf, countAllMovements, stockStatusOf } from "../service/stock.ts";

export const ProductVariant: ProductVariantResolvers = {
  __resolveReference: (reference, context) =>
    "id" in reference
      ? findVisibleVariant(context, reference.id, null)
      : findVisibleVariant(context, null, reference.sku),
  product: (variant, _args, { loaders }) => mustLoad(loaders.productById, variant.productId),
  image: (variant, _args, { loaders }) => (variant.imageId ? loaders.mediaById.load(variant.imageId) : null),
  prices: async (variant, _args, { loaders }) =>
    (await loaders.pricesByVariant.load(variant.id)).flatMap((price) => money(price.minor, price.currency) ?? []),
  price: async (variant, { currency }, context) => {
    const price = await priceIn(context, variant, currency);
    return price && money(price.minor, price.currency);
  },
  compareAtPrice: async (variant, { currency }, context) => {
    const price = await priceIn(context, variant, currency);
    return price && money(price.compareAtMinor, price.currency);
  },
  stockStatus: (variant, _args, context) => stockStatusOf(context, variant),
  available: (variant, _args, context) => availableOf(context, variant),
  costPrice: ({ costMinor, costCurrency }) => (costCurrency ? money(costMinor, costCurrency) : null),
  priceHistory: (variant, args, context) => priceHistory(context, variant, args),
};

export const ProductVariantConnection: ProductVariantConnectionResolvers = {
  totalCount: ({ total }) => total,
};

export const StockMovement: StockMovementResolvers = {
  variant: (movement, _args, { loaders }) => mustLoad(loaders.variantById, movement.variantId),
  checkoutId: (movement) => checkoutOf(movement),
};

export const StockMovementConnection: StockMovementConnectionResolvers = {
  totalCount: ({ filter }, _args, context) => countAllMovements(context, filter),
};
