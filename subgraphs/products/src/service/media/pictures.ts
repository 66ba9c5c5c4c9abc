/** What a picture really is, whatever it is called: its kind and size, read from its first bytes. */
import { open } from "node:fs/promises";
import { imageSize } from "image-size";

/** By content type: what the bytes must be, and the ending of the file's name. SVG is not among them: it can hold scripts. */
const kinds: ReadonlyMap<string, string> = new Map([
  ["image/png", "png"],
  ["image/jpeg", "jpg"],
  ["image/webp", "webp"],
  ["image/gif", "gif"],
  ["image/avif", "avif"],
]);

/** Enough for every header, and for a camera's notes before the size of a JPEG. */
const headBytes = 1024 * 1024;
const longestSide = 20_000;

export function isPicture(contentType: string): boolean {
  return kinds.has(contentType);
}

/** The ending of a picture's file name, such as `jpg`. Throws for what is no picture. */
export function endingOf(contentType: string): string {
  const ending = kinds.get(contentType);
  if (ending === undefined) throw new Error(`${contentType} is no picture`);
  return ending;
}

/** Width and height in pixels; undefined if the file is not a picture of this content type, or one of absurd size. */
export async function measurePicture(
  path: string,
  contentType: string,
): Promise<{ width: number; height: number } | undefined> {
  const head = await readHead(path);
  try {
    const { width, height, type } = imageSize(head);
    const fits = width >= 1 && height >= 1 && width <= longestSide && height <= longestSide;
    return type === kinds.get(contentType) && fits ? { width, height } : undefined;
  } catch {
    return undefined;
  }
}

async function readHead(path: string): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
