/** Notation of a CSV: its encoding, the separator of its cells and its decimal sign, as given or as the file shows them. */
import type { ImportJobRow } from "../../../store/import/tables.ts";
import type { Finding, ReaderOptions } from "../file/entries.ts";
import { type BrokenRow, type CsvRow, readCsv } from "../text/csv-rows.ts";
import { chooseSign, type FileDecimals, findSign, type SignCounts } from "../text/decimal-signs.ts";
import { findEncoding, readText as readUtf8 } from "../text/encodings.ts";
import { refuseForeignColumns } from "../text/foreign-files.ts";
import { UnreadableFile } from "../text/unreadable-file.ts";
import { type Column, countHeadings, type Header, numberColumnsOf, readHeader, readText } from "./columns.ts";

type Given = Pick<ImportJobRow, "encoding" | "separator" | "decimalSign">;

export type Notation = {
  encoding: NonNullable<Given["encoding"]>;
  separator: Separator;
  decimals: FileDecimals;
};

type Separator = (typeof separators)[keyof typeof separators];
const separators = { COMMA: ",", SEMICOLON: ";", TAB: "\t" } as const;

const required: Record<ReaderOptions["kind"], readonly Column[]> = {
  PRODUCTS: ["title"],
  PRICES: ["sku", "price"],
  STOCK: ["sku", "quantity"],
};

/** Finds out what is not given. Reads the whole file: one number can show how all of them are meant. */
export async function findNotation(file: string, given: Given, reading: ReaderOptions): Promise<Notation> {
  const encoding = given.encoding ?? (await findEncoding(file));
  const separator = given.separator ? separators[given.separator] : await findSeparator(file, encoding, reading);
  const counts: SignCounts = { COMMA: 0, POINT: 0 };
  let header: Header | undefined;
  for await (const row of readTable(file, { encoding, separator }, reading)) {
    if (!header) header = readFirstRow(row, reading, { sign: undefined, isGiven: false });
    else if ("cells" in row) countSigns(row, header, counts);
  }
  return { encoding, separator, decimals: chooseSign(counts, given.decimalSign, separator === ",") };
}

/** The separator with which most cells of the first row are headings. */
async function findSeparator(file: string, encoding: Notation["encoding"], reading: ReaderOptions): Promise<Separator> {
  let found: { separator: Separator; headings: number } = { separator: ",", headings: 0 };
  for (const separator of Object.values(separators)) {
    for await (const row of readTable(file, { encoding, separator }, reading)) {
      const headings = "cells" in row ? countHeadings(row.cells) : 0;
      if (headings > found.headings) found = { separator, headings };
      break;
    }
  }
  return found.separator;
}

/**
 * Reads the rows of a file without the line in which a spreadsheet names the separator, such as `sep=;`, and without rows of empty cells, which
 * it writes below a table.
 */
export async function* readTable(
  file: string,
  { encoding, separator }: Pick<Notation, "encoding" | "separator">,
  { yieldToEventLoop }: ReaderOptions,
): AsyncGenerator<CsvRow | BrokenRow> {
  let isFirst = true;
  for await (const row of readCsv(readUtf8(file, encoding), separator, yieldToEventLoop)) {
    const isMark = isFirst && "cells" in row && /^sep=.?$/i.test(row.cells.join(separator));
    isFirst = false;
    const isEmpty = "cells" in row && row.cells.every((cell) => cell.trim() === "");
    if (!isMark && !isEmpty) yield row;
  }
}

/** Reads the names of the columns. Throws if they are those of another shop system. */
export function readFirstRow(row: CsvRow | BrokenRow, reading: ReaderOptions, decimals: FileDecimals): Header {
  if ("broken" in row) throw new UnreadableFile("The first line must name the columns.");
  refuseForeignColumns(row.cells);
  return readHeader(row.cells, required[reading.kind], { decimals, columns: numberColumnsOf(reading) });
}

function countSigns({ cells }: CsvRow, { places, numbers }: Header, counts: SignCounts): void {
  for (const column of numbers.columns) {
    const sign = findSign(readText(cells[places.get(column)?.at ?? -1]));
    if (sign === "COMMA" || sign === "POINT") counts[sign] += 1;
  }
}

/** A note about what is unusual, so that the owner sees how the file was taken. */
export function describeNotation({ encoding, separator, decimals }: Notation): Finding[] {
  const parts = [
    ...(encoding === "UTF_8" ? [] : [`in ${encoding === "UTF_16" ? "UTF-16" : "Windows-1252"}`]),
    ...(separator === "," ? [] : [`with ${separator === ";" ? "semicolons" : "tabs"} between its cells`]),
    ...(decimals.sign === "COMMA" ? ["with decimal commas"] : []),
  ];
  if (parts.length === 0) return [];
  const message = `The file is read ${new Intl.ListFormat("en").format(parts)}.`;
  return [{ line: 1, column: null, code: "FILE_NOTATION", message }];
}
