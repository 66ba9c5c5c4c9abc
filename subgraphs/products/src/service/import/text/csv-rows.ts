/** CSV reader: rows with their line numbers. A row with broken quotes is reported, and reading continues after it. */
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { CsvError, parse } from "csv-parse";
import { UnreadableFile } from "./unreadable-file.ts";

export type CsvRow = { line: number; cells: readonly string[] };
/** A line that is not a CSV row; `text` is its start, to identify the product. */
export type BrokenRow = { line: number; text: string; broken: string };

/** Small, because other work of the service runs between two chunks. */
const chunkBytes = 16 * 1024;
const maxRowBytes = 4 * 1024 * 1024;
/** The maximum number of broken rows; a file with more is not a CSV. */
const maxBrokenRows = 10_000;

/** Reads the file from the start, including the line of column names. */
export async function* readCsv(file: string): AsyncGenerator<CsvRow | BrokenRow> {
  const place: FilePosition = { bytes: 0, line: 1 };
  for (let broken = 0; ; broken += 1) {
    const fault = yield* readUntilFault(file, place);
    if (!fault) return;
    if (broken >= maxBrokenRows) throw new UnreadableFile("This is no CSV: too many of its rows have broken quotes.");
    const text = await skipLine(file, place);
    yield { line: place.line, text, broken: describeFault(fault) };
    place.line += 1;
  }
}

/** The position of the next row or of the blank lines before it. */
type FilePosition = { bytes: number; line: number };

/** Reads rows from `place`, which it advances. Returns the fault that ended it before the end of the file. */
async function* readUntilFault(file: string, place: FilePosition): AsyncGenerator<CsvRow, Error | undefined> {
  const from = place.bytes;
  let fault: Error | undefined;
  let unread = Buffer.alloc(0);
  let rows: CsvRow[] = [];
  const parser = parse({
    bom: from === 0,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: maxRowBytes,
    on_record: (cells: string[], { bytes }) => {
      const length = from + bytes - place.bytes;
      rows.push({ line: advanceRow(place, unread.subarray(0, length), cells), cells });
      unread = unread.subarray(length);
      return null;
    },
  });
  parser.on("error", (error) => {
    fault = error;
  });
  const written = (send: (done: () => void) => void) => new Promise<void>((resolve) => send(resolve));
  for await (const chunk of createReadStream(file, { start: from, highWaterMark: chunkBytes })) {
    unread = Buffer.concat([unread, chunk]);
    await written((done) => parser.write(chunk, () => done()));
    yield* rows;
    rows = [];
    if (fault) return fault;
  }
  await written((done) => parser.end(() => done()));
  yield* rows;
  return fault;
}

/** Advances beyond a row and returns the number of its first line. */
function advanceRow(place: FilePosition, bytes: Buffer, cells: readonly string[]): number {
  const lines = countLines(bytes);
  const within = cells.reduce((total, cell) => total + countLines(Buffer.from(cell)), 0);
  const isEnded = bytes.at(-1) === newline || bytes.at(-1) === carriageReturn;
  const blank = lines - within - (isEnded ? 1 : 0);
  const begins = place.line + Math.max(0, blank);
  place.bytes += bytes.length;
  place.line += lines;
  return begins;
}

const newline = 10;
const carriageReturn = 13;

/** Counts line ends, written as LF, CRLF or CR. */
function countLines(bytes: Buffer): number {
  let count = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    if (bytes[at] === newline || (bytes[at] === carriageReturn && bytes[at + 1] !== newline)) count += 1;
  }
  return count;
}

const excerptBytes = 4_096;

/** Skips the next line that is not blank and returns its start. `place.line` is then its number. */
async function skipLine(file: string, place: FilePosition): Promise<string> {
  const handle = await open(file);
  try {
    let text = "";
    for (;;) {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(excerptBytes), 0, excerptBytes, place.bytes);
      if (bytesRead === 0) return text;
      const read = buffer.subarray(0, bytesRead);
      const end = read.indexOf(newline);
      const line = end < 0 ? read : read.subarray(0, end);
      if (text.length < excerptBytes) text += line.toString("utf8");
      place.bytes += end < 0 ? bytesRead : end + 1;
      if (end < 0) continue;
      if (text.trim() !== "") return text;
      text = "";
      place.line += 1;
    }
  } finally {
    await handle.close();
  }
}

function describeFault(fault: Error): string {
  const code = fault instanceof CsvError ? fault.code : undefined;
  if (code === "CSV_QUOTE_NOT_CLOSED") return "A quote is opened and never closed.";
  if (code === "CSV_INVALID_CLOSING_QUOTE")
    return "A quote is opened and not closed before a comma; write a quote inside as two.";
  if (code === "INVALID_OPENING_QUOTE") return "A quote stands inside of a cell that does not begin with one.";
  return "This cannot be read as a row of a CSV.";
}
