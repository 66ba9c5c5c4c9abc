/** Compression of pages, by the request's `accept-encoding`. */
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { FastifyReply, FastifyRequest } from "fastify";

const brotli = promisify(brotliCompress);
const deflate = promisify(gzip);

/** The knee of the curve: a higher quality costs more than the page itself. */
const quality = 4;

/** Sends a page in the smallest form that the browser accepts. */
export async function compressPage(request: FastifyRequest, reply: FastifyReply, html: string): Promise<FastifyReply> {
  const accepted = String(request.headers["accept-encoding"] ?? "");
  if (/\bbr\b/.test(accepted)) {
    const params = { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_SIZE_HINT]: html.length };
    return reply.header("content-encoding", "br").send(await brotli(html, { params }));
  }
  if (/\bgzip\b/.test(accepted)) return reply.header("content-encoding", "gzip").send(await deflate(html));
  return reply.send(html);
}
