/** Conversion of a product line of the JSON Lines format to an imported product. */

import { type TaxClass, taxClass } from "@hansa/commerce/tax-class";
import type { Swatch } from "../../../store/catalogue/tables.ts";
import { readSafety } from "../../catalogue/safety.ts";
import type {
  Content,
  Entry,
  Finding,
  ImportedPicture,
  ImportedProduct,
  ImportedVariant,
  Part,
  PricesAndStock,
  ReaderOptions,
} from "../file/entries.ts";
import { excerptOf } from "../text/amounts.ts";
import { takeBarcode } from "../text/barcodes.ts";
import { readMoney, readPrices, type Target } from "./prices.ts";
import type { PictureLine, ProductLine, VariantLine } from "./schema.ts";

const fields: Record<Part, string> = {
  handle: "handle",
  title: "title",
  description: "descriptionHtml",
  status: "status",
  options: "options",
  swatches: "swatches",
  collections: "collections",
  facets: "facets",
  images: "images",
  sku: "sku",
  barcode: "barcode",
  weight: "weightGrams",
  cost: "cost",
  price: "prices",
  compareAt: "prices",
  content: "content",
  safety: "safety",
  stock: "stock",
  image: "image",
};

/** The product of a line of JSON. */
export function productOf(read: ProductLine, entry: Entry, reading: ReaderOptions): ImportedProduct {
  const { line } = entry;
  const swatches = read.swatches && swatchesOf(read.swatches);
  entry.notes.push(...findUnusedSwatches(read, swatches ?? [], line));
  return {
    line,
    handle: read.handle,
    title: read.title,
    descriptionHtml: read.descriptionHtml,
    status: read.status,
    publishedAt: typeof read.publishedAt === "string" ? Date.parse(read.publishedAt) : read.publishedAt,
    optionNames: read.options,
    swatches,
    safety: read.safety && readSafety(read.safety),
    collections: read.collections,
    alsoIn: undefined,
    facets: Object.entries(read.facets ?? {}).flatMap(([facet, values]) => values.map((value) => ({ facet, value }))),
    facetsGiven: read.facets ? undefined : [],
    facetsOfOne: [],
    pictures: read.images?.map(pictureOf),
    variants: read.variants.map((variant, index) =>
      variantOf(read, variant, { entry, reading, place: `variants[${index}].` }),
    ),
    allPricesIn: reading.currencies,
    columnOf: (part, index) => (index === undefined ? fields[part] : `variants[${index}].${fields[part]}`),
  };
}

/** The colours, by the names of options and their values. */
function swatchesOf(read: NonNullable<ProductLine["swatches"]>): Swatch[] {
  return Object.entries(read).flatMap(([name, colours]) =>
    Object.entries(colours).map(([value, color]) => ({ name, value, color })),
  );
}

/** Notes of colours that no variant of the line has: most likely their values are misspelt. */
function findUnusedSwatches({ variants }: ProductLine, swatches: readonly Swatch[], line: number): Finding[] {
  if (variants.length === 0) return [];
  const unused = swatches.filter(({ name, value }) => variants.every(({ options }) => options[name] !== value));
  return unused.map(({ name, value }) => {
    const message = `No variant here has "${excerptOf(value)}": its colour is shown once one has.`;
    return { line, column: `swatches.${excerptOf(name)}`, code: "SWATCH_UNUSED", message };
  });
}

/** A picture of a product or collection. */
export function pictureOf({ url, alt, width = null, height = null }: PictureLine): ImportedPicture {
  return { url, alt, width, height };
}

function variantOf(product: ProductLine, variant: VariantLine, target: Target): ImportedVariant {
  const { entry, place } = target;
  const { options = [] } = product;
  const names = new Set(options);
  for (const name of Object.keys(variant.options)) {
    if (names.has(name)) continue;
    const message = `"${name}" is not one of the product's options.`;
    entry.problems.push({ line: entry.line, column: `${place}options`, code: "UNKNOWN_OPTION", message });
  }
  for (const name of options) {
    if (variant.options[name]) continue;
    const message = `The variant has no value for "${name}".`;
    entry.problems.push({ line: entry.line, column: `${place}options`, code: "OPTION_MISSING", message });
  }
  return {
    ...readPricesAndStock(variant, target),
    title: variant.title,
    options: options.map((name) => ({ name, value: variant.options[name] ?? "" })),
    weightGrams: variant.weightGrams === 0 ? null : variant.weightGrams,
    tracked: variant.tracked,
    taxClass: readTaxClass(variant.taxClass, entry, place),
    isWithdrawable: variant.isWithdrawable,
    barcode: takeBarcode(variant.barcode, { line: entry.line, column: `${place}barcode` }, entry.notes),
    content: variant.content,
    cost: variant.cost ? readMoney(variant.cost, entry, `${place}cost.amount`) : variant.cost,
    image: variant.image,
  };
}

function readTaxClass(text: string | undefined, entry: Entry, place: string): TaxClass | undefined {
  if (text === undefined) return undefined;
  const { data } = taxClass.safeParse(text);
  if (data) return data;
  const message = `The tax classes are ${taxClass.options.join(", ")}.`;
  entry.problems.push({ line: entry.line, column: `${place}taxClass`, code: "UNKNOWN", message });
  return undefined;
}

type PricesAndStockFields = Pick<VariantLine, "sku" | "prices" | "stock" | "exportedStock">;

/** Returns the prices or stock of these variants; `placeOf` gives the path of each in the line. */
export function listPricesAndStock(
  variants: readonly PricesAndStockFields[],
  entry: Entry,
  reading: ReaderOptions,
  placeOf: (index: number) => string,
): Content[] {
  return variants.flatMap((variant, index): Content[] => {
    const read = readPricesAndStock(variant, { entry, reading, place: placeOf(index) });
    const prices = reading.kind === "PRICES" ? read.prices : undefined;
    const stock = reading.kind === "STOCK" ? read.stock : undefined;
    if (prices === undefined && stock === undefined) return [];
    const columnOf = (part: Part) => `${placeOf(index)}${fields[part]}`;
    return [{ kind: "pricesAndStock", values: { ...read, prices, stock }, columnOf }];
  });
}

function readPricesAndStock(
  { sku, prices, stock, exportedStock }: PricesAndStockFields,
  { entry, reading, place }: Target,
): PricesAndStock {
  return {
    line: entry.line,
    sku,
    prices: prices && readPrices(prices, { entry, reading, place: `${place}prices` }),
    stock: reading.withoutStock ? undefined : (stock ?? undefined),
    isForSale: false,
    exportedStock: exportedStock ?? undefined,
  };
}
