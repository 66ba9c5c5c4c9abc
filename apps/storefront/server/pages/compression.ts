/** Compression of pages and other texts, by the request's `accept-encoding`. */
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { FastifyReply, FastifyRequest } from "fastify";

const brotli = promisify(brotliCompress);
const deflate = promisify(gzip);

/** The knee of the curve: a higher quality costs more than the page itself. */
const quality = 4;

/** Sends a text in the smallest form that the browser accepts. */
export async function compressText(request: FastifyRequest, reply: FastifyReply, text: string): Promise<FastifyReply> {
  const accepted = String(request.headers["accept-encoding"] ?? "");
  if (/\bbr\b/.test(accepted)) {
    const params = { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_SIZE_HINT]: text.length };
    return reply.header("content-encoding", "br").send(await brotli(text, { params }));
  }
  if (/\bgzip\b/.test(accepted)) return reply.header("content-encoding", "gzip").send(await deflate(text));
  return reply.send(text);
}
