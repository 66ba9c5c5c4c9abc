/** Uploads to products: files are streamed, so that a large one is never in the memory of the router. */

import type { IncomingMessage } from "node:http";
import { Transform } from "node:stream";
import type { ServiceName } from "@hansa/contracts/processes";
import { ResponseTooLargeError, readResponseText } from "@hansa/kit/http";
import { type HttpTransport, requestStream } from "@hansa/kit/rpc";
import { type Log, type Runtime, type Sender, type WarnSparsely, wordsOf } from "@hansa/kit/runtime";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { filePolicy, hasMediaType } from "./headers.ts";
import { refuse } from "./refusals.ts";

type Parts = {
  runtime: Runtime;
  log: Log;
  warn: WarnSparsely;
  services: HttpTransport<ServiceName>["services"];
  /** The sender of a request; undefined where senders are not told apart. */
  senderOf(request: FastifyRequest): Sender | undefined;
};

/** The largest file that any part of the shop takes, in bytes. */
const maxFileSize = 100 * 1024 * 1024;
/** The most bytes of the response to an upload, which is empty or a refusal. */
const maxResponseBytes = 64 * 1024;
/** Long enough for a catalogue over a slow connection. */
export const uploadTimeoutMs = 15 * 60_000;

/** Whether a request is an upload, which has more time than others. */
export function isUpload({ method, url }: FastifyRequest): boolean {
  return method === "PUT" && url.startsWith("/uploads/");
}

/** Opens PUT for `/uploads/:token`. The token in the address is a secret: it is in no log and in no error. */
export async function openUploads(app: FastifyInstance, parts: Parts): Promise<void> {
  await app.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", (_request, _body, parsed) => parsed(null));
    scope.put("/uploads/:token", async (request, reply) => {
      if (!uploadPath.test(request.url) || !(await isFileExpected(parts, request))) return refuse(reply, 404);
      return forwardFile(parts, request, reply);
    });
    done();
  });
}

/** The form of the address: a token is 32 bytes in base64url; other addresses are refused before the file is read. */
const uploadPath = /^\/uploads\/[\w-]{43}$/;
const checkTimeoutMs = 5_000;

/**
 * Whether products expects a file here, requested before the file is read: products receives a PUT only with its first byte, which a client may
 * hold back. If products does not answer, forwarding the file reports that.
 */
async function isFileExpected(parts: Parts, request: FastifyRequest): Promise<boolean> {
  const check = { method: "GET", path: request.url, signal: parts.runtime.deadline(checkTimeoutMs) } as const;
  try {
    const sender = parts.senderOf(request);
    const { statusCode, body } = await requestStream(parts, parts.services.products, check, { sender });
    await body.dump();
    return statusCode !== 404;
  } catch {
    return true;
  }
}

class FileTooLargeError extends Error {}

async function forwardFile(
  { runtime, log, warn, services, senderOf }: Parts,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  const { url, raw } = request;
  reply.header("content-security-policy", filePolicy);
  try {
    const passedOn = {
      method: "PUT",
      path: url,
      headers: { "content-type": "application/octet-stream" },
      body: limitFile(raw),
      signal: runtime.deadline(uploadTimeoutMs),
    } as const;
    const response = await requestStream({ runtime, log }, services.products, passedOn, { sender: senderOf(request) });
    const text = await readResponseText(response.body, maxResponseBytes);
    if (response.statusCode === 401 || response.statusCode === 404) return refuse(reply, 404);
    if (!hasMediaType(response, ["application/json"])) {
      const type = String(response.headers["content-type"]);
      warn({ requestId: request.id, subgraph: "products", type }, "upload: products answered with a wrong media type");
      return refuse(reply, 502);
    }
    return reply.status(response.statusCode).type("application/json; charset=utf-8").send(text);
  } catch (error) {
    if (raw.destroyed && !raw.complete) return reply.hijack();
    if (error instanceof FileTooLargeError) return refuse(reply, 413);
    warn({ cause: wordsOf(error), requestId: request.id, subgraph: "products" }, "upload: products did not answer");
    return refuse(reply, error instanceof ResponseTooLargeError ? 502 : 503);
  }
}

/**
 * Streams the body up to the limit. Unlike an iterator, a pipe releases the request when products refuses the file, so that the rest can be
 * discarded and the client reads the response.
 */
function limitFile(raw: IncomingMessage): Transform {
  let seen = 0;
  const file = new Transform({
    transform: (piece: Buffer, _encoding, done) => {
      seen += piece.length;
      if (seen > maxFileSize) done(new FileTooLargeError());
      else done(null, piece);
    },
  });
  // The request to products reports these faults too, while there is one.
  file.on("error", () => undefined);
  raw.once("close", () => {
    if (!raw.complete) file.destroy(new Error("the client went away"));
  });
  return raw.pipe(file);
}
