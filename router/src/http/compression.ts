/** Compression of responses: by `accept-encoding`, in Node's thread pool, and bounded in the bytes in progress. */
import { brotliCompress, constants, gzip } from "node:zlib";
import { negotiate } from "@fastify/accept-negotiator";
import type { FastifyReply, FastifyRequest } from "fastify";

export type Encoding = "br" | "gzip";

/** Compresses within the bound; undefined if the body is to be sent as it is. It never rejects. */
export type Compress = (encoding: Encoding, body: Buffer) => Promise<Buffer | undefined>;

/** Smaller bodies fit into one packet as they are. */
const minBytes = 1_000;

/** In the order of preference among equal weights. */
const offered = ["br", "gzip", "identity"];

/** The encoding of a body of `size` bytes for this `accept-encoding`; undefined: as it is. */
export function chooseEncoding(accepted: string | string[] | undefined, size: number): Encoding | undefined {
  if (size < minBytes || typeof accepted !== "string") return undefined;
  const weighted = accepted.toLowerCase();
  // `*` means the encodings that are not named, which the library reads as the first one offered. No browser sends it.
  const selected = weighted.includes("*") ? "identity" : negotiate(weighted, offered);
  return selected === "br" || selected === "gzip" ? selected : undefined;
}

/** The memory of one encoder and its result, apart from the body, in bytes. */
const encoderBytes = 1024 * 1024;
const maxBytesInProgress = 64 * 1024 * 1024;

/** Opens compression. Bodies that would exceed `maxBytes` in progress, encoders included, are sent as they are. */
export function openCompression(maxBytes = maxBytesInProgress): Compress {
  let inProgress = 0;
  return (encoding, body) => {
    const bytes = 2 * body.length + encoderBytes;
    if (inProgress + bytes > maxBytes) return Promise.resolve(undefined);
    inProgress += bytes;
    return new Promise((resolve) => {
      const finish = (error: Error | null, compressed: Buffer) => {
        inProgress -= bytes;
        resolve(error ? undefined : compressed);
      };
      if (encoding === "gzip") gzip(body, finish);
      else brotliCompress(body, brotliOptions(body.length), finish);
    });
  };
}

/** Quality 4 costs no more CPU time than gzip; 11, the default, costs a hundred times as much. */
function brotliOptions(size: number): { params: Record<number, number> } {
  return { params: { [constants.BROTLI_PARAM_QUALITY]: 4, [constants.BROTLI_PARAM_SIZE_HINT]: size } };
}

/** Sends text of a Fastify route in the encoding that the client prefers. */
export async function sendText(
  compress: Compress,
  { headers }: FastifyRequest,
  reply: FastifyReply,
  { type, text }: { type: string; text: string },
): Promise<FastifyReply> {
  const body = Buffer.from(text);
  const encoding = chooseEncoding(headers["accept-encoding"], body.length);
  const compressed = encoding && (await compress(encoding, body));
  addVary(reply.type(type), "accept-encoding");
  return compressed ? reply.header("content-encoding", encoding).send(compressed) : reply.send(body);
}

/** Adds a request header to those on which the response depends. */
export function addVary(reply: FastifyReply, name: string): void {
  const before = reply.getHeader("vary");
  reply.header("vary", before === undefined ? name : `${before}, ${name}`);
}
