/** Renditions of pictures: WebP in five widths, each made once, at its first request, and kept beside the folder of originals. */
import { mkdir, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CodedError } from "@hansa/kit/runtime";
import type { Deps } from "../../context.ts";
import { makeInTurn } from "../../providers/rendition-turns.ts";
import { ScalerUnavailableError } from "../../providers/webp.ts";
import type { PictureRow } from "../../store/catalogue/tables.ts";
import { isExternal, mediaUrl } from "../storefront/product-page.ts";

/** The widths in pixels. A stranger can request no other one, so the disk holds at most five renditions of each original. */
const widths: readonly number[] = [320, 640, 960, 1280, 1920];
const maxWidth = 1920;
const maxRenditionBytes = 8 * 1024 * 1024;

/** The types that have renditions. SVG has every size in itself, and GIF is animated more often than not. */
const scalableFile = /^[\w-][\w.-]*\.(png|jpe?g|webp|avif)$/i;

/** The age of an unfinished file whose process must have died. */
const maxUnfinishedMs = 60 * 60 * 1_000;

/**
 * The path or URL of a picture in the smallest of the widths that has at least `width` pixels, or all that the original has. Without `width`, and
 * for pictures without renditions, that of the original.
 */
export function renditionUrl(picture: PictureRow, width: number | null | undefined): string {
  if (typeof width !== "number") return mediaUrl(picture);
  if (width < 1) throw new CodedError("BAD_USER_INPUT", "width must be 1 or more.");
  if (isExternal(picture.file) || !scalableFile.test(picture.file)) return mediaUrl(picture);
  const needed = Math.min(width, picture.width ?? width);
  const chosen = widths.find((one) => one >= needed) ?? maxWidth;
  return `/media/${picture.file}/${chosen}.webp`;
}

type RenditionDeps = Pick<Deps, "runtime" | "log" | "folders" | "renditions" | "scalePicture">;

/** A file to serve: the rendition, or the original for now. */
export type FoundRendition = { kind: "made" | "original"; folder: string; file: string };

/** Finds the rendition of a file of the media folder, and makes it if it is the first request. Undefined: there is no such original or width. */
export async function findRendition(
  deps: RenditionDeps,
  file: string,
  width: number,
): Promise<FoundRendition | undefined> {
  const { folders, renditions } = deps;
  if (!widths.includes(width) || !scalableFile.test(file)) return undefined;
  if (!(await isFile(join(folders.media, file)))) return undefined;
  const made = { kind: "made", folder: folders.renditions, file: `${file}/${width}.webp` } as const;
  const original = { kind: "original", folder: folders.media, file } as const;
  if (await isFile(join(made.folder, made.file))) return made;
  if (renditions.refused.has(file)) return original;
  const isMade = await makeInTurn(renditions, deps.runtime, made.file, () => makeRendition(deps, file, width));
  return isMade ? made : original;
}

/** Deletes the renditions of an original. */
export async function deleteRenditions({ folders }: Pick<Deps, "folders">, file: string): Promise<void> {
  await rm(join(folders.renditions, file), { recursive: true, force: true });
}

/** Deletes renditions without an original, and files of a process that died while it wrote them. */
export async function cleanRenditions({ folders, runtime }: Pick<Deps, "folders" | "runtime">): Promise<void> {
  const originals = new Set(await readdir(folders.media).catch(() => []));
  for (const name of await readdir(folders.renditions).catch(() => []))
    if (name !== unfinishedFolder && !originals.has(name)) await deleteRenditions({ folders }, name);
  const unfinished = join(folders.renditions, unfinishedFolder);
  for (const name of await readdir(unfinished).catch(() => [])) {
    const { mtimeMs } = await stat(join(unfinished, name)).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
    if (mtimeMs < runtime.now() - maxUnfinishedMs) await rm(join(unfinished, name), { force: true });
  }
}

/** Files that are being written, until they get their name. The name of an original does not begin with a dot. */
export const unfinishedFolder = ".unfinished";

/** Makes a rendition and writes it under its name. False, with a line in the log, if the original has to be served instead. */
async function makeRendition(deps: RenditionDeps, file: string, width: number): Promise<boolean> {
  const { runtime, log, folders, renditions } = deps;
  const original = join(folders.media, file);
  const unfinished = join(folders.renditions, unfinishedFolder, Buffer.from(runtime.randomBytes(12)).toString("hex"));
  try {
    const content = renditions.refused.has(file) ? null : await deps.scalePicture(original, width);
    if (content === null) {
      renditions.refused.set(file, true);
      return false;
    }
    if (content.byteLength > maxRenditionBytes) throw new Error(`media: a rendition has ${content.byteLength} bytes`);
    await mkdir(join(folders.renditions, unfinishedFolder), { recursive: true });
    await writeFile(unfinished, content, { flush: true });
    await mkdir(join(folders.renditions, file), { recursive: true });
    await rename(unfinished, join(folders.renditions, file, `${width}.webp`));
    if (await isFile(original)) return true;
    // It was deleted meanwhile, and its renditions before this one was written.
    await deleteRenditions(deps, file);
    return false;
  } catch (error) {
    await rm(unfinished, { force: true });
    if (error instanceof ScalerUnavailableError) logUnavailability(deps, error);
    else {
      renditions.refused.set(file, true);
      log.warn({ err: error, file }, "media: a rendition could not be made; the original is served");
    }
    return false;
  }
}

function logUnavailability({ log, renditions }: RenditionDeps, error: ScalerUnavailableError): void {
  if (renditions.isUnavailabilityLogged) return;
  renditions.isUnavailabilityLogged = true;
  log.warn({ err: error }, "media: sharp cannot be loaded; originals are served instead of renditions");
}

function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
