/** Photographs for tests: noise, which compresses as badly as a real picture. sharp is not given encoded pictures: the service allows it few decoders. */
import sharp from "sharp";

/** A JPEG of noise; `orientation` is that of EXIF, 6 for a camera that was turned. */
export function photograph(width: number, height: number, orientation = 1): Promise<Buffer> {
  const noise = { type: "gaussian", mean: 128, sigma: 20 } as const;
  return sharp({ create: { width, height, channels: 3, background: "#888", noise } })
    .withMetadata({ orientation })
    .jpeg({ quality: 90 })
    .toBuffer();
}

/** A WebP of a black frame and a white one. */
export function animation(width: number, height: number): Promise<Buffer> {
  const frame = width * height * 3;
  const pixels = Buffer.concat([Buffer.alloc(frame), Buffer.alloc(frame, 255)]);
  return sharp(pixels, { raw: { width, height: 2 * height, channels: 3, pageHeight: height } })
    .webp({ delay: [100, 100], loop: 0 })
    .toBuffer();
}
