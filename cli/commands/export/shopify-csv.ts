/** Export as Shopify's product CSV: one row per variant, then one per remaining picture. */

import { protectText } from "../../../subgraphs/products/src/service/import/text/spreadsheet-cells.ts";
import type { ExportedProduct } from "./products.ts";
import type { Sheet } from "./sheet.ts";

const columns = [
  "Handle",
  "Title",
  "Body (HTML)",
  "Vendor",
  "Type",
  "Tags",
  "Published",
  "Option1 Name",
  "Option1 Value",
  "Option2 Name",
  "Option2 Value",
  "Option3 Name",
  "Option3 Value",
  "Variant SKU",
  "Variant Barcode",
  "Variant Grams",
  "Variant Inventory Tracker",
  "Variant Inventory Qty",
  "On hand (current)",
  "Variant Price",
  "Variant Compare At Price",
  "Variant Requires Shipping",
  "Variant Taxable",
  "Image Src",
  "Image Alt Text",
  "Variant Image",
  "Cost per item",
  "Status",
] as const;

type Row = Partial<Record<(typeof columns)[number], string>>;

const amounts: ReadonlySet<string> = new Set(["Variant Price", "Variant Compare At Price", "Cost per item"]);
const counts: ReadonlySet<string> = new Set(["On hand (current)", "Variant Grams", "Variant Inventory Qty"]);
const names: ReadonlySet<string> = new Set(["Variant SKU", "Variant Barcode"]);
const truths: ReadonlySet<string> = new Set(["Published", "Variant Requires Shipping", "Variant Taxable"]);

/** The line of column names. */
export function writeHead(sheet: Sheet): string {
  return `${sheet.mark}${write(columns, sheet)}`;
}

/** The rows of a product, its prices in one currency. Facets other than brand, type and tag, collections and swatches have no column. */
export function writeProduct(product: ExportedProduct, currency: string, origin: string, sheet: Sheet): string {
  const labels = (facet: string) => product.facets.filter((one) => one.facet === facet).map(({ label }) => label);
  const urls = new Map(product.media.map(({ id, url }) => [id, new URL(url, origin).href]));
  const pictures: Row[] = product.media.map(({ id, alt }) => ({
    "Image Src": urls.get(id) ?? "",
    "Image Alt Text": alt,
  }));
  const variants = product.variants.map((variant): Row => {
    const price = variant.prices.find((one) => one.currency === currency);
    return {
      ...options(
        variant.options.map(({ value }) => value),
        "Value",
        "Default Title",
      ),
      "Variant SKU": variant.sku,
      "Variant Barcode": variant.barcode ?? "",
      "Variant Grams": variant.weightGrams === null ? "" : String(variant.weightGrams),
      "Variant Inventory Tracker": variant.tracked ? "shopify" : "",
      "Variant Inventory Qty": variant.onHand === null ? "" : String(variant.onHand),
      "On hand (current)": variant.onHand === null ? "" : String(variant.onHand),
      "Variant Price": price?.decimal ?? "",
      "Variant Compare At Price": variant.compareAt.get(currency) ?? "",
      "Variant Requires Shipping": truth(variant.weightGrams !== null),
      "Variant Taxable": truth(variant.taxClass !== "zero"),
      "Variant Image": variant.image ? (urls.get(variant.image.id) ?? "") : "",
      "Cost per item": variant.costPrice?.currency === currency ? variant.costPrice.decimal : "",
    };
  });
  const rows = Array.from({ length: Math.max(1, variants.length, pictures.length) }, (_, index) => ({
    ...pictures[index],
    ...variants[index],
    Handle: product.slug,
  }));
  const first: Row = {
    Title: product.title,
    "Body (HTML)": product.descriptionHtml,
    Vendor: labels("brand")[0] ?? "",
    Type: labels("type")[0] ?? "",
    Tags: labels("tag").join(", "),
    Published: truth(product.status === "ACTIVE"),
    ...options(
      product.options.map(({ name }) => name),
      "Name",
      "Title",
    ),
    Status: product.status.toLowerCase(),
  };
  return rows
    .map((row, index) => {
      const cells: Row = { ...row, ...(index === 0 ? first : {}) };
      return write(
        columns.map((column) => writeCell(column, cells[column] ?? "", sheet)),
        sheet,
      );
    })
    .join("");
}

function options(texts: readonly string[], what: "Name" | "Value", nothing: string): Row {
  const [one = nothing, two = "", three = ""] = texts;
  return { [`Option1 ${what}`]: one, [`Option2 ${what}`]: two, [`Option3 ${what}`]: three };
}

function truth(is: boolean): string {
  return is ? "TRUE" : "FALSE";
}

/** A spreadsheet may read numbers of ours, `TRUE` and `FALSE` as such, and nothing else. */
function writeCell(column: string, text: string, sheet: Sheet): string {
  if (amounts.has(column)) return writeAmount(text, sheet);
  if (counts.has(column) || truths.has(column)) return text;
  if (!sheet.protectsNumbers) return protectText(text, "none");
  return protectText(text, names.has(column) ? "all" : "changed");
}

/** `1,250` could be 1250 too, so that an import asks for the sign: three digits get a zero more. A point between commas is the usual sign. */
function writeAmount(decimal: string, { separator, decimalSign }: Sheet): string {
  const isUsual = separator === "," && decimalSign === ".";
  return (isUsual ? decimal : decimal.replace(/\.\d{3}$/, "$&0")).replace(".", decimalSign);
}

/** A cell with any separator is quoted: a spreadsheet with another one would else run what stands behind it. */
function write(cells: readonly string[], { separator }: Sheet): string {
  const quoted = cells.map((cell) => (/[",;\t\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell));
  return `${quoted.join(separator)}\n`;
}
