/** Types of the entries of a file: products, prices and stock, collections and facets, with their position. */

import type { Money } from "@hansa/commerce/money";
import type { TaxClass } from "@hansa/commerce/tax-class";
import type { VariantContent } from "../../../generated/resolvers.ts";
import type { Option, ProductRow, Swatch } from "../../../store/catalogue/tables.ts";
import type { Day, NamedDays } from "../../catalogue/price-periods.ts";
import type { SafetyData } from "../../catalogue/safety.ts";

/** A problem or note about one row. `column` is the name in the file; null: the whole row. */
export type Finding = { line: number; column: string | null; code: string; message: string };

/** The parts of a product that a problem can refer to. */
export type Part =
  | "handle"
  | "title"
  | "description"
  | "status"
  | "options"
  | "swatches"
  | "collections"
  | "facets"
  | "images"
  | "sku"
  | "barcode"
  | "weight"
  | "cost"
  | "price"
  | "compareAt"
  | "content"
  | "safety"
  | "stock"
  | "image";

/** A price in one currency; null: not sold in it. An undefined compare-at price stays while it is above the price. */
export type ImportedPrice = {
  currency: string;
  minor: number | null;
  compareAtMinor: number | null | undefined;
  /** Undefined: before every price that has a start. */
  startsAt: number | undefined;
  /** Undefined: it lasts. */
  endsAt: number | undefined;
};

/** The stock of a variant in a file. */
export type FileStock = {
  /** Units on hand, sold and reserved ones included. */
  stock: number | undefined;
  /** Whether `stock` is without the sold units that are not sent yet, as in the product file of Shopify. */
  isForSale: boolean;
  /** Units on hand at the time of the export; undefined in files from elsewhere. */
  exportedStock: number | undefined;
};

/** Prices and stock of an existing variant. Undefined fields stay unchanged. */
export type PricesAndStock = FileStock & {
  line: number;
  sku: string;
  prices: readonly ImportedPrice[] | undefined;
};

/** In grams; null: not shipped. `shipped`: shipped without a weight in the file. `unweighed`: the file has an empty weight. */
export type ImportedWeight = number | null | undefined | "shipped" | "unweighed";

/** A variant; undefined fields stay or, for a new variant, get their default. */
export type ImportedVariant = PricesAndStock & {
  title: string | undefined;
  /** One for each of `optionNames` of the product; empty if those are undefined. */
  options: readonly Option[];
  weightGrams: ImportedWeight;
  tracked: boolean | undefined;
  taxClass: TaxClass | undefined;
  isWithdrawable: boolean | undefined;
  /** As it is stored; null: none. */
  barcode: string | null | undefined;
  content: VariantContent | null | undefined;
  cost: Money | null | undefined;
  /** The URL of one of the pictures of the product; null: none. */
  image: string | null | undefined;
};

/** A picture; undefined and null fields of an existing picture stay. */
export type ImportedPicture = { url: string; alt: string | undefined; width: number | null; height: number | null };

/** A value of a facet: by its code, or by its label and then created if missing. */
export type ImportedFacet =
  | { facet: string; value: string }
  | { facet: string; facetLabel: string; label: string; line: number; column: string };

export type ImportedProduct = {
  line: number;
  /** Undefined: found by the SKU of the first variant, else created with a slug made from the title. */
  handle: string | undefined;
  title: string;
  descriptionHtml: string | undefined;
  /** `UNPUBLISHED`: a draft, or archived if it already is. */
  status: ProductRow["status"] | "UNPUBLISHED" | undefined;
  publishedAt: number | null | undefined;
  /** Undefined: they stay. */
  optionNames: readonly string[] | undefined;
  /** All of them; undefined: they stay. */
  swatches: readonly Swatch[] | undefined;
  /** Null: the product has none. */
  safety: SafetyData | null | undefined;
  /** Slugs of all collections; undefined: they stay. */
  collections: readonly string[] | undefined;
  /** The title of one more collection, which is created if missing. */
  alsoIn: string | undefined;
  /** All values of the facets that are named in `facetsGiven`. */
  facets: readonly ImportedFacet[];
  /** The codes of facets in the file: values of other facets stay. Undefined: all facets. */
  facetsGiven: readonly string[] | undefined;
  /** Those with one column in the file: a product that has the given value keeps its other ones. */
  facetsOfOne: readonly string[];
  pictures: readonly ImportedPicture[] | undefined;
  variants: readonly ImportedVariant[];
  /** The currencies whose prices are complete: a variant without a price in one is no longer sold in it. */
  allPricesIn: readonly string[];
  /** Returns the column of a part of the product or of one of its variants. */
  columnOf(part: Part, variant?: number): string | null;
};

/** A collection; `descriptionHtml` and `image` count for a new one only, as all of it does. */
export type ImportedCollection = {
  slug: string;
  title: string;
  parent: string | null;
  descriptionHtml: string | undefined;
  image: ImportedPicture | undefined;
};
export type ImportedFacetValues = { code: string; label: string; values: readonly { value: string; label: string }[] };

export type Content =
  | { kind: "product"; product: ImportedProduct }
  | { kind: "pricesAndStock"; values: PricesAndStock; columnOf(part: Part): string | null }
  | { kind: "collection"; collection: ImportedCollection }
  | { kind: "facet"; facet: ImportedFacetValues };

/** Rows of a file that are imported together or not at all. */
export type Entry = {
  line: number;
  /** The number of rows. */
  rows: number;
  /** The reasons to refuse it; empty: valid as far as the file alone shows. */
  problems: Finding[];
  /** Notes that refuse nothing. */
  notes: Finding[];
  /** Empty if the rows have nothing that this kind of import reads. */
  contents: readonly Content[];
};

/** The options of the readers: the kind of import and the settings of the shop. */
export type ReaderOptions = {
  kind: "PRODUCTS" | "PRICES" | "STOCK";
  /** The currency of prices without one. */
  currency: string;
  /** The currencies of the shop. */
  currencies: readonly string[];
  /** Stock is not read. */
  withoutStock: boolean;
  calendar: ImportCalendar;
  /** Lets other work of the process run between two parts of long work. */
  yieldToEventLoop(): Promise<void>;
};

/** Days in the shop's time zone. */
export type ImportCalendar = {
  /** Learns the days of prices. Throws if orders, which has the time zone, cannot be reached. */
  learn(prices: readonly NamedDays[]): Promise<void>;
  /** A day that was learned. */
  dayOf(text: string): Day;
};
