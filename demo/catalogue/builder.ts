/** Builds catalogue products from short descriptions in the data files. */

import type { MotifName } from "../pictures/motifs/index.ts";
import { type CollectionSlug, collections } from "./collections.ts";
import type { ColourName } from "./colours.ts";
import { sizes, type stated } from "./facets.ts";
import { type MakerCode, makers } from "./makers.ts";
import { converted, priceTags } from "./prices.ts";
import type {
  CatalogueCurrency,
  CataloguePrices,
  CatalogueProduct,
  CatalogueTaxClass,
  CatalogueVariant,
  PictureSpec,
} from "./types.ts";

type Stated = typeof stated;

/** One row of a product's table of variants. */
interface Row {
  readonly suffix: string;
  readonly options: readonly string[];
  readonly eurMinor: number;
  readonly weightGrams: number | null;
  readonly stock: number;
  readonly more: RowExtras;
}

interface RowExtras {
  /** The price before the reduction, in euro cents. */
  readonly was?: number;
  /** Currencies this variant has no price in. */
  readonly notIn?: readonly CatalogueCurrency[];
  /** Price tags that do not follow from the euro price. */
  readonly at?: CataloguePrices;
}

/** A product as it is written down. */
interface Draft {
  readonly title: string;
  /** The first part of every sku. */
  readonly sku: string;
  readonly home: CollectionSlug;
  readonly also?: readonly CollectionSlug[];
  readonly maker: MakerCode;
  /** Prose; line breaks count as spaces, `strong` and `em` are allowed. */
  readonly text: string;
  readonly facts?: readonly string[];
  /** The colours it comes in, and its colour facet unless `anyColour` says that its colour is not its point. */
  readonly colours: readonly [ColourName, ...ColourName[]];
  readonly anyColour?: true;
  /** The colour of its details: a lid, a strap, a lining. Without one, its second colour or a plain one is used. */
  readonly trim?: ColourName;
  readonly motif: MotifName;
  readonly views?: 1 | 2 | 3;
  readonly facets: { readonly [Code in keyof Stated]?: readonly (keyof Stated[Code])[] };
  readonly options?: readonly string[];
  readonly tax?: CatalogueTaxClass;
  /** Its place in the shop window, from 1; most products have none. */
  readonly window?: number;
  readonly rows: readonly [Row, ...Row[]];
}

/** A product before the whole shop has been put in order. */
export interface Unranked extends Omit<CatalogueProduct, "featuredRank"> {
  readonly window: number | null;
}

/** A variant that lies on a shelf: grams with packaging, units in stock. */
export function v(
  suffix: string,
  options: readonly string[],
  eurMinor: number,
  weightGrams: number,
  stock: number,
  more: RowExtras = {},
): Row {
  return { suffix, options, eurMinor, weightGrams, stock, more };
}

/** A variant that is sent by mail or downloaded, and never runs out. */
export function download(suffix: string, options: readonly string[], eurMinor: number, more: RowExtras = {}): Row {
  return { suffix, options, eurMinor, weightGrams: null, stock: 0, more };
}

/** The product as the loader gets it. Refuses a row that does not fit the options. */
export function product(draft: Draft): Unranked {
  const optionNames = draft.options ?? [];
  const variants = draft.rows.map((row) => variantOf(draft, optionNames, row));
  const reduced = variants.some((variant) => variant.compareAt !== undefined);
  return {
    slug: slugOf(draft.title),
    title: draft.title,
    descriptionHtml: htmlOf(draft.text, draft.facts ?? []),
    collectionSlugs: withParents([
      draft.home,
      ...(draft.also ?? []),
      ...(reduced ? (["last-of-the-crate"] as const) : []),
    ]),
    facets: facetsOf(draft, variants),
    optionNames,
    variants,
    picture: pictureOf(draft),
    window: draft.window ?? null,
  };
}

/** The collections in their order, then those they lie in, so that a department shows what is on its shelves. */
function withParents(slugs: readonly CollectionSlug[]): string[] {
  const parents = slugs.flatMap((slug) => collections.find((collection) => collection.slug === slug)?.parentSlug ?? []);
  return [...new Set([...slugs, ...parents])];
}

function variantOf(draft: Draft, optionNames: readonly string[], row: Row): CatalogueVariant {
  if (row.options.length !== optionNames.length) {
    throw new Error(`${draft.title}: ${row.suffix} has ${row.options.length} options, expected ${optionNames.length}`);
  }
  const maker = makers[draft.maker];
  const soldIn = (prices: CataloguePrices): CataloguePrices =>
    Object.fromEntries(Object.entries(prices).filter(([currency]) => !row.more.notIn?.some((out) => out === currency)));
  return {
    sku: row.suffix === "" ? draft.sku : `${draft.sku}-${row.suffix}`,
    title: row.options.length > 0 ? row.options.join(" / ") : draft.title,
    options: Object.fromEntries(optionNames.map((name, i) => [name, row.options[i] ?? ""])),
    weightGrams: row.weightGrams,
    tracked: row.weightGrams !== null,
    taxClass: draft.tax ?? "standard",
    prices: soldIn({ ...priceTags(row.eurMinor), ...row.more.at }),
    ...(row.more.was === undefined ? {} : { compareAt: soldIn(priceTags(row.more.was)) }),
    costMinor: Math.round((converted(row.eurMinor, maker.currency) * maker.share) / 100),
    costCurrency: maker.currency,
    stock: row.stock,
  };
}

function facetsOf(draft: Draft, variants: readonly CatalogueVariant[]): Record<string, readonly string[]> {
  const size = variants.flatMap((variant) => Object.values(variant.options)).flatMap((value) => sizes[value] ?? []);
  const all: Record<string, readonly string[]> = {
    ...draft.facets,
    colour: draft.anyColour ? [] : draft.colours,
    maker: [draft.maker],
    origin: [makers[draft.maker].origin],
    size: [...new Set(size)],
  };
  return Object.fromEntries(Object.entries(all).filter(([, values]) => values.length > 0));
}

function pictureOf(draft: Draft): PictureSpec {
  return { motif: draft.motif, colours: draft.colours, trim: draft.trim ?? null, views: draft.views ?? 2 };
}

function htmlOf(text: string, facts: readonly string[]): string {
  const list = facts.length > 0 ? `<ul>${facts.map((fact) => `<li>${fact}</li>`).join("")}</ul>` : "";
  return `<p>${text.replace(/\s+/g, " ").trim()}</p>${list}`;
}

/** Letters without their marks, words joined by hyphens. */
function slugOf(title: string): string {
  return title
    .replace(/ø/gi, "o")
    .replace(/&/g, "and")
    .normalize("NFD")
    .replace(/[\u0300-\u036f’']/g, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}
