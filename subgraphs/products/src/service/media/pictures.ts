/** Type and size of a picture, read from the first bytes of its file. */
import { open } from "node:fs/promises";
import { imageSize } from "image-size";

/** File extensions by content type. SVG is excluded: it can contain scripts. */
const extensions: ReadonlyMap<string, string> = new Map([
  ["image/png", "png"],
  ["image/jpeg", "jpg"],
  ["image/webp", "webp"],
  ["image/gif", "gif"],
  ["image/avif", "avif"],
]);

/** The largest picture that is stored. */
export const maxPictureBytes = 20 * 1024 * 1024;

/** Enough for all headers, including the metadata before the size of a JPEG. */
const headBytes = 1024 * 1024;
const maxSide = 20_000;

/** Whether the shop stores pictures of this content type. */
export function isPicture(contentType: string): boolean {
  return extensions.has(contentType);
}

/** Returns the file extension of a picture, such as `jpg`. Throws for other content types. */
export function extensionOf(contentType: string): string {
  const ending = extensions.get(contentType);
  if (ending === undefined) throw new Error(`media: ${contentType} is not a picture type`);
  return ending;
}

/** Returns width and height in pixels; undefined if the file is not of this type or the size is implausible. */
export async function measurePicture(
  path: string,
  contentType: string,
): Promise<{ width: number; height: number } | undefined> {
  const found = await identifyPicture(path);
  if (!found || found.extension !== extensions.get(contentType)) return undefined;
  return { width: found.width, height: found.height };
}

/** Returns the file extension for the content of a picture, and its size in pixels; undefined for other files and implausible sizes. */
export async function identifyPicture(
  path: string,
): Promise<{ extension: string; width: number; height: number } | undefined> {
  const head = await readHead(path);
  try {
    const { orientation = 1, type = "", ...stored } = imageSize(head);
    // From 5 on, the camera was turned: browsers and renditions show height as width.
    const [width, height] = orientation < 5 ? [stored.width, stored.height] : [stored.height, stored.width];
    const fits = width >= 1 && height >= 1 && width <= maxSide && height <= maxSide;
    return fits && [...extensions.values()].includes(type) ? { extension: type, width, height } : undefined;
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
