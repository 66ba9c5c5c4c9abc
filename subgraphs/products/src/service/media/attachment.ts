/** Media of a product: attaching an uploaded picture and detaching one. */

import { rm } from "node:fs/promises";
import { recordAudit } from "@hansa/contracts/audit-log";
import { type InputProblem, invalid, notFound, problem } from "@hansa/kit/runtime";
import type { Context } from "../../context.ts";
import type { MediaAttachInput, MediaDetachInput } from "../../generated/resolvers.ts";
import { findProduct, updateProduct } from "../../store/catalogue/products.ts";
import type { UploadRow } from "../../store/import/tables.ts";
import { clearVariantImages, findMediaByProducts, replaceMedia } from "../../store/media/media.ts";
import { attachUpload } from "../../store/media/uploads.ts";
import type { MutationResult } from "../mutation-results.ts";
import {
  checkAlt,
  checkUploadedPicture,
  copyPicture,
  deleteMediaFile,
  findOwnUpload,
  mediaFileOf,
  unusedFile,
} from "./picture-files.ts";

const maxPictures = 100;

/** Attaches a picture. The file is copied first, under a name derived from the upload, so repetitions are safe. */
export async function attachMedia(
  context: Context,
  input: MediaAttachInput,
): Promise<MutationResult<"MediaAttachResult">> {
  const { store, viewer, runtime } = context;
  const { upload, isThere } = await store.read(async (db) => ({
    upload: await findOwnUpload(db, viewer, input.uploadId),
    isThere: (await findProduct(db, input.productId)) !== undefined,
  }));
  if (!isThere) return notFound("product", ["input", "productId"]);
  if (!upload) return notFound("upload", ["input", "uploadId"]);
  const problems = checkAttachment(input, upload);
  if (problems.length > 0) return invalid(problems);
  const source = await copyPicture(context, upload);
  if (source === undefined) return notFound("upload", ["input", "uploadId"]);

  const file = mediaFileOf(upload);
  const response = await store.write("attach-media", async (tx): Promise<MutationResult<"MediaAttachResult">> => {
    const product = await findProduct(tx, input.productId);
    if (!product) return notFound("product", ["input", "productId"]);
    const pictures = await findMediaByProducts(tx, [product.id]);
    if (pictures.some((picture) => picture.file === file)) return { __typename: "ProductSaved", product };
    if (pictures.length >= maxPictures)
      return invalid([problem("productId", "TOO_MANY", `A product has at most ${maxPictures} pictures.`)]);
    if (!(await attachUpload(tx, upload.id, file)))
      return invalid([problem("uploadId", "USED", "This file is shown with another product, or was taken away.")]);
    const { width, height } = upload;
    const added = {
      id: runtime.newId("med"),
      productId: product.id,
      file,
      alt: input.alt?.trim() ?? "",
      width,
      height,
      origin: null,
    };
    const place = Math.min(input.position ?? pictures.length, pictures.length);
    await replaceMedia(tx, product.id, pictures.toSpliced(place, 0, { ...added, position: place }));
    const changed = await updateProduct(tx, product.id, undefined, { updatedAt: runtime.now() });
    const summary = `Added ${added.id} to ${product.id}.`;
    await recordAudit(runtime, tx, viewer, { action: "media.attached", subjectId: product.id, summary });
    return { __typename: "ProductSaved", product: changed ?? product };
  });
  if (response.__typename === "ProductSaved" && source !== null) await rm(source, { force: true });
  return response;
}

/** Detaches a picture from the product and its variants. Its file is deleted if nothing else shows it. */
export async function detachMedia(
  context: Context,
  input: MediaDetachInput,
): Promise<MutationResult<"MediaDetachResult">> {
  const { store, runtime, viewer } = context;
  const { response, file } = await store.write("detach-media", async (tx) => {
    const product = await findProduct(tx, input.productId);
    if (!product) return { response: notFound("product", ["input", "productId"]), file: undefined };
    const pictures = await findMediaByProducts(tx, [product.id]);
    const picture = pictures.find(({ id }) => id === input.mediaId);
    if (!picture) return { response: notFound("picture of this product", ["input", "mediaId"]), file: undefined };
    await clearVariantImages(tx, product.id, [picture.id]);
    await replaceMedia(
      tx,
      product.id,
      pictures.filter((other) => other !== picture),
    );
    const unused = await unusedFile(tx, picture.file);
    const changed = await updateProduct(tx, product.id, undefined, { updatedAt: runtime.now() });
    const summary = `Removed ${picture.id} from ${product.id}.`;
    await recordAudit(runtime, tx, viewer, { action: "media.detached", subjectId: product.id, summary });
    const saved = { __typename: "ProductSaved" as const, product: changed ?? product };
    return { response: saved, file: unused };
  });
  await deleteMediaFile(context, file);
  return response;
}

function checkAttachment({ alt, position }: MediaAttachInput, upload: UploadRow): InputProblem[] {
  const problems = [...checkUploadedPicture("uploadId", upload), ...checkAlt("alt", alt)];
  if (typeof position === "number" && position < 0)
    problems.push(problem("position", "NEGATIVE", "A position is 0 or more."));
  return problems;
}
