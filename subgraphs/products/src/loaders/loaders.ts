/** Data loaders of one request: lookups of many products or variants are batched into one statement. */
import { batchesOf, loadMany, loadOne, loadPages, memoize } from "@hansa/kit/graphql";
import type { Runtime } from "@hansa/kit/runtime";
import type { Store } from "@hansa/kit/store";
import { findDetailsByCollections } from "../store/catalogue/collection-details.ts";
import {
  findCollectionsByIds,
  findCollectionsByParents,
  findCollectionsByProducts,
  findCollectionsBySlugs,
} from "../store/catalogue/collections.ts";
import {
  countValuesOfFacets,
  findFacets,
  findFacetsByProducts,
  findFacetValuePages,
  findValuesByKeys,
  valueKey,
} from "../store/catalogue/facets.ts";
import { findCollectionsByFormerSlugs, findProductsByFormerSlugs } from "../store/catalogue/former-slugs.ts";
import { findPriceHistory, findPriceRanges, findPrices, findPricesByProducts } from "../store/catalogue/prices.ts";
import { findProductsByIds, findProductsBySlugs } from "../store/catalogue/products.ts";
import { findSafetyByProducts } from "../store/catalogue/safety.ts";
import { findVariantsByIds, findVariantsByProducts, findVariantsBySkus } from "../store/catalogue/variants.ts";
import { countImportProblems, findImportJobsByIds, findImportProblems } from "../store/import/jobs.ts";
import { findMediaByProducts, findPicturesByIds } from "../store/media/media.ts";
import { findSettings, type ShopSettings } from "../store/projections/settings.ts";
import { findMovementsByIds } from "../store/reservations/movements.ts";
import { findStockWithThreshold } from "../store/reservations/stock.ts";
import { countReviewsByAuthors, findReviewsByAuthors, findReviewsOfProducts } from "../store/reviews/review-lists.ts";
import { findRatings, findReviewsByIds } from "../store/reviews/reviews.ts";
import { createListLoaders } from "./product-lists.ts";

/** The only key of the loader `facets`: all facets are loaded together. */
export const allFacets = "every";

/** The dependencies that loaders read from. */
type LoaderDeps = { store: Store; runtime: Runtime };

export type Loaders = ReturnType<typeof createLoaders>;

/** Creates the loaders of one request. They cache their results, so requests must not share them. */
export function createLoaders({ store, runtime }: LoaderDeps) {
  const from = batchesOf(store);
  const now = runtime.now();

  return {
    productById: loadOne(from(findProductsByIds), (product) => product.id),
    productBySlug: loadOne(from(findProductsBySlugs), (product) => product.slug),
    productByFormerSlug: loadOne(from(findProductsByFormerSlugs), ({ formerSlug }) => formerSlug),
    variantById: loadOne(from(findVariantsByIds), (variant) => variant.id),
    variantBySku: loadOne(from(findVariantsBySkus), (variant) => variant.sku),
    variantsByProduct: loadMany(from(findVariantsByProducts), (variant) => variant.productId),
    pricesByVariant: loadMany(
      from((db, ids) => findPrices(db, ids, now)),
      (price) => price.variantId,
    ),
    pricesByProduct: loadMany(
      from((db, ids) => findPricesByProducts(db, ids, now)),
      (price) => price.productId,
    ),
    priceHistoryByVariant: loadMany(from(findPriceHistory), (price) => price.variantId),
    priceRangesByProduct: loadMany(from(findPriceRanges), (range) => range.productId),
    movementById: loadOne(from(findMovementsByIds), (movement) => movement.id),
    stockByVariant: loadOne(from(findStockWithThreshold), (level) => level.variantId),
    safetyByProduct: loadOne(from(findSafetyByProducts), (safety) => safety.productId),
    mediaByProduct: loadMany(from(findMediaByProducts), (picture) => picture.productId),
    pictureById: loadOne(from(findPicturesByIds), (picture) => picture.id),
    facetsByProduct: loadMany(from(findFacetsByProducts), (value) => value.productId),
    facets: loadMany(from(findFacets), () => allFacets),
    valuesByFacet: loadPages(store, findFacetValuePages, ownerOf),
    valueCountByFacet: loadOne(from(countValuesOfFacets), ({ code }) => code),
    valueByKey: loadOne(from(findValuesByKeys), ({ facetCode, value }) => valueKey(facetCode, value)),
    collectionById: loadOne(from(findCollectionsByIds), (collection) => collection.id),
    collectionBySlug: loadOne(from(findCollectionsBySlugs), (collection) => collection.slug),
    collectionByFormerSlug: loadOne(from(findCollectionsByFormerSlugs), ({ formerSlug }) => formerSlug),
    detailsByCollection: loadOne(from(findDetailsByCollections), (details) => details.collectionId),
    collectionsByParent: loadMany(from(findCollectionsByParents), (collection) => collection.parentId ?? ""),
    ...createListLoaders(store),
    importById: loadOne(from(findImportJobsByIds), (job) => job.id),
    importProblems: loadPages(store, findImportProblems, jobOf),
    importProblemCounts: loadPages(store, countImportProblems, jobOf),
    collectionsByProduct: loadMany(from(findCollectionsByProducts), (entry) => entry.productId),
    reviewById: loadOne(from(findReviewsByIds), (review) => review.id),
    ratingByProduct: loadOne(from(findRatings), (rating) => rating.productId),
    reviewsByProduct: loadPages(store, findReviewsOfProducts, ownerOf),
    reviewsByAuthor: loadPages(store, findReviewsByAuthors, ownerOf),
    reviewCountByAuthor: loadPages(store, countReviewsByAuthors, ownerOf),
    settings: memoize<void, Promise<ShopSettings>>(() => store.read((db) => findSettings(db))),
  };
}

const ownerOf = ({ ownerId }: { ownerId: string }): string => ownerId;
const jobOf = ({ jobId }: { jobId: string }): string => jobId;
