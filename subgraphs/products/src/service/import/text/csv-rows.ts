/** CSV reader: rows with their line numbers. A row with broken quotes is reported, and reading continues after it. */
import { CsvError, parse } from "csv-parse";
import { UnreadableFile } from "./unreadable-file.ts";

export type CsvRow = { line: number; cells: readonly string[] };
/** A line that is not a CSV row; `text` is its start, to identify the product. */
export type BrokenRow = { line: number; text: string; broken: string };

/** Small, because other work of the service runs between two pieces. */
const pieceBytes = 16 * 1024;
const maxRowBytes = 4 * 1024 * 1024;
/** The maximum number of broken rows; a file with more is not a CSV. */
const maxBrokenRows = 10_000;

/** Reads rows from a text in UTF-8, including the line of column names. `pause` is called before work that waits for no input. */
export async function* readCsv(
  text: AsyncIterable<Buffer>,
  separator: string,
  pause: () => Promise<void>,
): AsyncGenerator<CsvRow | BrokenRow> {
  const place: TextPosition = { pieces: text[Symbol.asyncIterator](), unread: Buffer.alloc(0), line: 1, pause };
  try {
    for (let broken = 0; ; broken += 1) {
      const fault = yield* readUntilFault(place, separator);
      if (!fault) return;
      if (broken >= maxBrokenRows) throw new UnreadableFile("This is no CSV: too many of its rows have broken quotes.");
      const start = await skipLine(place);
      yield { line: place.line, text: start, broken: describeFault(fault) };
      place.line += 1;
    }
  } finally {
    await place.pieces.return?.();
  }
}

/** The text behind the last row: `unread` and the pieces after it, which begin on `line`, or on the blank lines before it. */
type TextPosition = { pieces: AsyncIterator<Buffer>; unread: Buffer; line: number; pause: () => Promise<void> };

/** Reads rows from `place`, which it advances. Returns the fault that ended it before the end of the text. */
async function* readUntilFault(place: TextPosition, separator: string): AsyncGenerator<CsvRow, Error | undefined> {
  let fault: Error | undefined;
  let rows: CsvRow[] = [];
  let parsed = 0;
  const parser = parse({
    delimiter: separator,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: maxRowBytes,
    on_record: (cells: string[], { bytes }) => {
      rows.push({ line: advanceRow(place, bytes - parsed, cells), cells });
      parsed = bytes;
      return null;
    },
  });
  parser.on("error", (error) => {
    fault = error;
  });
  const written = (send: (done: () => void) => void) => new Promise<void>((resolve) => send(resolve));
  for (let sent = 0; ; ) {
    const piece = (await takeUnread(place, sent - parsed)) ?? (await readPiece(place));
    if (!piece) break;
    sent += piece.length;
    await written((done) => parser.write(piece, () => done()));
    yield* rows;
    rows = [];
    if (fault) return fault;
  }
  await written((done) => parser.end(() => done()));
  yield* rows;
  return fault;
}

/** Returns the next piece of the unread text from `from`; undefined if all of it was sent. */
async function takeUnread({ unread, pause }: TextPosition, from: number): Promise<Buffer | undefined> {
  if (unread.length <= from) return undefined;
  await pause();
  return unread.subarray(from, from + pieceBytes);
}

/** Appends the next piece to the unread text and returns it; undefined at the end. */
async function readPiece(place: TextPosition): Promise<Buffer | undefined> {
  const { value, done } = await place.pieces.next();
  if (done) return undefined;
  place.unread = Buffer.concat([place.unread, value]);
  return value;
}

/** Advances beyond a row of `length` bytes and returns the number of its first line. */
function advanceRow(place: TextPosition, length: number, cells: readonly string[]): number {
  const bytes = place.unread.subarray(0, length);
  const lines = countLines(bytes);
  const within = cells.reduce((total, cell) => total + countLines(Buffer.from(cell)), 0);
  const isEnded = bytes.at(-1) === newline || bytes.at(-1) === carriageReturn;
  const blank = lines - within - (isEnded ? 1 : 0);
  const begins = place.line + Math.max(0, blank);
  place.unread = place.unread.subarray(length);
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
async function skipLine(place: TextPosition): Promise<string> {
  let start = "";
  for (;;) {
    const end = place.unread.indexOf(newline);
    const line = end < 0 ? place.unread : place.unread.subarray(0, end);
    if (start.length < excerptBytes) start += line.subarray(0, excerptBytes).toString("utf8");
    place.unread = place.unread.subarray(end < 0 ? line.length : end + 1);
    if (end >= 0) {
      if (start.trim() !== "") return start;
      start = "";
      place.line += 1;
    } else if (!(await readPiece(place))) return start;
  }
}

function describeFault(fault: Error): string {
  const code = fault instanceof CsvError ? fault.code : undefined;
  if (code === "CSV_QUOTE_NOT_CLOSED") return "A quote is opened and never closed.";
  if (code === "CSV_INVALID_CLOSING_QUOTE")
    return "A quote is opened and not closed before the end of its cell; write a quote inside as two.";
  if (code === "INVALID_OPENING_QUOTE") return "A quote stands inside of a cell that does not begin with one.";
  return "This cannot be read as a row of a CSV.";
}
