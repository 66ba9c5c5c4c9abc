/** What a file says, once it is read: products, figures of variants, and places, each with where in the file it stands. */
import type { TaxClass } from "@hansa/contracts/tax-class";
import type { Money } from "@hansa/kit/money";
import type { Option, ProductRow } from "../../store/tables.ts";

/** Something about one row. `column` is its name in the file; null: the whole row. */
export type Remark = { line: number; column: string | null; code: string; message: string };

/** The parts of a product that a rule can complain about. */
export type Part =
  | "handle"
  | "title"
  | "description"
  | "status"
  | "options"
  | "collections"
  | "facets"
  | "images"
  | "sku"
  | "weight"
  | "cost"
  | "price"
  | "stock"
  | "image";

/** A price in one currency; null: not sold in it. What was struck through is undefined where the file is silent about it: it stays while it is above. */
export type ImportedPrice = { currency: string; minor: number | null; compareAtMinor: number | null | undefined };

/** What a file says of a variant that is there already. What is undefined stays. */
export type Figures = {
  line: number;
  sku: string;
  prices: readonly ImportedPrice[] | undefined;
  /** Units on hand, those included that are reserved for customers. */
  stock: number | undefined;
  /** Units on hand when the file was exported; undefined in files of others. */
  exportedStock: number | undefined;
};

/** In grams; null: not sent by parcel. `shipped`: sent, and the file is silent about the weight. `unweighed`: it only says that there is none. */
export type ImportedWeight = number | null | undefined | "shipped" | "unweighed";

/** A variant; what is undefined stays, or takes its usual value where the variant is new. */
export type ImportedVariant = Figures & {
  title: string | undefined;
  /** One for each of the product's `optionNames`; empty where those are undefined. */
  options: readonly Option[];
  weightGrams: ImportedWeight;
  tracked: boolean | undefined;
  taxClass: TaxClass | undefined;
  cost: Money | null | undefined;
  /** The address of one of the product's pictures; null: it has none of its own. */
  image: string | null | undefined;
};

/** What is undefined or null stays where the picture is there. */
export type ImportedPicture = { url: string; alt: string | undefined; width: number | null; height: number | null };

/** A value of a facet: by its code, or by what people call it, then it is made if it is missing. */
export type ImportedFacet =
  | { facet: string; value: string }
  | { facet: string; facetLabel: string; label: string; line: number; column: string };

export type ImportedProduct = {
  line: number;
  /** Undefined: found by the sku of its first variant, else named after its title. */
  handle: string | undefined;
  title: string;
  descriptionHtml: string | undefined;
  /** `UNPUBLISHED`: a draft, or archived where it is that already. */
  status: ProductRow["status"] | "UNPUBLISHED" | undefined;
  publishedAt: number | null | undefined;
  /** Undefined: they stay. */
  optionNames: readonly string[] | undefined;
  /** Slugs of collections, all of them; undefined: they stay. */
  collections: readonly string[] | undefined;
  /** The title of a collection to stand in besides those it stands in; made if it is missing. */
  alsoIn: string | undefined;
  /** All values of the facets that are named in `facetsGiven`. */
  facets: readonly ImportedFacet[];
  /** The codes of facets that the file speaks of: values of others stay. Undefined: it speaks of all. */
  facetsGiven: readonly string[] | undefined;
  /** Those of them for which the file has room for one value: a product that has it among several keeps all. */
  facetsOfOne: readonly string[];
  pictures: readonly ImportedPicture[] | undefined;
  variants: readonly ImportedVariant[];
  /** The currencies of which `prices` of a variant say everything: one without a price is one that it is no longer sold in. */
  allPricesIn: readonly string[];
  /** Where a part of the product, or of one of its variants, stands in the file. */
  columnOf(part: Part, variant?: number): string | null;
};

export type ImportedCollection = { slug: string; title: string; parent: string | null };
export type ImportedFacetValues = { code: string; label: string; values: readonly { value: string; label: string }[] };

export type Content =
  | { kind: "product"; product: ImportedProduct }
  | { kind: "figures"; figures: Figures; columnOf(part: Part): string | null }
  | { kind: "collection"; collection: ImportedCollection }
  | { kind: "facet"; facet: ImportedFacetValues };

/** Rows of a file that go into the shop together or not at all. */
export type Entry = {
  line: number;
  /** How many rows of the file it is. */
  rows: number;
  /** Why it is refused; empty: as far as the file alone can say, it is in order. */
  problems: Remark[];
  /** What is worth knowing and keeps nothing out. */
  notes: Remark[];
  /** Nothing, where the rows have nothing that this kind of import reads. */
  contents: readonly Content[];
};

/** The file is not what it was said to be: nothing of it, or nothing more, can be read. The message is fit to show. */
export class UnreadableFile extends Error {}

/** What the readers need to know of the import and of the shop. */
export type Reading = {
  kind: "PRODUCTS" | "PRICES" | "STOCK";
  /** Of prices that come without one. */
  currency: string;
  /** What the shop sells in. */
  currencies: readonly string[];
  /** Leave stock alone. */
  withoutStock: boolean;
};
