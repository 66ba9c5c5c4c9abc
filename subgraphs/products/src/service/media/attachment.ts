/** Media of a product: attaching an uploaded picture and detaching one. */

import { copyFile, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { recordAudit } from "@hansa/contracts/audit-log";
import { type InputProblem, invalid, notFound, problem } from "@hansa/kit/runtime";
import type { Context } from "../../context.ts";
import type { MediaAttachInput, MediaDetachInput } from "../../generated/resolvers.ts";
import { findProduct, updateProduct } from "../../store/catalogue/products.ts";
import { clearVariantImages, countMediaOfFile, findMediaByProducts, replaceMedia } from "../../store/media/media.ts";
import { attachUpload, findUpload } from "../../store/media/uploads.ts";
import type { MutationResult } from "../mutation-results.ts";
import { ownerOf } from "../owner.ts";
import { isExternal } from "../storefront/product-page.ts";
import { extensionOf, isPicture } from "./pictures.ts";
import { findUploadPath } from "./uploads.ts";

const maxAltLength = 500;
const maxPictures = 100;

/** Attaches a picture. The file is copied first, under a name derived from the upload, so repetitions are safe. */
export async function attachMedia(
  context: Context,
  input: MediaAttachInput,
): Promise<MutationResult<"MediaAttachResult">> {
  const { store, folders, viewer, runtime } = context;
  const { upload, isThere } = await store.read(async (db) => ({
    upload: await findUpload(db, input.uploadId),
    isThere: (await findProduct(db, input.productId)) !== undefined,
  }));
  if (!isThere) return notFound("product", ["input", "productId"]);
  if (!upload || upload.ownerId !== ownerOf(viewer)) return notFound("upload", ["input", "uploadId"]);
  const problems = checkAttachment(input, upload);
  const source = upload.state === "STORED" ? await findUploadPath(context, upload) : undefined;
  if (upload.state === "STORED" && source === undefined) return notFound("upload", ["input", "uploadId"]);
  if (problems.length > 0) return invalid(problems);

  const file = `${upload.id}.${extensionOf(upload.contentType)}`;
  if (source !== undefined) {
    await mkdir(folders.media, { recursive: true });
    await copyFile(source, join(folders.media, file));
  }
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
    };
    const place = Math.min(input.position ?? pictures.length, pictures.length);
    await replaceMedia(tx, product.id, pictures.toSpliced(place, 0, { ...added, position: place }));
    const changed = await updateProduct(tx, product.id, undefined, { updatedAt: runtime.now() });
    const summary = `Added ${added.id} to ${product.id}.`;
    await recordAudit(runtime, tx, viewer, { action: "media.attached", subjectId: product.id, summary });
    return { __typename: "ProductSaved", product: changed ?? product };
  });
  if (response.__typename === "ProductSaved" && source !== undefined) await rm(source, { force: true });
  return response;
}

/** Detaches a picture from the product and its variants. Its file is deleted if no product uses it. */
export async function detachMedia(
  context: Context,
  input: MediaDetachInput,
): Promise<MutationResult<"MediaDetachResult">> {
  const { store, folders, runtime, viewer } = context;
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
    const isShown = (await countMediaOfFile(tx, picture.file)) > 0;
    const changed = await updateProduct(tx, product.id, undefined, { updatedAt: runtime.now() });
    const summary = `Removed ${picture.id} from ${product.id}.`;
    await recordAudit(runtime, tx, viewer, { action: "media.detached", subjectId: product.id, summary });
    const saved = { __typename: "ProductSaved" as const, product: changed ?? product };
    return { response: saved, file: isShown || isExternal(picture.file) ? undefined : picture.file };
  });
  if (file !== undefined) await rm(join(folders.media, file), { force: true });
  return response;
}

function checkAttachment(
  { alt, position }: MediaAttachInput,
  { state, contentType }: { state: string; contentType: string },
): InputProblem[] {
  const problems: InputProblem[] = [];
  if (!isPicture(contentType)) problems.push(problem("uploadId", "NOT_A_PICTURE", "This file is no picture."));
  else if (state === "AWAITED") problems.push(problem("uploadId", "NOT_ARRIVED", "PUT the file to its address first."));
  if (alt && alt.length > maxAltLength)
    problems.push(problem("alt", "TOO_LONG", `A description has at most ${maxAltLength} characters.`));
  if (typeof position === "number" && position < 0)
    problems.push(problem("position", "NEGATIVE", "A position is 0 or more."));
  return problems;
}
