/** Files on their way to products: passed on as they come, so that a large one is never in the router's memory. */
import type { IncomingMessage } from "node:http";
import { Transform } from "node:stream";
import type { ServiceName } from "@hansa/kit/contract";
import type { Log } from "@hansa/kit/log";
import type { World } from "@hansa/kit/world";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Pools } from "../transport/pools.ts";
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
      if (!uploadPath.test(request.url) || !(await isAwaited(parts, request))) return refuse(reply, 404);
      return passFile(parts, request, reply);
    });
    done();
  });
}

/** A token is 32 bytes in base64url: anything else is refused before a byte of the file is read. */
const uploadPath = /^\/uploads\/[\w-]{43}$/;
const questionTimeoutMs = 5_000;

/**
 * Whether products awaits a file here, asked before the file is read: products hears of a PUT only with its first byte, which a client may hold
 * back. Where products does not answer, passing the file will say so.
 */
async function isAwaited({ world, pools, origins }: Parts, { url }: FastifyRequest): Promise<boolean> {
  try {
    const { statusCode, body } = await pools.to(origins.products).request({
      method: "GET",
      path: url,
      signal: world.deadline(questionTimeoutMs),
    });
    await body.dump();
    return statusCode !== 404;
  } catch {
    return true;
  }
}

class TooLarge extends Error {}

async function passFile({ world, log, pools, origins }: Parts, request: FastifyRequest, reply: FastifyReply) {
  const { url, raw } = request;
  try {
    const { statusCode, headers, body } = await pools.to(origins.products).request({
      method: "PUT",
      path: url,
      headers: { "content-type": "application/octet-stream" },
      body: limitFile(raw),
      signal: world.deadline(uploadTimeoutMs),
    });
    const text = await body.text();
    if (statusCode === 401 || statusCode === 404) return refuse(reply, 404);
    return reply
      .status(statusCode)
      .type(String(headers["content-type"] ?? "application/json"))
      .send(text);
  } catch (error) {
    if (raw.destroyed && !raw.complete) return reply.hijack();
    if (error instanceof TooLarge) return refuse(reply, 413);
    log.warn({ err: error, requestId: request.id, service: "products" }, "a file could not be passed on");
    return refuse(reply, 503);
  }
}

/**
 * The body as it comes. Unlike an iterator, a pipe lets go of the request when products refuses the file, so that the rest can be read off and
 * the client hears the answer.
 */
function limitFile(raw: IncomingMessage): Transform {
  let seen = 0;
  const file = new Transform({
    transform: (piece: Buffer, _encoding, done) => {
      seen += piece.length;
      if (seen > largestFile) done(new TooLarge());
      else done(null, piece);
    },
  });
  // The exchange with products hears of these faults too, while there is one.
  file.on("error", () => undefined);
  raw.once("close", () => {
    if (!raw.complete) file.destroy(new Error("the client went away"));
  });
  return raw.pipe(file);
}
