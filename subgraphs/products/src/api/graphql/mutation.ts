/** Mutation resolvers: catalogue, inventory, media, imports and reviews. */
import type { MutationResolvers } from "../../generated/resolvers.ts";
import { removeCollection, saveCollection } from "../../service/catalogue/collections.ts";
import { removeFacet, saveFacet } from "../../service/catalogue/facets.ts";
import { cancelPrice, setPrices } from "../../service/catalogue/price-changes.ts";
import { setPrice } from "../../service/catalogue/prices.ts";
import { changeProduct, createProduct } from "../../service/catalogue/products.ts";
import { archiveProduct, publishProduct } from "../../service/catalogue/publication.ts";
import { saveVariant } from "../../service/catalogue/variants.ts";
import { cancelImport, startImport } from "../../service/import/jobs.ts";
import { attachMedia, detachMedia } from "../../service/media/attachment.ts";
import { startUpload } from "../../service/media/uploads.ts";
import { adjustMany } from "../../service/reservations/bulk-adjustment.ts";
import { adjustInventory } from "../../service/reservations/inventory.ts";
import { moderateReview, submitReview } from "../../service/reviews/submission.ts";

export const Mutation: MutationResolvers = {
  productCreate: (_parent, { input }, context) => createProduct(context, input),
  productUpdate: (_parent, { input }, context) => changeProduct(context, input),
  productPublish: (_parent, { input }, context) => publishProduct(context, input),
  productArchive: (_parent, { input }, context) => archiveProduct(context, input),
  variantSave: (_parent, { input }, context) => saveVariant(context, input),
  variantPriceSet: (_parent, { input }, context) => setPrice(context, input),
  inventoryAdjust: (_parent, { input }, context) => adjustInventory(context, input),
  variantPricesSet: (_parent, { input }, context) => setPrices(context, input),
  variantPriceCancel: (_parent, { input }, context) => cancelPrice(context, input),
  collectionSave: (_parent, { input }, context) => saveCollection(context, input),
  collectionDelete: (_parent, { input }, context) => removeCollection(context, input),
  facetSave: (_parent, { input }, context) => saveFacet(context, input),
  facetDelete: (_parent, { input }, context) => removeFacet(context, input),
  inventoryAdjustMany: (_parent, { input }, context) => adjustMany(context, input),
  uploadStart: (_parent, { input }, context) => startUpload(context, input),
  mediaAttach: (_parent, { input }, context) => attachMedia(context, input),
  mediaDetach: (_parent, { input }, context) => detachMedia(context, input),
  importStart: (_parent, { input }, context) => startImport(context, input),
  importCancel: (_parent, { input }, context) => cancelImport(context, input),
  reviewSubmit: (_parent, { input }, context) => submitReview(context, input),
  reviewModerate: (_parent, { input }, context) => moderateReview(context, input),
};
