/** Columns of Shopify's product CSV in both of its templates, and access to the cells of a row. */

import type { Finding } from "../file/entries.ts";
import type { Fault, ReadResult } from "../text/amounts.ts";
import type { CsvRow } from "../text/csv-rows.ts";
import { UnreadableFile } from "../text/unreadable-file.ts";

/** Headings by column name. The first heading is the one that an export writes. */
export const headings = {
  handle: ["Handle", "URL handle"],
  title: ["Title"],
  body: ["Body (HTML)", "Description"],
  vendor: ["Vendor"],
  type: ["Type"],
  tags: ["Tags"],
  published: ["Published", "Published on online store"],
  option1Name: ["Option1 Name"],
  option1Value: ["Option1 Value"],
  option2Name: ["Option2 Name"],
  option2Value: ["Option2 Value"],
  option3Name: ["Option3 Name"],
  option3Value: ["Option3 Value"],
  sku: ["Variant SKU", "SKU"],
  grams: ["Variant Grams", "Weight value (grams)"],
  tracker: ["Variant Inventory Tracker", "Inventory tracker"],
  quantity: ["Variant Inventory Qty", "Inventory quantity"],
  exported: ["On hand (current)"],
  price: ["Variant Price", "Price"],
  compareAt: ["Variant Compare At Price", "Compare-at price"],
  shipped: ["Variant Requires Shipping", "Requires shipping"],
  taxable: ["Variant Taxable", "Charge tax"],
  cost: ["Cost per item"],
  imageSrc: ["Image Src", "Product image URL"],
  imageAlt: ["Image Alt Text"],
  variantImage: ["Variant Image", "Variant image URL"],
  collection: ["Collection"],
  status: ["Status"],
} as const satisfies Record<string, readonly [string, ...string[]]>;

export type Column = keyof typeof headings;

/** The positions and names of the columns in this file. */
export type Header = {
  width: number;
  places: ReadonlyMap<Column, { at: number; name: string }>;
  /** The columns that are not read. */
  others: readonly { at: number; name: string }[];
};

/** Reads the first line. Throws if it is not a header of this format or lacks a required column. */
export function readHeader(cells: readonly string[], required: readonly Column[]): Header {
  const known = new Map<string, Column>();
  for (const column of columns()) for (const heading of headings[column]) known.set(heading.toLowerCase(), column);
  const places = new Map<Column, { at: number; name: string }>();
  const others: { at: number; name: string }[] = [];
  for (const [at, cell] of cells.entries()) {
    const name = cell.trim();
    const column = known.get(name.toLowerCase());
    if (column === undefined) {
      others.push({ at, name: name === "" ? `column ${at + 1}` : name });
      continue;
    }
    if (places.has(column)) throw new UnreadableFile(`The column "${name}" is there twice.`);
    places.set(column, { at, name });
  }
  const missing = required.filter((column) => !places.has(column)).map((column) => `"${headings[column][0]}"`);
  if (missing.length === 0) return { width: cells.length, places, others };
  const [only = ""] = cells;
  const other = cells.length === 1 ? [";", "\t"].find((mark) => only.includes(mark)) : undefined;
  const hint =
    other === undefined
      ? ""
      : ` Its cells are separated by ${other === ";" ? "semicolons" : "tabs"}: save it with commas.`;
  throw new UnreadableFile(`The first line does not name the column ${missing.join(", ")}.${hint}`);
}

function columns(): Column[] {
  return Object.keys(headings).filter((name): name is Column => name in headings);
}

/** The trimmed cells of one row by column name. */
export type Cells = {
  line: number;
  /** Undefined: the file has no such column. */
  text(column: Column): string | undefined;
  /** Whether any of these columns has content. */
  has(...columns: Column[]): boolean;
  /** Parses a cell; undefined if it is empty, missing or invalid, which is reported. */
  read<Value>(column: Column, how: (text: string) => ReadResult<Value>): Value | undefined;
  fault(column: Column, fault: Fault): void;
};

/** The cells of a row by their columns; unreadable ones are noted as problems. */
export function cellsOf({ line, cells }: CsvRow, header: Header, problems: Finding[]): Cells {
  const text = (column: Column) => {
    const place = header.places.get(column);
    return place && readText(cells[place.at]);
  };
  const fault = (column: Column, { code, message }: Fault) => {
    problems.push({ line, column: nameOf(header, column), code, message });
  };
  return {
    line,
    text,
    has: (...wanted) => wanted.some((column) => (text(column) ?? "") !== ""),
    read: (column, how) => {
      const written = text(column);
      if (written === undefined || written === "") return undefined;
      const read = how(written);
      if ("value" in read) return read.value;
      fault(column, read.fault);
      return undefined;
    },
    fault,
  };
}

/** The trimmed text of a cell, without the apostrophe that protects spreadsheets from formulas. */
export function readText(cell: string | undefined): string {
  return (cell ?? "").replace(/^'(?='*[=+\-@\t\r\n])/, "").trim();
}

/** The name of a column in this file, by default that of our export. */
export function nameOf(header: Header, column: Column): string {
  return header.places.get(column)?.name ?? headings[column][0];
}
