/** Encodings of text files: found out from the bytes, and decoded to UTF-8. */
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import type { ImportEncoding } from "../../../generated/resolvers.ts";
import { decodeWindows1252 } from "./windows-1252.ts";

/** Small, because other work of the service runs between two chunks. */
const chunkBytes = 16 * 1024;

/**
 * Returns the encoding of a file: the one of its byte order mark, else UTF-8, else Windows-1252. A file with more letters in UTF-8 than
 * bytes that are not is in that encoding, and damaged.
 */
export async function findEncoding(file: string): Promise<ImportEncoding> {
  if ((await findUtf16(file)) !== undefined) return "UTF_16";
  const strict = new TextDecoder("utf-8", { fatal: true });
  const lenient = new TextDecoder("utf-8");
  let isValid = true;
  let surplus = 0;
  for await (const chunk of createReadStream(file, { highWaterMark: chunkBytes })) {
    isValid &&= succeeds(() => strict.decode(chunk, { stream: true }));
    const text = lenient.decode(chunk, { stream: true });
    for (const [letter] of text.matchAll(/[^\0-\x7f]/gu)) surplus += letter === "\ufffd" ? -1 : 1;
  }
  return (isValid && succeeds(() => strict.decode())) || surplus > 0 ? "UTF_8" : "WINDOWS_1252";
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
  if (encoding === "UTF_16") return (await findUtf16(file)) ?? "utf-16le";
  return encoding === "UTF_8" ? "utf-8" : "windows-1252";
}

/** The byte order of UTF-16, by the mark at the beginning; undefined without one. */
async function findUtf16(file: string): Promise<"utf-16le" | "utf-16be" | undefined> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    const mark = bytesRead === 2 ? buffer.readUInt16BE(0) : undefined;
    return mark === 0xfffe ? "utf-16le" : mark === 0xfeff ? "utf-16be" : undefined;
  } finally {
    await handle.close();
  }
}
