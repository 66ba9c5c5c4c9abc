/** Line reader for text files. Only a line feed ends a line: other separators may occur in JSON strings. */
import { createReadStream } from "node:fs";
import { UnreadableFile } from "./unreadable-file.ts";

const chunkBytes = 16 * 1024;
const maxLineBytes = 4 * 1024 * 1024;

export type Line = { line: number; bytes: Buffer };

/** Reads the lines that are not blank. */
export async function* readLines(file: string): AsyncGenerator<Line> {
  let rest: Buffer[] = [];
  let length = 0;
  let line = 1;
  for await (const chunk of createReadStream(file, { highWaterMark: chunkBytes })) {
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      const bytes = Buffer.concat([...rest, chunk.subarray(from, end)]);
      if (!isBlank(bytes)) yield { line, bytes };
      rest = [];
      length = 0;
      line += 1;
      from = end + 1;
    }
    rest.push(chunk.subarray(from));
    length += chunk.length - from;
    if (length > maxLineBytes) throw new UnreadableFile(`Line ${line} is longer than ${maxLineBytes} bytes.`);
  }
  const bytes = Buffer.concat(rest);
  if (!isBlank(bytes)) yield { line, bytes };
}

function isBlank(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 32 || byte === 9 || byte === 13);
}
