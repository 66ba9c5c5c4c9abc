/** Where the pictures of a product of a file are: in our media folder, or still at the address that the file names. */
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { isPublicAddress } from "@hansa/kit/place";
import type { Folders } from "../../context.ts";
import { shown } from "./amounts.ts";
import type { ImportedPicture, ImportedProduct, Remark } from "./entries.ts";

export type PicturesOf = {
  /** Undefined: they stay as they are. */
  wanted: readonly (ImportedPicture & { file: string })[] | undefined;
  /** What the store calls the picture with this address. */
  fileOf(url: string | null | undefined): string | undefined;
  refused: Remark[];
};

/**
 * Looks for pictures whose address ends as our own do. Nothing is fetched: a picture that is not here is shown from where it is, if that is
 * a public https address, as customers' browsers load it; others are refused, and so is one that the file says is here and is not.
 */
export async function findPictures(folders: Folders, product: ImportedProduct): Promise<PicturesOf> {
  const files = new Map<string, string>();
  const refused: Remark[] = [];
  const ofVariants = product.variants.flatMap(({ image }) => image ?? []);
  const ofProduct = new Set((product.pictures ?? []).map(({ url }) => url));
  for (const url of new Set([...ofProduct, ...ofVariants])) {
    const own = await ownFile(folders, url);
    const place = { line: product.line, column: product.columnOf("images") };
    if (own === undefined && url.startsWith("/")) {
      refused.push({ ...place, code: "UNKNOWN_IMAGE", message: `There is no picture "${shown(url)}" in this shop.` });
    } else if (own === undefined && ofProduct.has(url) && !isPublicAddress(url)) {
      const message = `The picture "${shown(url)}" is not at a public https address.`;
      refused.push({ ...place, code: "IMAGE_ADDRESS", message });
    } else files.set(url, own ?? url);
  }
  return {
    wanted: product.pictures?.map((picture) => ({ ...picture, file: files.get(picture.url) ?? picture.url })),
    fileOf: (url) => files.get(url ?? ""),
    refused,
  };
}

/** The name in our media folder; undefined if it is not one of ours. */
async function ownFile({ media }: Folders, url: string): Promise<string | undefined> {
  const path = url.startsWith("/") ? url : URL.canParse(url) ? new URL(url).pathname : "";
  const name = /^\/media\/([\w-][\w.-]*)$/.exec(path)?.[1];
  if (name === undefined) return undefined;
  return stat(join(media, name)).then(
    (found) => (found.isFile() ? name : undefined),
    () => undefined,
  );
}
