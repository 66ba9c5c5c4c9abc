/** Pictures of an imported product: files of the media folder, or external URLs. */
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { isPublicAddress } from "@hansa/kit/identity";
import type { Folders } from "../../../context.ts";
import type { Finding, ImportedPicture, ImportedProduct } from "../file/entries.ts";
import { excerptOf } from "../text/amounts.ts";

export type ProductPictures = {
  /** Undefined: the pictures stay unchanged. */
  wanted: readonly (ImportedPicture & { file: string })[] | undefined;
  /** The file name or URL in the store of the picture with this URL. */
  fileOf(url: string | null | undefined): string | undefined;
  refused: Finding[];
};

/**
 * Finds URLs of files in the media folder. Nothing is fetched: other pictures are shown from their URL, which must be a public https address,
 * because browsers of customers load it. Other addresses and missing files of the media folder are refused.
 */
export async function findPictures(folders: Folders, product: ImportedProduct): Promise<ProductPictures> {
  const files = new Map<string, string>();
  const refused: Finding[] = [];
  const ofVariants = product.variants.flatMap(({ image }) => image ?? []);
  const ofProduct = new Set((product.pictures ?? []).map(({ url }) => url));
  for (const url of new Set([...ofProduct, ...ofVariants])) {
    const own = await findOwnFile(folders, url);
    const place = { line: product.line, column: product.columnOf("images") };
    if (own === undefined && url.startsWith("/")) {
      refused.push({
        ...place,
        code: "UNKNOWN_IMAGE",
        message: `There is no picture "${excerptOf(url)}" in this shop.`,
      });
    } else if (own === undefined && ofProduct.has(url) && !isPublicAddress(url)) {
      const message = `The picture "${excerptOf(url)}" is not at a public https address.`;
      refused.push({ ...place, code: "IMAGE_ADDRESS", message });
    } else files.set(url, own ?? url);
  }
  return {
    wanted: product.pictures?.map((picture) => ({ ...picture, file: files.get(picture.url) ?? picture.url })),
    fileOf: (url) => files.get(url ?? ""),
    refused,
  };
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
