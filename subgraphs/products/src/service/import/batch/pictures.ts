/** Pictures of imported products and collections: files of the media folder, or external URLs. */
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { isPublicAddress } from "@hansa/kit/identity";
import type { Folders } from "../../../context.ts";
import type { Finding, ImportedCollection, ImportedPicture, ImportedProduct } from "../file/entries.ts";
import { excerptOf } from "../text/amounts.ts";

export type ProductPictures = {
  /** Undefined: the pictures stay unchanged. */
  wanted: readonly (ImportedPicture & { file: string })[] | undefined;
  /** The file name or URL in the store of the picture with this URL. */
  fileOf(url: string | null | undefined): string | undefined;
  refused: Finding[];
};

/**
 * Finds URLs of files in the media folder. Other pictures are shown from their URL until they are fetched, which must be a public https address,
 * because browsers of customers load it too. Other addresses and missing files of the media folder are refused.
 */
export async function findPictures(folders: Folders, product: ImportedProduct): Promise<ProductPictures> {
  const files = new Map<string, string>();
  const refused: Finding[] = [];
  const ofVariants = product.variants.flatMap(({ image }) => image ?? []);
  const ofProduct = new Set((product.pictures ?? []).map(({ url }) => url));
  const place = { line: product.line, column: product.columnOf("images") };
  for (const url of new Set([...ofProduct, ...ofVariants])) {
    const { file, refusal } = await locatePicture(folders, url, place);
    // The picture of a variant is one that the product has, so its address was judged with that.
    if (refusal && (ofProduct.has(url) || refusal.code === "UNKNOWN_IMAGE")) refused.push(refusal);
    else files.set(url, file);
  }
  return {
    wanted: product.pictures?.map((picture) => ({ ...picture, file: files.get(picture.url) ?? picture.url })),
    fileOf: (url) => files.get(url ?? ""),
    refused,
  };
}

export type CollectionPicture = { file: string; refusal: Finding | undefined };

/** Finds the picture of an imported collection by the same rules; undefined if it has none. */
export async function findCollectionPicture(
  folders: Folders,
  { image }: ImportedCollection,
  line: number,
): Promise<CollectionPicture | undefined> {
  return image && (await locatePicture(folders, image.url, { line, column: "image" }));
}

/** Returns the file name or URL to store, with the refusal if the picture is in neither place. */
async function locatePicture(
  folders: Folders,
  url: string,
  place: Pick<Finding, "line" | "column">,
): Promise<CollectionPicture> {
  const own = await findOwnFile(folders, url);
  if (own !== undefined) return { file: own, refusal: undefined };
  if (url.startsWith("/")) {
    const message = `There is no picture "${excerptOf(url)}" in this shop.`;
    return { file: url, refusal: { ...place, code: "UNKNOWN_IMAGE", message } };
  }
  if (isPublicAddress(url)) return { file: url, refusal: undefined };
  const message = `The picture "${excerptOf(url)}" is not at a public https address.`;
  return { file: url, refusal: { ...place, code: "IMAGE_ADDRESS", message } };
}

/** Returns the name in the media folder; undefined if it is not there. */
async function findOwnFile({ media }: Folders, url: string): Promise<string | undefined> {
  const path = url.startsWith("/") ? url : URL.canParse(url) ? new URL(url).pathname : "";
  const name = /^\/media\/([\w-][\w.-]*)$/.exec(path)?.[1];
  if (name === undefined) return undefined;
  return stat(join(media, name)).then(
    (found) => (found.isFile() ? name : undefined),
    () => undefined,
  );
}
