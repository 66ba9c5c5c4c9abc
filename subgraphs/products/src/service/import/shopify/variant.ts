/** Conversion of one row of Shopify's CSV to an imported variant: options, price, weight and stock. */
import type { TaxClass } from "@hansa/commerce/tax-class";
import { maxOnHand } from "../../../store/reservations/stock.ts";
import { fingerprintOf, formerSlugOf } from "../../catalogue/slugs.ts";
import type { Finding, ImportedVariant, ImportedWeight, ReaderOptions } from "../file/entries.ts";
import { excerptOf, readAmount, readBoolean, readCount } from "../text/amounts.ts";
import { takeBarcode } from "../text/barcodes.ts";
import { type Cells, type Header, nameOf } from "./columns.ts";
import { readPrice, readStock } from "./prices-and-stock.ts";

export type VariantContext = {
  optionNames: readonly string[];
  title: string;
  reading: ReaderOptions;
  notes: Finding[];
  header: Header;
};

const values = ["option1Value", "option2Value", "option3Value"] as const;
const maxGrams = 2 ** 31 - 1;

/** The variant of a row of Shopify's file. */
export function readVariant(
  row: Cells,
  { optionNames, title, reading, notes, header }: VariantContext,
): ImportedVariant {
  const options = optionNames.map((name, index) => ({ name, value: row.text(values[index] ?? "option3Value") ?? "" }));
  for (const [index, { name, value }] of options.entries()) {
    if (value !== "") continue;
    const message = `The variant has no value for "${name}".`;
    row.fault(values[index] ?? "option3Value", { code: "OPTION_MISSING", message });
  }
  const hasPrices = header.places.has("price");
  const price = readPrice(row, reading.currency);
  if (hasPrices && price.minor === null && isZero(row.text("price") ?? "")) {
    const message = "The price is zero or empty, so the variant is not for sale.";
    notes.push({ line: row.line, column: nameOf(header, "price"), code: "NOT_FOR_SALE", message });
  }
  const stock = reading.withoutStock ? undefined : readStock(row, header, notes);
  const cost = row.read("cost", (text, written) => readAmount(text, reading.currency, written));
  return {
    line: row.line,
    sku: row.text("sku") || generateSku(row.text("handle") || formerSlugOf(title), options),
    title: undefined,
    options,
    weightGrams: readWeight(row, header, notes),
    tracked: header.places.has("tracker") ? row.has("tracker") : undefined,
    taxClass: readTaxClass(row),
    isWithdrawable: undefined,
    barcode: readBarcodeCell(row, header, notes),
    content: undefined,
    cost: cost === undefined ? undefined : { minor: cost, currency: reading.currency },
    prices: hasPrices ? [price] : undefined,
    stock,
    isForSale: !header.places.has("exported"),
    exportedStock: row.read("exported", (text, written) => readCount(text, maxOnHand, written)),
    image: header.places.has("variantImage") ? row.text("variantImage") || null : undefined,
  };
}

/** An empty cell says nothing: a barcode that was entered in the shop stays. */
function readBarcodeCell(row: Cells, header: Header, notes: Finding[]): ImportedVariant["barcode"] {
  return takeBarcode(row.text("barcode") || undefined, { line: row.line, column: nameOf(header, "barcode") }, notes);
}

function isZero(text: string): boolean {
  return /^[0.]*$/.test(text);
}

const maxSkuLength = 64;

/** Creates a deterministic SKU from handle and options; if it is too long, from its start and a fingerprint. */
function generateSku(handle: string, options: readonly { value: string }[]): string {
  const sku = [handle, ...options.map(({ value }) => formerSlugOf(value) || value)].join("-");
  if (sku.length <= maxSkuLength) return sku;
  const mark = fingerprintOf(sku);
  return `${sku.slice(0, maxSkuLength - mark.length - 1).replace(/\p{Cs}$/u, "")}-${mark}`;
}

/** Null: not shipped. A shipped variant of weight zero gets one gram, to distinguish it from a download. */
function readWeight(row: Cells, header: Header, notes: Finding[]): ImportedWeight {
  const grams = readGrams(row, header, notes);
  const isShipped = row.read("shipped", readBoolean);
  if (isShipped === false) return null;
  if (grams !== undefined && grams > 0) return grams;
  if (row.text("grams") === undefined) return isShipped ? "shipped" : undefined;
  return isShipped ? 1 : "unweighed";
}

/** Reads whole grams: fractions are rounded, to at least one. */
function readGrams(row: Cells, header: Header, notes: Finding[]): number | undefined {
  const text = row.text("grams") ?? "";
  const [, whole = "", part = ""] = /^(\d{1,10})\.(\d+)$/.exec(text) ?? [];
  if (!/[1-9]/.test(part)) return row.read("grams", (whole, written) => readCount(whole, maxGrams, written));
  const grams = Math.max(1, Math.round(Number(`${whole}.${part}`)));
  const message = `"${excerptOf(text)}" is taken as ${grams}: weights are in whole grams.`;
  notes.push({ line: row.line, column: nameOf(header, "grams"), code: "WEIGHT_ROUNDED", message });
  return row.read("grams", () => readCount(String(grams), maxGrams));
}

/** The file only says whether tax applies: the shop decides the rate. */
function readTaxClass(row: Cells): TaxClass | undefined {
  return row.read("taxable", readBoolean) === false ? "zero" : undefined;
}
