/** Decoding of responses that a server or a proxy compressed though nothing but `identity` is accepted: within the bytes that they may have. */
import { brotliDecompress, gunzip, inflate, inflateRaw } from "node:zlib";

type Decode = (
  bytes: Buffer,
  options: { maxOutputLength: number },
  done: (error: Error | null, decoded: Buffer) => void,
) => void;

/** The decoded bytes, at most so many; "unreadable" if the coding is unknown or the bytes are not of it. It never rejects. */
export function decodeBody(coding: string, bytes: Buffer, most: number): Promise<Buffer | "oversized" | "unreadable"> {
  const decode = decoderOf(coding.trim().toLowerCase(), bytes);
  if (!decode) return Promise.resolve("unreadable");
  // The library takes no limit below one.
  if (most < 1) return Promise.resolve("oversized");
  return new Promise((resolve) => {
    decode(bytes, { maxOutputLength: most }, (error, decoded) => {
      if (!error) resolve(decoded);
      else resolve("code" in error && error.code === "ERR_BUFFER_TOO_LARGE" ? "oversized" : "unreadable");
    });
  });
}

function decoderOf(coding: string, bytes: Buffer): Decode | undefined {
  if (coding === "gzip" || coding === "x-gzip") return gunzip;
  if (coding === "br") return brotliDecompress;
  // Some servers send it without the head of zlib, whose first byte names the method 8.
  if (coding === "deflate") return ((bytes[0] ?? 0) & 0x0f) === 8 ? inflate : inflateRaw;
  return undefined;
}

/** Whether a response has this `content-encoding` to be decoded. */
export function isEncoded(coding: string): boolean {
  return !/^\s*(?:identity)?\s*$/i.test(coding);
}
