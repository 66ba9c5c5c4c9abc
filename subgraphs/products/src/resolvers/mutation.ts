/** What the back office does to the catalogue and to stock. */
import type { MutationResolvers } from "../generated/resolvers.ts";
import { changeProduct, createProduct } from "../service/catalogue.ts";
import { setPrice } from "../service/prices.ts";
import { archiveProduct, publishProduct } from "../service/publishing.ts";
import { adjustInventory } from "../service/stock.ts";
import { saveVariant } from "../service/variants.ts";

export const Mutation: MutationResolvers = {
  productCreate: (_parent, { input }, context) => createProduct(context, input),
  productUpdate: (_parent, { input }, context) => changeProduct(context, input),
  productPublish: (_parent, { input }, context) => publishProduct(context, input),
  productArchive: (_parent, { input }, context) => archiveProduct(context, input),
  variantSave: (_parent, { input }, context) => saveVariant(context, input),
  variantPriceSet: (_parent, { input }, context) => setPrice(context, input),
  inventoryAdjust: (_parent, { input }, context) => adjustInventory(context, input),
};
