/** Encodings of text files: found out from the bytes, and decoded to UTF-8. */
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import type { ImportEncoding } from "../../../generated/resolvers.ts";
import { decodeWindows1252 } from "./windows-1252.ts";

/** Small, because other work of the service runs between two chunks. */
const chunkBytes = 16 * 1024;

/**
 * Returns the encoding of a file: the one of its byte order mark, else UTF-8, else Windows-1252. A file with at least as many letters in UTF-8
 * as bytes that are not is in that encoding, and damaged.
 */
export async function findEncoding(file: string): Promise<ImportEncoding> {
  const marked = await findMark(file);
  if (marked) return marked === "utf-8" ? "UTF_8" : "UTF_16";
  const strict = new TextDecoder("utf-8", { fatal: true });
  const lenient = new TextDecoder("utf-8");
  let isValid = true;
  let surplus = 0;
  const count = (text: string) => {
    for (const [letter] of text.matchAll(/[^\0-\x7f]/gu)) surplus += letter === "\ufffd" ? -1 : 1;
  };
  for await (const chunk of createReadStream(file, { highWaterMark: chunkBytes })) {
    isValid &&= succeeds(() => strict.decode(chunk, { stream: true }));
    count(lenient.decode(chunk, { stream: true }));
  }
  count(lenient.decode());
  return (isValid && succeeds(() => strict.decode())) || surplus >= 0 ? "UTF_8" : "WINDOWS_1252";
}

function succeeds(decode: () => string): boolean {
  try {
    decode();
    return true;
  } catch {
    return false;
  }
}

/** Reads the text of a file as UTF-8, without a byte order mark. Bytes that are not in the encoding become `\ufffd`. */
export async function* readText(file: string, encoding: ImportEncoding): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder(await findLabel(file, encoding));
  const decode = (chunk?: Buffer) => {
    const text = decoder.decode(chunk, { stream: chunk !== undefined });
    return Buffer.from(encoding === "WINDOWS_1252" ? decodeWindows1252(text) : text);
  };
  for await (const chunk of createReadStream(file, { highWaterMark: chunkBytes })) yield decode(chunk);
  // Half a character at the end.
  yield decode();
}

async function findLabel(file: string, encoding: ImportEncoding): Promise<string> {
  if (encoding === "UTF_16") return (await findMark(file)) === "utf-16be" ? "utf-16be" : "utf-16le";
  return encoding === "UTF_8" ? "utf-8" : "windows-1252";
}

/** The encoding that a byte order mark at the beginning names; undefined without one. */
async function findMark(file: string): Promise<"utf-8" | "utf-16le" | "utf-16be" | undefined> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(3), 0, 3, 0);
    const start = buffer.toString("hex", 0, bytesRead);
    if (start === "efbbbf") return "utf-8";
    return start.startsWith("fffe") ? "utf-16le" : start.startsWith("feff") ? "utf-16be" : undefined;
  } finally {
    await handle.close();
  }
}
