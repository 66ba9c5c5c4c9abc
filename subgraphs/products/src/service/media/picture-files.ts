/** Files of uploaded pictures: copied into the media folder before they are shown, and deleted when nothing shows them. */
import { copyFile, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { type InputProblem, problem } from "@hansa/kit/runtime";
import type { Reader } from "@hansa/kit/store";
import type { Context } from "../../context.ts";
import type { UploadRow } from "../../store/import/tables.ts";
import { countMediaOfFile } from "../../store/media/media.ts";
import { findUpload } from "../../store/media/uploads.ts";
import { ownerOf } from "../owner.ts";
import { isExternal } from "../storefront/product-page.ts";
import { extensionOf, isPicture } from "./pictures.ts";
import { deleteRenditions } from "./renditions.ts";
import { findUploadPath } from "./uploads.ts";

const maxAltLength = 500;

/** Returns the upload if it is the viewer's own. */
export async function findOwnUpload(
  db: Reader,
  viewer: Context["viewer"],
  uploadId: string,
): Promise<UploadRow | undefined> {
  const upload = await findUpload(db, uploadId);
  return upload?.ownerId === ownerOf(viewer) ? upload : undefined;
}

/** Returns a problem at `path` unless a picture has arrived. */
export function checkUploadedPicture(path: string, { state, contentType }: UploadRow): InputProblem[] {
  if (!isPicture(contentType)) return [problem(path, "NOT_A_PICTURE", "This file is no picture.")];
  if (state === "AWAITED") return [problem(path, "NOT_ARRIVED", "PUT the file to its address first.")];
  return [];
}

/** Returns a problem at `path` if the alternative text is too long. */
export function checkAlt(path: string, alt: string | null | undefined): InputProblem[] {
  if (!alt || alt.length <= maxAltLength) return [];
  return [problem(path, "TOO_LONG", `A description has at most ${maxAltLength} characters.`)];
}

/** The name of an uploaded picture in the media folder. It is derived from the upload, so repetitions are safe. */
export function mediaFileOf({ id, contentType }: UploadRow): string {
  return `${id}.${extensionOf(contentType)}`;
}

/**
 * Copies an uploaded picture into the media folder. Returns its path in the folder of uploads, which is deleted once the picture is shown, or
 * null if it was attached before; undefined if the file is gone, as after a restore or where another request shows it since.
 */
export async function copyPicture(context: Context, upload: UploadRow): Promise<string | null | undefined> {
  if (upload.state !== "STORED") return null;
  const source = await findUploadPath(context, upload);
  if (source === undefined) return undefined;
  await mkdir(context.folders.media, { recursive: true });
  try {
    await copyFile(source, join(context.folders.media, mediaFileOf(upload)));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
  return source;
}

/** Returns the file if it is one of the media folder that nothing shows any more. */
export async function unusedFile(db: Reader, file: string | null | undefined): Promise<string | undefined> {
  if (!file || isExternal(file) || (await countMediaOfFile(db, file)) > 0) return undefined;
  return file;
}

/** Deletes a file of the media folder with its renditions, if one is given. */
export async function deleteMediaFile({ folders }: Pick<Context, "folders">, file: string | undefined): Promise<void> {
  if (file === undefined) return;
  await rm(join(folders.media, file), { force: true });
  await deleteRenditions({ folders }, file);
}
