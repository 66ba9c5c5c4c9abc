/** The rows of one product in Shopify's CSV, made into one product: its texts, options, shelves and pictures. */
import type { ProductRow } from "../../store/tables.ts";
import { isSlug, longestSlug, slugWithFingerprint } from "../catalogue/slugs.ts";
import { readTruth, shown } from "./amounts.ts";
import type { CsvRow } from "./csv-rows.ts";
import type { Entry, ImportedFacet, ImportedPicture, ImportedProduct, Part, Reading, Remark } from "./entries.ts";
import { type Cells, type Column, cellsOf, type Header, nameOf } from "./shopify-columns.ts";
import { readVariant } from "./shopify-variant.ts";

const columnOfPart: Record<Part, Column> = {
  handle: "handle",
  title: "title",
  description: "body",
  status: "status",
  options: "option1Value",
  collections: "collection",
  facets: "tags",
  images: "imageSrc",
  sku: "sku",
  weight: "grams",
  cost: "cost",
  price: "price",
  stock: "quantity",
  image: "variantImage",
};

const optionColumns = [
  ["option1Name", "option1Value"],
  ["option2Name", "option2Value"],
  ["option3Name", "option3Value"],
] as const;

/** Columns that make values of a facet: what customers filter by. */
const facetColumns = [
  { column: "vendor", facet: "brand", facetLabel: "Brand" },
  { column: "type", facet: "type", facetLabel: "Type" },
  { column: "tags", facet: "tag", facetLabel: "Tag" },
] as const;

/** Reads a product. What is wrong with it is added to the entry; undefined if there is too little to go on. */
export function readProduct(
  rows: readonly CsvRow[],
  header: Header,
  reading: Reading,
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
    const message = `The rows of a product have one title; "${shown(other.text("title") ?? "")}" is another.`;
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

/** The handle as a part of a web address. One that cannot be such a part is made into one, the same every time. */
function readHandle(first: Cells, header: Header, notes: Remark[]): string | undefined {
  const written = first.text("handle") ?? "";
  if (written === "") return undefined;
  if (isSlug(written)) return written;
  const slug = isSlug(written.toLowerCase()) ? written.toLowerCase() : slugWithFingerprint(written);
  const message = `"${shown(written)}" becomes "${slug}": web addresses have small letters, digits and single hyphens, ${longestSlug} at most.`;
  notes.push({ line: first.line, column: nameOf(header, "handle"), code: "HANDLE_CHANGED", message });
  return slug;
}

/** One option called Title with the value Default Title is how Shopify writes that there is nothing to choose. Without columns for it, nothing is written. */
function readOptionNames(first: Cells, { places }: Header): string[] | undefined {
  if (optionColumns.every((columns) => !columns.some((column) => places.has(column)))) return undefined;
  const names = optionColumns.flatMap(([name]) => first.text(name) || []);
  const isDefault = names.length === 1 && first.text("option1Value")?.toLowerCase() === "default title";
  return isDefault ? [] : names;
}

function readStatus(first: Cells): ImportedProduct["status"] {
  const published = first.read("published", readTruth);
  const status = first.read("status", (text) => {
    const known = statuses.get(text.toLowerCase());
    if (known) return { value: known };
    return { fault: { code: "UNKNOWN_STATUS", message: `"${shown(text)}" is not active, draft or archived.` } };
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

/** Each address once, in the order of the rows; pictures of variants too, because theirs are pictures of the product. */
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
