/** Reader of Shopify's CSV: the rows of one product form an entry; rows of prices or stock are separate entries. */
import type { Entry, Finding, ReaderOptions } from "../file/entries.ts";
import type { BrokenRow, CsvRow } from "../text/csv-rows.ts";
import { UnreadableFile } from "../text/unreadable-file.ts";
import { type Column, cellsOf, type Header, readText } from "./columns.ts";
import { describeNotation, type Notation, readFirstRow, readTable } from "./notation.ts";
import { readPricesAndStock } from "./prices-and-stock.ts";
import { readProduct } from "./product.ts";
import { readUnreadColumns } from "./unread-columns.ts";

/** The maximum number of rows of a product, and of problems of unreadable rows that are kept for it. */
const maxRows = 1_000;
/** The maximum size of these rows, in characters: about as much as a line of our own format. */
const maxCharacters = 4 * 1024 * 1024;

/** Reads the entries of a file that is written like this. Throws UnreadableFile if it is not in this format. */
export async function* readShopifyFile(
  file: string,
  reading: ReaderOptions,
  notation: Notation,
): AsyncGenerator<Entry> {
  const notes = describeNotation(notation);
  for await (const entry of readRows(file, reading, notation))
    yield { ...entry, notes: [...notes.splice(0), ...entry.notes] };
}

async function* readRows(file: string, reading: ReaderOptions, notation: Notation): AsyncGenerator<Entry> {
  let header: Header | undefined;
  let group: Group | undefined;
  const reported = new Set<string>();
  for await (const row of readTable(file, notation, reading)) {
    if (!header) {
      header = readFirstRow(row, reading, notation.decimals);
      continue;
    }
    const read = readRow(row, header, notation.separator);
    if (reading.kind !== "PRODUCTS") {
      yield createPricesAndStockEntry(read, header, reading);
    } else if (group && belongsTo(group, read, header)) {
      addRow(group, read);
    } else {
      if (group) yield createProductEntry(group, header, reading, reported);
      group = { handle: read.handle, line: read.line, rows: [], count: 0, characters: 0, problems: [] };
      addRow(group, read);
    }
  }
  if (!header) throw new UnreadableFile("The file is empty.");
  if (group) yield createProductEntry(group, header, reading, reported);
}

/** A row with the problems found before its cells are parsed. `row` is undefined if it is broken. */
type ReadRow = { line: number; handle: string; title: string; row: CsvRow | undefined; problems: Finding[] };

/** The rows of a product. Those of one that is too large are counted, and no longer kept. */
type Group = {
  handle: string;
  line: number;
  rows: CsvRow[];
  count: number;
  characters: number;
  problems: Finding[];
};

function readRow(row: CsvRow | BrokenRow, header: Header, separator: string): ReadRow {
  const { line } = row;
  const cells = "cells" in row ? row.cells : row.text.split(separator);
  const at = (column: Column) => readText(cells[header.places.get(column)?.at ?? -1]);
  const names = { line, handle: at("handle").replace(/^"(.*)"$/, "$1"), title: at("title") };
  const refused = (code: string, message: string, column: string | null = null) => ({
    ...names,
    row: undefined,
    problems: [{ line, column, code, message }],
  });
  if ("broken" in row) return refused("BROKEN_QUOTES", row.broken);
  if (cells.length !== header.width) {
    return refused(
      "WRONG_WIDTH",
      `The row has ${cells.length} cells and the first line names ${header.width} columns.`,
    );
  }
  const damaged = cells.findIndex((cell) => /[\ufffd\0]/.test(cell));
  if (damaged >= 0) {
    const column = [...header.places.values()].find((place) => place.at === damaged)?.name ?? null;
    return refused(
      "NOT_UTF8",
      "Some characters are not in the encoding of the file. Save it in UTF-8, or say --encoding.",
      column,
    );
  }
  return { ...names, row, problems: [] };
}

/** Rows with the same handle belong together. Without a handle, a row without a title continues the previous product. */
function belongsTo(group: Group, { handle, title }: ReadRow, header: Header): boolean {
  if (handle !== "") return handle === group.handle;
  return title === "" && (group.handle === "" || header.places.has("handle"));
}

function addRow(group: Group, { row, problems, handle, line }: ReadRow): void {
  const found = [...problems];
  if (row && group.handle !== "" && handle === "") {
    const message = "The row names no product. Give it the handle of the product that it belongs to.";
    found.push({ line, column: "Handle", code: "HANDLE_MISSING", message });
  }
  group.problems.push(...found.slice(0, maxRows - group.problems.length));
  group.count += 1;
  if (row) group.characters += row.cells.reduce((total, cell) => total + cell.length, 0);
  if (findExcess(group)) group.rows = [];
  else if (row) group.rows.push(row);
}

function findExcess({ line, count, characters }: Group): Finding | undefined {
  const problem = { line, column: null };
  if (count > maxRows) return { ...problem, code: "TOO_MANY_ROWS", message: `A product has at most ${maxRows} rows.` };
  if (characters <= maxCharacters) return undefined;
  return { ...problem, code: "TOO_LARGE", message: `The rows of a product have at most ${maxCharacters} characters.` };
}

function createProductEntry(group: Group, header: Header, reading: ReaderOptions, reported: Set<string>): Entry {
  const { line, rows, count, problems } = group;
  const excess = findExcess(group);
  const entry: Entry = {
    line,
    rows: count,
    problems: excess ? [excess, ...problems] : problems,
    notes: [],
    contents: [],
  };
  // The content of rows that are unreadable or not kept is unknown, so the others are only reported with their own problems.
  if (rows.length === 0) return entry;
  const { notes, isGiftCard } = readUnreadColumns(rows, header, reported);
  entry.notes.push(...notes);
  const product = readProduct(rows, header, reading, entry);
  if (!product) return entry;
  const status = isGiftCard ? "DRAFT" : product.status;
  return { ...entry, contents: [{ kind: "product", product: { ...product, status } }] };
}

function createPricesAndStockEntry({ line, row, problems }: ReadRow, header: Header, reading: ReaderOptions): Entry {
  const entry: Entry = { line, rows: 1, problems: [...problems], notes: [], contents: [] };
  if (!row) return entry;
  const contents = readPricesAndStock(cellsOf(row, header, entry.problems), header, reading, entry.notes);
  return { ...entry, contents };
}
