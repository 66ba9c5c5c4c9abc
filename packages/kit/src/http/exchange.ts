/** Request bodies: JSON in valid UTF-8; anything else is refused unparsed. */
import { isUtf8 } from "node:buffer";
import type { IncomingMessage } from "node:http";
import type { Runtime } from "@hansa/kit/runtime/runtime";
import type { FastifyInstance } from "fastify";
import { parse } from "secure-json-parse";

/** The largest body of a client, in bytes; files and webhooks have limits of their own. */
export const bodyLimit = 100 * 1024;
/** The time that a request may take to arrive, except for an upload. */
export const requestTimeoutMs = 30_000;
/** How much of a body that is too large is discarded before the answer, in bytes and milliseconds. */
const maxDiscardBytes = 32 * 1024 * 1024;
const maxDiscardMs = 1_000;

/** Accepts `application/json` only; a text/plain body, which any web page can send, is a 415. */
export function readJsonOnly(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, (_request, body, done) => {
    const parsed = parseJson(typeof body === "string" ? Buffer.from(body) : body);
    return parsed ? done(null, parsed.value) : done(Object.assign(new Error("no JSON in UTF-8"), { statusCode: 400 }));
  });
}

/** Parses JSON in UTF-8; undefined if the bytes are something else, or name a prototype. */
export function parseJson(bytes: Buffer): { value: unknown } | undefined {
  return isUtf8(bytes) ? parseJsonText(bytes.toString("utf8")) : undefined;
}

/** Parses JSON text of a client; undefined if it is something else, or names a prototype. */
export function parseJsonText(text: string): { value: unknown } | undefined {
  try {
    return { value: parse(text) };
  } catch {
    return undefined;
  }
}

/** Reads a body of at most `bodyLimit` bytes. "oversized" leaves the rest of it unread; after "aborted" the client is gone. */
export function readBody(runtime: Runtime, request: IncomingMessage): Promise<Buffer | "oversized" | "aborted"> {
  return new Promise((resolve) => {
    if (Number(request.headers["content-length"]) > bodyLimit) return resolve("oversized");
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > bodyLimit) {
        request.removeAllListeners("data");
        return resolve("oversized");
      }
      chunks.push(chunk);
    });
    request.once("end", () => {
      const [only] = chunks;
      resolve(chunks.length === 1 && only ? only : Buffer.concat(chunks));
    });
    request.once("close", () => resolve("aborted"));
    closeIfSlow(runtime, request);
  });
}

/** Closes the connection of a client whose body is not complete in time. */
export function closeIfSlow(runtime: Runtime, request: IncomingMessage): void {
  const stopTimer = runtime.startTimer(requestTimeoutMs, () => {
    if (!request.complete) request.destroy();
  });
  request.once("close", stopTimer);
}

/** Discards the rest of a body, within bounds: a client that is still sending would lose the connection before it reads why. */
export function discardBody(runtime: Runtime, request: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    let discarded = 0;
    request.on("data", (chunk: Buffer) => {
      discarded += chunk.length;
      if (discarded > maxDiscardBytes) resolve();
    });
    request.once("end", resolve);
    request.once("close", resolve);
    runtime.deadline(maxDiscardMs).addEventListener("abort", () => resolve(), { once: true });
    request.resume();
  });
}
