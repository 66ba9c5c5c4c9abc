/** Conversion of the rows of one product in Shopify's CSV to an imported product. */

import { isSlug, maxSlugLength } from "@hansa/commerce/slugs";
import type { ProductRow } from "../../../store/catalogue/tables.ts";
import { slugWithFingerprint } from "../../catalogue/slugs.ts";
import type {
  Entry,
  Finding,
  ImportedFacet,
  ImportedPicture,
  ImportedProduct,
  Part,
  ReaderOptions,
} from "../file/entries.ts";
import { excerptOf, readBoolean } from "../text/amounts.ts";
import type { CsvRow } from "../text/csv-rows.ts";
import { type Cells, type Column, cellsOf, type Header, nameOf } from "./columns.ts";
import { readVariant } from "./variant.ts";

const columnOfPart: Record<Part, Column> = {
  handle: "handle",
  title: "title",
  description: "body",
  status: "status",
  options: "option1Value",
  swatches: "option1Value",
  collections: "collection",
  facets: "tags",
  images: "imageSrc",
  sku: "sku",
  barcode: "barcode",
  weight: "grams",
  cost: "cost",
  price: "price",
  compareAt: "compareAt",
  content: "sku",
  safety: "title",
  stock: "quantity",
  image: "variantImage",
};

const optionColumns = [
  ["option1Name", "option1Value"],
  ["option2Name", "option2Value"],
  ["option3Name", "option3Value"],
] as const;

/** Columns that become values of a facet. */
const facetColumns = [
  { column: "vendor", facet: "brand", facetLabel: "Brand" },
  { column: "type", facet: "type", facetLabel: "Type" },
  { column: "tags", facet: "tag", facetLabel: "Tag" },
] as const;

/** Reads a product and adds problems to the entry; undefined if required cells are missing. */
export function readProduct(
  rows: readonly CsvRow[],
  header: Header,
  reading: ReaderOptions,
  entry: Entry,
): ImportedProduct | undefined {
  const cells = rows.map((row) => cellsOf(row, header, entry.problems));
  const [first] = cells;
  if (!first) return undefined;
  const title = first.text("title") ?? "";
  if (title === "") {
    const message = "The first row of a product has its title; this one has none.";
    first.fault("title", { code: "TITLE_MISSING", message });
    return undefined;
  }
  for (const other of cells.slice(1)) {
    if (!other.has("title") || other.text("title") === title) continue;
    const message = `The rows of a product have one title; "${excerptOf(other.text("title") ?? "")}" is another.`;
    other.fault("title", { code: "TITLE_DIFFERS", message });
  }
  const optionNames = readOptionNames(first, header);
  const variants = cells
    .filter((row) => row.has("sku", "price", "option1Value", "quantity"))
    .map((row) => readVariant(row, { optionNames: optionNames ?? [], title, reading, notes: entry.notes, header }));
  return {
    line: first.line,
    handle: readHandle(first, header, entry.notes),
    title,
    descriptionHtml: first.text("body"),
    status: readStatus(first),
    publishedAt: undefined,
    optionNames,
    swatches: undefined,
    safety: undefined,
    collections: undefined,
    alsoIn: first.text("collection") || undefined,
    facets: facetColumns.flatMap(({ column, ...facet }) => readFacet(first, column, facet, header)),
    facetsGiven: facetColumns.filter(({ column }) => header.places.has(column)).map(({ facet }) => facet),
    facetsOfOne: facetColumns.filter(({ column }) => column !== "tags").map(({ facet }) => facet),
    pictures: header.places.has("imageSrc") ? readPictures(cells) : undefined,
    variants,
    allPricesIn: [],
    columnOf: (part) => nameOf(header, columnOfPart[part]),
  };
}

/** Reads the handle. An invalid handle is converted to a slug, deterministically. */
function readHandle(first: Cells, header: Header, notes: Finding[]): string | undefined {
  const written = first.text("handle") ?? "";
  if (written === "") return undefined;
  if (isSlug(written)) return written;
  const slug = isSlug(written.toLowerCase()) ? written.toLowerCase() : slugWithFingerprint(written);
  const message = `"${excerptOf(written)}" becomes "${slug}": web addresses have small letters, digits and single hyphens, ${maxSlugLength} at most.`;
  notes.push({ line: first.line, column: nameOf(header, "handle"), code: "HANDLE_CHANGED", message });
  return slug;
}

/** A single option Title with the value Default Title means no options. Without option columns, undefined. */
function readOptionNames(first: Cells, { places }: Header): string[] | undefined {
  if (optionColumns.every((columns) => !columns.some((column) => places.has(column)))) return undefined;
  const names = optionColumns.flatMap(([name]) => first.text(name) || []);
  const isDefault = names.length === 1 && first.text("option1Value")?.toLowerCase() === "default title";
  return isDefault ? [] : names;
}

function readStatus(first: Cells): ImportedProduct["status"] {
  const published = first.read("published", readBoolean);
  const status = first.read("status", (text) => {
    const known = statuses.get(text.toLowerCase());
    if (known) return { value: known };
    return { fault: { code: "UNKNOWN_STATUS", message: `"${excerptOf(text)}" is not active, draft or archived.` } };
  });
  if (status === undefined) return published === undefined ? undefined : published ? "ACTIVE" : "UNPUBLISHED";
  return status === "ACTIVE" && published === false ? "DRAFT" : status;
}

const statuses: ReadonlyMap<string, ProductRow["status"]> = new Map([
  ["active", "ACTIVE"],
  ["draft", "DRAFT"],
  ["archived", "ARCHIVED"],
]);

function readFacet(
  first: Cells,
  column: Column,
  facet: { facet: string; facetLabel: string },
  header: Header,
): ImportedFacet[] {
  const text = first.text(column) ?? "";
  const labels = column === "tags" ? text.split(",") : [text];
  const wanted = labels.map((label) => label.replaceAll(/\s+/g, " ").trim()).filter((label) => label !== "");
  return wanted.map((label) => ({ ...facet, label, line: first.line, column: nameOf(header, column) }));
}

/** Reads each URL once, in the order of the rows; pictures of variants belong to the product as well. */
function readPictures(cells: readonly Cells[]): ImportedPicture[] {
  const pictures = new Map<string, ImportedPicture>();
  const own = cells.flatMap((row) => row.text("imageSrc") || []);
  for (const row of cells) {
    const url = row.text("imageSrc") || undefined;
    if (url !== undefined && !pictures.has(url))
      pictures.set(url, { url, alt: row.text("imageAlt"), width: null, height: null });
  }
  for (const row of cells) {
    const url = row.text("variantImage") || undefined;
    if (url !== undefined && !own.includes(url)) pictures.set(url, { url, alt: undefined, width: null, height: null });
  }
  return [...pictures.values()];
}
