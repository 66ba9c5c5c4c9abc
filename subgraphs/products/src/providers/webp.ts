/** WebP of pictures, made by sharp: the one file that knows it. It is loaded for the first picture. */
import type SharpFunction from "sharp";

type Sharp = typeof SharpFunction;

/** sharp has no binary for this machine, or was not installed. */
export class ScalerUnavailableError extends Error {}

/** The largest picture that is decoded, in pixels: 4 bytes of memory each where the format has no smaller steps. */
const maxInputPixels = 40_000_000;
/** The height of a rendition in units of its width, beyond which it becomes narrower: a side of WebP has at most 16,383 pixels. */
const maxTallness = 4;
const quality = 80;
const timeoutSeconds = 10;

/** The decoders that are used: those of uploads, without SVG and documents, which read other files, and without GIF. */
const decoders = [
  "VipsForeignLoadJpegFile",
  "VipsForeignLoadPngFile",
  "VipsForeignLoadWebpFile",
  "VipsForeignLoadHeifFile",
];

/**
 * Returns the picture in a file as WebP of at most this width, upright and without metadata; null if it is animated. Throws
 * ScalerUnavailableError, or an error that says why the picture cannot be decoded.
 */
export type ScalePicture = (file: string, width: number) => Promise<Uint8Array | null>;

/** Opens the scaling of pictures, on threads of libuv, one for each call. `load` brings sharp. */
export function openScaler(load: () => Promise<Sharp> = loadSharp): ScalePicture {
  let loading: Promise<Sharp> | undefined;
  return async (file, width) => {
    loading ??= load();
    const sharp = await loading.catch((error) => {
      throw new ScalerUnavailableError("pictures: sharp cannot be loaded", { cause: error });
    });
    const picture = sharp(file, { limitInputPixels: maxInputPixels, failOn: "error" });
    const { pages = 1 } = await picture.metadata();
    if (pages > 1) return null;
    return picture
      .autoOrient()
      .resize({ width, height: width * maxTallness, fit: "inside", withoutEnlargement: true })
      .webp({ quality })
      .timeout({ seconds: timeoutSeconds })
      .toBuffer();
  };
}

async function loadSharp(): Promise<Sharp> {
  const { default: sharp } = await import("sharp");
  sharp.cache(false);
  sharp.concurrency(1);
  sharp.block({ operation: ["VipsForeignLoad"] });
  sharp.unblock({ operation: decoders });
  return sharp;
}
