/** The filter of product lists that narrows nothing: all products of the demo's day, for euros. */
import type { ListingFilter } from "../../src/store/storefront/product-filter.ts";
import { noon } from "./shop.ts";

export const everything: ListingFilter = {
  words: undefined,
  status: "ACTIVE",
  now: noon,
  unpublishedToo: false,
  collectionId: undefined,
  facets: [],
  currency: "EUR",
  priceMin: undefined,
  priceMax: undefined,
  inStock: undefined,
  updatedFrom: undefined,
  ratingRank: undefined,
};
