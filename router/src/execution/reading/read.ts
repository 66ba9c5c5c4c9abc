/**
 * Reading of complete data from a subgraph as far as a plan needs them: objects that other fetches add to become objects, all else stays raw
 * JSON. To parse every value and to write it again took a third of the router's CPU time on a page of four fetches.
 */
import { type Data, maxDepth, newRawJson } from "../data.ts";

/** The fields of an object, in the order in which its subgraph sends them. */
export type ObjectParts = readonly Part[];

/** A field, or several, with their quoted names as they stand in the text, colon included. */
export type Part =
  | { kind: "value" | "typename" | "parsed"; name: string; key: Buffer }
  | { kind: "object"; name: string; key: Buffer; parts: ObjectParts }
  /** Fields that stand in the client's response as they came, under the first of their names. */
  | { kind: "fields"; name: string; keys: readonly Buffer[] };

/** The text, and the place up to which it is read. */
type Cursor = { bytes: Buffer; at: number };

const [quote, backslash, comma, openBrace, closeBrace, openBracket, closeBracket] = [
  0x22, 0x5c, 0x2c, 0x7b, 0x7d, 0x5b, 0x5d,
];
const nullText = Buffer.from("null");

/** Thrown where the text is another than the parts say; it is parsed instead. */
const unexpected = new Error("the text is another than expected");

/** Reads an object from its JSON text; undefined if it has other fields, another order or blanks, is no JSON, or nests too deep. */
export function readObject(parts: ObjectParts, bytes: Buffer): Data | undefined {
  const cursor = { bytes, at: 0 };
  try {
    const data = readFields(cursor, parts);
    return cursor.at === bytes.length ? data : undefined;
  } catch {
    // Its parser says what is wrong with it.
    return undefined;
  }
}

function readFields(cursor: Cursor, parts: ObjectParts): Data {
  const data: Data = {};
  take(cursor, openBrace);
  let isFirst = true;
  for (const part of parts) {
    if (isFirst) isFirst = false;
    else take(cursor, comma);
    data[part.name] = part.kind === "fields" ? readRun(cursor, part.keys) : readField(cursor, part);
  }
  take(cursor, closeBrace);
  return data;
}

function readField(cursor: Cursor, part: Exclude<Part, { kind: "fields" }>): unknown {
  takeAll(cursor, part.key);
  if (part.kind === "object") return readObjects(cursor, part.parts);
  const { bytes, at: start } = cursor;
  cursor.at = endOfValue(bytes, start);
  if (part.kind === "parsed") return JSON.parse(bytes.toString("utf8", start, cursor.at));
  if (part.kind === "typename") return readString(bytes, start, cursor.at);
  return isNull(bytes, start) ? null : newRawJson(bytes, start, cursor.at, 0);
}

/** An object, null, or a list of them. */
function readObjects(cursor: Cursor, parts: ObjectParts): unknown {
  const { bytes, at } = cursor;
  if (isNull(bytes, at)) {
    cursor.at = at + nullText.length;
    return null;
  }
  if (bytes[at] !== openBracket) return readFields(cursor, parts);
  const list: unknown[] = [];
  cursor.at = at + 1;
  if (bytes[cursor.at] !== closeBracket) {
    do list.push(readObjects(cursor, parts));
    while (bytes[cursor.at] === comma && ++cursor.at);
  }
  take(cursor, closeBracket);
  return list;
}

function readRun(cursor: Cursor, keys: readonly Buffer[]): unknown {
  const { bytes, at: start } = cursor;
  let isFirst = true;
  for (const key of keys) {
    if (isFirst) isFirst = false;
    else take(cursor, comma);
    takeAll(cursor, key);
    cursor.at = endOfValue(bytes, cursor.at);
  }
  return newRawJson(bytes, start, cursor.at, keys.length);
}

/** The name of a type, between quotes and without escapes. */
function readString(bytes: Buffer, start: number, end: number): string {
  if (bytes[start] !== quote) throw unexpected;
  return bytes.toString("latin1", start + 1, end - 1);
}

function isNull(bytes: Buffer, at: number): boolean {
  return bytes[at] === nullText[0];
}

function take(cursor: Cursor, byte: number | undefined): void {
  if (cursor.bytes[cursor.at] !== byte) throw unexpected;
  cursor.at += 1;
}

function takeAll(cursor: Cursor, text: Buffer): void {
  const { bytes, at } = cursor;
  for (let index = 0; index < text.length; index += 1) if (bytes[at + index] !== text[index]) throw unexpected;
  cursor.at = at + text.length;
}

/** The place after the value that begins here. Lists and objects end with their last bracket. */
function endOfValue(bytes: Buffer, start: number): number {
  const first = bytes[start];
  if (first === quote) return endOfString(bytes, start);
  if (first !== openBrace && first !== openBracket) return endOfLiteral(bytes, start);
  let depth = 0;
  for (let at = start; at < bytes.length; ) {
    const byte = bytes[at];
    if (byte === quote) {
      at = endOfString(bytes, at);
      continue;
    }
    at += 1;
    if (byte === openBrace || byte === openBracket) {
      depth += 1;
      if (depth > maxDepth) throw unexpected;
    } else if (byte === closeBrace || byte === closeBracket) {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  throw unexpected;
}

function endOfString(bytes: Buffer, start: number): number {
  for (let at = start + 1; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === quote) return at + 1;
    if (byte === backslash) at += 1;
  }
  throw unexpected;
}

function endOfLiteral(bytes: Buffer, start: number): number {
  let at = start;
  while (at < bytes.length && bytes[at] !== comma && bytes[at] !== closeBrace && bytes[at] !== closeBracket) at += 1;
  if (at === start) throw unexpected;
  return at;
}
