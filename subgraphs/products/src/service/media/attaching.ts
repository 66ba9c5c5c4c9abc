/** Pictures of a product: one that was uploaded is shown with it, or one is taken away. */

import { copyFile, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { recordAudit } from "@hansa/kit/audit";
import { type InputProblem, invalid, notFound, problem } from "@hansa/kit/refusals";
import type { Context } from "../../context.ts";
import type { MediaAttachInput, MediaDetachInput } from "../../generated/resolvers.ts";
import { countMediaOfFile, findMediaByProducts, forgetImages, replaceMedia } from "../../store/media.ts";
import { findProduct, updateProduct } from "../../store/products.ts";
import { attachUpload, findUpload } from "../../store/uploads.ts";
import type { Answer } from "../answers.ts";
import { ownerOf } from "../owner.ts";
import { isElsewhere } from "../shop/product-page.ts";
import { endingOf, isPicture } from "./pictures.ts";
import { pathOf } from "./uploads.ts";

const longestAlt = 500;
const mostPictures = 100;

/** Shows a picture with a product. The file is copied before the row says so; the same upload has the same name, so a repetition does no harm. */
export async function attachMedia(context: Context, input: MediaAttachInput): Promise<Answer<"MediaAttachResult">> {
  const { store, folders, viewer, world } = context;
  const { upload, isThere } = await store.read(async (db) => ({
    upload: await findUpload(db, input.uploadId),
    isThere: (await findProduct(db, input.productId)) !== undefined,
  }));
  if (!isThere) return notFound("product", ["input", "productId"]);
  if (!upload || upload.ownerId !== ownerOf(viewer)) return notFound("upload", ["input", "uploadId"]);
  const problems = checkAttachment(input, upload);
  const source = upload.state === "STORED" ? await pathOf(context, upload) : undefined;
  if (upload.state === "STORED" && source === undefined) return notFound("upload", ["input", "uploadId"]);
  if (problems.length > 0) return invalid(problems);

  const file = `${upload.id}.${endingOf(upload.contentType)}`;
  if (source !== undefined) {
    await mkdir(folders.media, { recursive: true });
    await copyFile(source, join(folders.media, file));
  }
  const answer = await store.write("attach-media", async (tx): Promise<Answer<"MediaAttachResult">> => {
    const product = await findProduct(tx, input.productId);
    if (!product) return notFound("product", ["input", "productId"]);
    const pictures = await findMediaByProducts(tx, [product.id]);
    if (pictures.some((picture) => picture.file === file)) return { __typename: "ProductSaved", product };
    if (pictures.length >= mostPictures)
      return invalid([problem("productId", "TOO_MANY", `A product has at most ${mostPictures} pictures.`)]);
    if (!(await attachUpload(tx, upload.id, file)))
      return invalid([problem("uploadId", "USED", "This file is shown with another product, or was taken away.")]);
    const { width, height } = upload;
    const added = { id: world.newId("med"), productId: product.id, file, alt: input.alt?.trim() ?? "", width, height };
    const place = Math.min(input.position ?? pictures.length, pictures.length);
    await replaceMedia(tx, product.id, pictures.toSpliced(place, 0, { ...added, position: place }));
    const changed = await updateProduct(tx, product.id, undefined, { updatedAt: world.now() });
    const summary = `Showed ${added.id} with ${product.id}.`;
    await recordAudit(tx, world, viewer, { action: "media.attached", subjectId: product.id, summary });
    return { __typename: "ProductSaved", product: changed ?? product };
  });
  if (answer.__typename === "ProductSaved" && source !== undefined) await rm(source, { force: true });
  return answer;
}

/** Takes a picture away, from the product and from its variants. The file goes once nobody shows it. */
export async function detachMedia(context: Context, input: MediaDetachInput): Promise<Answer<"MediaDetachResult">> {
  const { store, folders, world, viewer } = context;
  const { answer, file } = await store.write("detach-media", async (tx) => {
    const product = await findProduct(tx, input.productId);
    if (!product) return { answer: notFound("product", ["input", "productId"]), file: undefined };
    const pictures = await findMediaByProducts(tx, [product.id]);
    const picture = pictures.find(({ id }) => id === input.mediaId);
    if (!picture) return { answer: notFound("picture of this product", ["input", "mediaId"]), file: undefined };
    await forgetImages(tx, product.id, [picture.id]);
    await replaceMedia(
      tx,
      product.id,
      pictures.filter((other) => other !== picture),
    );
    const isShown = (await countMediaOfFile(tx, picture.file)) > 0;
    const changed = await updateProduct(tx, product.id, undefined, { updatedAt: world.now() });
    const summary = `Took ${picture.id} away from ${product.id}.`;
    await recordAudit(tx, world, viewer, { action: "media.detached", subjectId: product.id, summary });
    const saved = { __typename: "ProductSaved" as const, product: changed ?? product };
    return { answer: saved, file: isShown || isElsewhere(picture.file) ? undefined : picture.file };
  });
  if (file !== undefined) await rm(join(folders.media, file), { force: true });
  return answer;
}

function checkAttachment(
  { alt, position }: MediaAttachInput,
  { state, contentType }: { state: string; contentType: string },
): InputProblem[] {
  const problems: InputProblem[] = [];
  if (!isPicture(contentType)) problems.push(problem("uploadId", "NOT_A_PICTURE", "This file is no picture."));
  else if (state === "AWAITED") problems.push(problem("uploadId", "NOT_ARRIVED", "PUT the file to its address first."));
  if (alt && alt.length > longestAlt)
    problems.push(problem("alt", "TOO_LONG", `A description has at most ${longestAlt} characters.`));
  if (typeof position === "number" && position < 0)
    problems.push(problem("position", "NEGATIVE", "A position is 0 or more."));
  return problems;
}
