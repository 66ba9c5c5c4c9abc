/** Description and picture of a collection: checks of a change, and the change itself. */

import { cleanHtml } from "@hansa/commerce/html";
import { type InputProblem, notFound, problem } from "@hansa/kit/runtime";
import type { Reader, Tx } from "@hansa/kit/store";
import type { Context } from "../../context.ts";
import type { CollectionSaveInput } from "../../generated/resolvers.ts";
import { findDetailsByCollections, saveDetails } from "../../store/catalogue/collection-details.ts";
import type { CollectionDetailsRow } from "../../store/catalogue/collection-details-table.ts";
import type { UploadRow } from "../../store/import/tables.ts";
import { attachUpload } from "../../store/media/uploads.ts";
import { checkAlt, checkUploadedPicture, findOwnUpload, mediaFileOf, unusedFile } from "../media/picture-files.ts";

type DetailsInput = Pick<CollectionSaveInput, "descriptionHtml" | "image">;

/** The present details, and the upload with the new picture if the change names one. */
export type DetailsPlan = {
  present: CollectionDetailsRow | undefined;
  upload: UploadRow | undefined;
  problems: InputProblem[];
};

const noImage = { imageId: null, imageFile: null, imageAlt: "", imageWidth: null, imageHeight: null };

/** Reads the rows that a change of the details needs, and checks its picture. An upload of another person is not found. */
export async function planDetails(db: Reader, { viewer }: Context, collectionId: string, { image }: DetailsInput) {
  const [present] = await findDetailsByCollections(db, [collectionId]);
  const plan: DetailsPlan = { present, upload: undefined, problems: checkAlt("image.alt", image?.alt) };
  if (!image) return plan;
  if (typeof image.uploadId !== "string") {
    if (!present?.imageId)
      plan.problems.push(problem("image.uploadId", "MISSING", "There is no picture yet. Send one."));
    return plan;
  }
  const upload = await findOwnUpload(db, viewer, image.uploadId);
  if (!upload) return refuseUpload();
  plan.problems.push(...checkUploadedPicture("image.uploadId", upload));
  if (upload.state === "ATTACHED" && upload.file !== present?.imageFile)
    plan.problems.push(problem("image.uploadId", "USED", "This file is shown elsewhere, or was taken away."));
  return { ...plan, upload };
}

/** The refusal of an upload that does not exist, is another person's, or has lost its file. */
export function refuseUpload() {
  return notFound("upload", ["input", "image", "uploadId"]);
}

/** Changes the given details; absent ones stay. Returns the file of a former picture if nothing shows it any more. */
export async function changeDetails(
  { runtime }: Context,
  tx: Tx,
  collectionId: string,
  { descriptionHtml, image, plan }: DetailsInput & { plan: DetailsPlan },
): Promise<string | undefined> {
  if (typeof descriptionHtml !== "string" && image === undefined) return undefined;
  const present = { descriptionHtml: "", ...noImage, ...plan.present, collectionId };
  const next = { ...present };
  if (typeof descriptionHtml === "string") next.descriptionHtml = cleanHtml(descriptionHtml);
  if (image === null) Object.assign(next, noImage);
  if (image) next.imageAlt = image.alt?.trim() ?? "";
  const file = plan.upload && mediaFileOf(plan.upload);
  if (plan.upload && file !== undefined && file !== present.imageFile) {
    const { id, width, height } = plan.upload;
    if (!(await attachUpload(tx, id, file))) throw new Error(`collections: upload ${id} is not stored`);
    Object.assign(next, { imageId: runtime.newId("med"), imageFile: file, imageWidth: width, imageHeight: height });
  }
  await saveDetails(tx, next);
  return next.imageFile === present.imageFile ? undefined : unusedFile(tx, present.imageFile);
}
