/** One exchange on Node's HTTP server: its body is read within bounds, its reply goes out in one write, and what is left unread ends. */
import { isUtf8 } from "node:buffer";
import type { IncomingMessage, ServerResponse } from "node:http";
import { type ParseOptions, parse } from "secure-json-parse";
import type { Runtime } from "../runtime/runtime.ts";

/** How much of a body that is too large is discarded before the response, in bytes and milliseconds. */
const maxDiscardBytes = 32 * 1024 * 1024;
const maxDiscardMs = 1_000;
/** The time in which an answered client may finish sending its body before the connection is closed, so that it reads the response. */
const lingerMs = 2_000;

/** The bounds of a body: its bytes, and the time in which it arrives, if the server's limit for all requests is too long for it. */
export type BodyBounds = { maxBytes: number; timeoutMs?: number };

/** Reads a body. "oversized" leaves the rest of it unread; after "aborted" the client is gone. */
export function readBody(
  runtime: Runtime,
  request: IncomingMessage,
  { maxBytes, timeoutMs }: BodyBounds,
): Promise<Buffer | "oversized" | "aborted"> {
  return new Promise((resolve) => {
    if (Number(request.headers["content-length"]) > maxBytes) return resolve("oversized");
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBytes) {
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
    if (timeoutMs !== undefined) closeIfSlow(runtime, request, timeoutMs);
  });
}

/** Closes the connection of a client whose body is not complete in time. */
export function closeIfSlow(runtime: Runtime, request: IncomingMessage, timeoutMs: number): void {
  const stopTimer = runtime.startTimer(timeoutMs, () => {
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

/** Closes the connection of an answered client that has not sent all of its body. */
export function closeUnread(runtime: Runtime, request: IncomingMessage): void {
  if (request.complete) return;
  request.resume();
  void runtime.sleep(lingerMs).then(() => {
    if (!request.complete) request.destroy();
  });
}

/** A parsed JSON text. */
export type ParsedJson = { value: unknown; text: string };

/** Parses JSON in UTF-8; undefined if the bytes are something else, or name a prototype. */
export function parseJson(bytes: Buffer): ParsedJson | undefined {
  return isUtf8(bytes) ? parseJsonText(bytes.toString("utf8")) : undefined;
}

/** Parses JSON text of a client; undefined if it is something else, or names a prototype. */
export function parseJsonText(text: string): ParsedJson | undefined {
  try {
    return { value: parse(text), text };
  } catch {
    return undefined;
  }
}

/** The key for which JSON text is not parsed: it would name a prototype. Undefined if the text is parsed, or no JSON. */
export function forbiddenKeyOf(text: string): string | undefined {
  const isJson = parses(text, { protoAction: "ignore", constructorAction: "ignore" });
  if (!isJson || parses(text, {})) return undefined;
  return parses(text, { protoAction: "ignore" }) ? "__proto__" : "constructor";
}

function parses(text: string, options: ParseOptions): boolean {
  try {
    parse(text, options);
    return true;
  } catch {
    return false;
  }
}

/** Whether a body of this content type is read: JSON in UTF-8. */
export function isJsonType(contentType: string | undefined): boolean {
  if (contentType === "application/json") return true;
  const [type, ...parameters] = (contentType ?? "")
    .toLowerCase()
    .split(";")
    .map((part) => part.trim());
  const charset = parameters.find((parameter) => parameter.startsWith("charset="));
  return type === "application/json" && (charset === undefined || /^charset="?utf-8"?$/.test(charset));
}

/**
 * The bytes of a text in UTF-8, each as one character: a string goes out in one write with its headers, and one with a character beyond Latin-1
 * would take twice the CPU time.
 */
export function bytesOf(text: string): string {
  // ASCII characters are their own bytes.
  if (Buffer.byteLength(text) === text.length) return text;
  return Buffer.from(text).toString("latin1");
}

/** Sends bytes of `bytesOf` in one write; `headers` are names and values in turn. A HEAD gets the headers alone. */
export function sendBytes(response: ServerResponse, status: number, headers: readonly string[], bytes: string): void {
  response.writeHead(status, [...headers, "content-length", String(bytes.length)]);
  response.end(response.req.method === "HEAD" ? undefined : bytes, "latin1");
}
