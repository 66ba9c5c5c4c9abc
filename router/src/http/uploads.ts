/** Files on their way to products: passed on as they come, so that a large one is never in the router's memory. */
import { Readable } from "node:stream";
import type { ServiceName } from "@hansa/kit/contract";
import type { Log } from "@hansa/kit/log";
import type { World } from "@hansa/kit/world";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Pools } from "../transport/pools.ts";
import { letGoBy } from "./body.ts";
import { refuse } from "./refuse.ts";

type Parts = { world: World; log: Log; pools: Pools; origins: Readonly<Record<ServiceName, string>> };

/** The largest file that any part of the shop takes, in bytes. */
const largestFile = 100 * 1024 * 1024;
/** A catalogue over a slow line. */
export const uploadTimeoutMs = 15 * 60_000;

/** Whether a request brings a file, for which it has more time than others have. */
export function bringsFile({ method, url }: FastifyRequest): boolean {
  return method === "PUT" && url.startsWith("/uploads/");
}

/** Opens PUT for `/uploads/:token`. The token in the address is a secret: it is in no log and in no error. */
export async function openUploads(app: FastifyInstance, parts: Parts): Promise<void> {
  await app.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", (_request, _body, parsed) => parsed(null));
    scope.put("/uploads/:token", async (request, reply) => {
      if (!/^\/uploads\/[\w-]+$/.test(request.url)) return refuse(reply, 404);
      return passFile(parts, request, reply);
    });
    done();
  });
}

class TooLarge extends Error {}

async function passFile({ world, log, pools, origins }: Parts, request: FastifyRequest, reply: FastifyReply) {
  const { url, raw } = request;
  try {
    const { statusCode, headers, body } = await pools.to(origins.products).request({
      method: "PUT",
      path: url,
      headers: { "content-type": "application/octet-stream" },
      body: Readable.from(pieces(raw)),
      signal: world.deadline(uploadTimeoutMs),
    });
    const text = await body.text();
    // Whoever still sends would lose the connection before hearing why.
    if (statusCode >= 400) await letGoBy(raw);
    if (statusCode === 401 || statusCode === 404) return refuse(reply, 404);
    return reply
      .status(statusCode)
      .type(String(headers["content-type"] ?? "application/json"))
      .send(text);
  } catch (error) {
    if (raw.destroyed && !raw.complete) return reply.hijack();
    await letGoBy(raw);
    if (error instanceof TooLarge) return refuse(reply, 413);
    log.warn({ err: error, requestId: request.id, service: "products" }, "a file could not be passed on");
    return refuse(reply, 503);
  }
}

/** The body as it comes. Whoever stops reading it leaves the client's connection open, for an answer. */
async function* pieces(raw: Readable): AsyncGenerator<Buffer> {
  let seen = 0;
  for await (const piece of raw.iterator({ destroyOnReturn: false })) {
    seen += piece.length;
    if (seen > largestFile) throw new TooLarge();
    yield piece;
  }
}
