/** One variant in Shopify's CSV: a row with its options, price, weight and stock. */
import type { TaxClass } from "@hansa/contracts/tax-class";
import { mostOnHand } from "../../store/stock.ts";
import { fingerprintOf, slugOf } from "../catalogue/slugs.ts";
import { readAmount, readCount, readTruth, shown } from "./amounts.ts";
import type { ImportedVariant, ImportedWeight, Reading, Remark } from "./entries.ts";
import { type Cells, type Header, nameOf } from "./shopify-columns.ts";
import { readPrice, readStock } from "./shopify-figures.ts";

export type VariantOf = {
  optionNames: readonly string[];
  title: string;
  reading: Reading;
  notes: Remark[];
  header: Header;
};

const values = ["option1Value", "option2Value", "option3Value"] as const;
const heaviest = 2 ** 31 - 1;

export function readVariant(row: Cells, { optionNames, title, reading, notes, header }: VariantOf): ImportedVariant {
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
  const cost = row.read("cost", (text) => readAmount(text, reading.currency));
  return {
    line: row.line,
    sku: row.text("sku") || madeSku(row.text("handle") || slugOf(title), options),
    title: undefined,
    options,
    weightGrams: readWeight(row, header, notes),
    tracked: header.places.has("tracker") ? row.has("tracker") : undefined,
    taxClass: readTaxClass(row),
    cost: cost === undefined ? undefined : { minor: cost, currency: reading.currency },
    prices: hasPrices ? [price] : undefined,
    stock,
    exportedStock: row.read("exported", (text) => readCount(text, mostOnHand)),
    image: header.places.has("variantImage") ? row.text("variantImage") || null : undefined,
  };
}

function isZero(text: string): boolean {
  return /^[0.]*$/.test(text);
}

const longestSku = 64;

/** A variant without a sku gets one that is the same every time: the product's handle and the choice, or where that is too long its beginning and a fingerprint. */
function madeSku(handle: string, options: readonly { value: string }[]): string {
  const sku = [handle, ...options.map(({ value }) => slugOf(value) || value)].join("-");
  if (sku.length <= longestSku) return sku;
  const mark = fingerprintOf(sku);
  return `${sku.slice(0, longestSku - mark.length - 1).replace(/\p{Cs}$/u, "")}-${mark}`;
}

/** Null for what is not sent by parcel. What is sent and weighs nothing weighs a gram: it must not be taken for a download. */
function readWeight(row: Cells, header: Header, notes: Remark[]): ImportedWeight {
  const grams = readGrams(row, header, notes);
  const isShipped = row.read("shipped", readTruth);
  if (isShipped === false) return null;
  if (grams !== undefined && grams > 0) return grams;
  if (row.text("grams") === undefined) return isShipped ? "shipped" : undefined;
  return isShipped ? 1 : "unweighed";
}

/** Whole grams: parts of a gram are rounded, to one at least. */
function readGrams(row: Cells, header: Header, notes: Remark[]): number | undefined {
  const text = row.text("grams") ?? "";
  const [, whole = "", part = ""] = /^(\d{1,10})\.(\d+)$/.exec(text) ?? [];
  if (!/[1-9]/.test(part)) return row.read("grams", (written) => readCount(written, heaviest));
  const grams = Math.max(1, Math.round(Number(`${whole}.${part}`)));
  const message = `"${shown(text)}" is taken as ${grams}: weights are in whole grams.`;
  notes.push({ line: row.line, column: nameOf(header, "grams"), code: "WEIGHT_ROUNDED", message });
  return row.read("grams", () => readCount(String(grams), heaviest));
}

/** The file knows only whether there is tax at all: which rate, the shop decides. */
function readTaxClass(row: Cells): TaxClass | undefined {
  return row.read("taxable", readTruth) === false ? "zero" : undefined;
}
