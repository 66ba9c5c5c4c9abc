/** Columns of Shopify's product CSV in both of its templates, and access to the cells of a row. */

import type { Finding, ReaderOptions } from "../file/entries.ts";
import type { Fault, ReadResult } from "../text/amounts.ts";
import type { CsvRow } from "../text/csv-rows.ts";
import { type FileDecimals, readNumber } from "../text/decimal-signs.ts";
import { restoreText } from "../text/spreadsheet-cells.ts";
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
  barcode: ["Variant Barcode", "Barcode"],
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
  numbers: Numbers;
};

/** How the numbers of a file are read: its decimal sign, and the columns of numbers. */
export type Numbers = { decimals: FileDecimals; columns: readonly Column[] };

const numberColumns: Record<ReaderOptions["kind"], readonly Column[]> = {
  PRODUCTS: ["price", "compareAt", "cost", "grams", "quantity", "exported"],
  PRICES: ["price", "compareAt", "exported"],
  STOCK: ["quantity", "exported"],
};

/** The columns of numbers that an import reads. */
export function numberColumnsOf({ kind, withoutStock }: ReaderOptions): Numbers["columns"] {
  return numberColumns[kind].filter((column) => column !== "quantity" || !withoutStock);
}

/** Reads the first line. Throws if it is not a header of this format or lacks a required column. */
export function readHeader(cells: readonly string[], required: readonly Column[], numbers: Numbers): Header {
  const places = new Map<Column, { at: number; name: string }>();
  const others: { at: number; name: string }[] = [];
  for (const [at, cell] of cells.entries()) {
    const name = cell.trim();
    const column = columnOfHeading.get(name.toLowerCase());
    if (column === undefined) {
      others.push({ at, name: name === "" ? `column ${at + 1}` : name });
      continue;
    }
    if (places.has(column)) throw new UnreadableFile(`The column "${name}" is there twice.`);
    places.set(column, { at, name });
  }
  const missing = required.filter((column) => !places.has(column)).map((column) => `"${headings[column][0]}"`);
  if (missing.length === 0) return { width: cells.length, places, others, numbers };
  throw new UnreadableFile(`The first line does not name the column ${missing.join(", ")}.`);
}

/** The number of cells that are headings of this format. */
export function countHeadings(cells: readonly string[]): number {
  return cells.filter((cell) => columnOfHeading.has(cell.trim().toLowerCase())).length;
}

const columnOfHeading: ReadonlyMap<string, Column> = new Map(
  columns().flatMap((column) => headings[column].map((heading): [string, Column] => [heading.toLowerCase(), column])),
);

function columns(): Column[] {
  return Object.keys(headings).filter((name): name is Column => name in headings);
}

/** The trimmed cells of one row by column name. */
export type Cells = {
  line: number;
  /** Undefined: the file has no such column. Numbers have a decimal point at most, however they are written. */
  text(column: Column): string | undefined;
  /** Whether any of these columns has content. */
  has(...columns: Column[]): boolean;
  /** Parses a cell, also given as it is written; undefined if it is empty, missing or invalid, which is reported. */
  read<Value>(column: Column, how: (text: string, written: string) => ReadResult<Value>): Value | undefined;
  fault(column: Column, fault: Fault): void;
};

/** The cells of a row by their columns; unreadable ones are noted as problems. */
export function cellsOf({ line, cells }: CsvRow, header: Header, problems: Finding[]): Cells {
  const fault = (column: Column, { code, message }: Fault) => {
    problems.push({ line, column: nameOf(header, column), code, message });
  };
  const written = (column: Column) => {
    const place = header.places.get(column);
    return place && readText(cells[place.at]);
  };
  const numbers = new Map<Column, ReadResult<string>>();
  for (const column of header.numbers.columns) {
    const read = readNumber(written(column) ?? "", header.numbers.decimals);
    numbers.set(column, read);
    if ("fault" in read) fault(column, read.fault);
  }
  const text = (column: Column) => {
    const number = numbers.get(column);
    const asWritten = written(column);
    return asWritten !== undefined && number && "value" in number ? number.value : asWritten;
  };
  return {
    line,
    text,
    has: (...wanted) => wanted.some((column) => (text(column) ?? "") !== ""),
    read: (column, how) => {
      const plain = text(column);
      const number = numbers.get(column);
      if (plain === undefined || plain === "" || (number && "fault" in number)) return undefined;
      const read = how(plain, written(column) ?? "");
      if ("value" in read) return read.value;
      fault(column, read.fault);
      return undefined;
    },
    fault,
  };
}

/** The trimmed text of a cell, without the apostrophe that protects it in a spreadsheet. */
export function readText(cell: string | undefined): string {
  return restoreText(cell ?? "").trim();
}

/** The name of a column in this file, by default that of our export. */
export function nameOf(header: Header, column: Column): string {
  return header.places.get(column)?.name ?? headings[column][0];
}
