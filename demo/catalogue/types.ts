/** The types of the demo catalogue, independent of any store. */

import type { MotifName } from "../pictures/motifs/index.ts";
import type { ColourName } from "./colours.ts";

/** The currencies the demo shop sells in. */
export type CatalogueCurrency = "EUR" | "USD" | "GBP" | "JPY";

/** Amounts in minor units, one per currency; JPY has no minor digits. A missing currency means not sold in it. */
export type CataloguePrices = Readonly<Partial<Record<CatalogueCurrency, number>>>;

/** Which rate of tax applies; the rates themselves belong to the tax tables. */
export type CatalogueTaxClass = "standard" | "reduced" | "books" | "digital";

/** A place in the tree of the shop; parents come before their children. */
export interface CatalogueCollection {
  readonly slug: string;
  readonly title: string;
  /** Null at the top of the tree. */
  readonly parentSlug: string | null;
}

/** A facet by which products may be filtered. */
export interface CatalogueFacet {
  readonly code: string;
  readonly label: string;
  readonly values: readonly { readonly value: string; readonly label: string }[];
}

/** A variant, which goes into a cart. */
export interface CatalogueVariant {
  /** Unique in the whole catalogue. */
  readonly sku: string;
  /** The option values, joined; the product's title when there is nothing to choose. */
  readonly title: string;
  /** One value for each of the product's option names. */
  readonly options: Readonly<Record<string, string>>;
  /** Grams with packaging; null for what is delivered by mail or download. */
  readonly weightGrams: number | null;
  /** False for digital goods: they are never out of stock. */
  readonly tracked: boolean;
  readonly taxClass: CatalogueTaxClass;
  readonly prices: CataloguePrices;
  /** The price before a reduction, always above the price, in the currencies the variant is sold in. */
  readonly compareAt?: CataloguePrices;
  /** The shop's purchase price of one, in minor units of `costCurrency`. */
  readonly costMinor: number;
  readonly costCurrency: CatalogueCurrency;
  /** Units on the shelf; 0 when sold out and for what is not tracked. */
  readonly stock: number;
}

/** The picture to draw for a product. */
export interface PictureSpec {
  readonly motif: MotifName;
  /** The colours it comes in; view 0 shows the first, view 1 the second if there is one. */
  readonly colours: readonly [ColourName, ...ColourName[]];
  /** The colour of its details; null when the drawing may choose. */
  readonly trim: ColourName | null;
  /** How many views there are: `drawPicture` takes 0 up to one less than this. */
  readonly views: 1 | 2 | 3;
}

/** One product with everything the shop says about it. */
export interface CatalogueProduct {
  readonly slug: string;
  readonly title: string;
  /** Only `p`, `ul`, `li`, `strong` and `em`. */
  readonly descriptionHtml: string;
  /** The first one is the product's home; the departments these lie in are named too. */
  readonly collectionSlugs: readonly string[];
  /** Facet code to the values that apply. */
  readonly facets: Readonly<Record<string, readonly string[]>>;
  /** None to two names to choose by. */
  readonly optionNames: readonly string[];
  readonly variants: readonly CatalogueVariant[];
  /** 1 is shown first; unique. */
  readonly featuredRank: number;
  readonly picture: PictureSpec;
}

/** The whole shop. */
export interface Catalogue {
  readonly collections: readonly CatalogueCollection[];
  readonly facets: readonly CatalogueFacet[];
  readonly products: readonly CatalogueProduct[];
}
