/** Request bodies of Fastify's routes: JSON in valid UTF-8; anything else is refused unparsed. */
import { type BodyBounds, parseJson } from "@hansa/kit/http";
import type { FastifyInstance } from "fastify";

/** The largest body of a client, in bytes; files and webhooks have limits of their own. */
export const bodyLimit = 100 * 1024;
/** The time that a request may take to arrive, except for an upload. */
export const requestTimeoutMs = 30_000;
/** A larger body waits for its sender's turn: it is parsed and judged in one go, which takes milliseconds. No operation of ours has as much. */
export const smallBodyBytes = 16 * 1024;
/** The most bytes of bodies that wait for their turns: more than one address has, whose refused requests would only be the sooner replaced by others. */
export const maxWaitingBytes = 32 * 1024 * 1024;
/** The bounds of the body of an operation. */
export const bodyBounds: BodyBounds = { maxBytes: bodyLimit, timeoutMs: requestTimeoutMs };

/** Accepts `application/json` only; a text/plain body, which any web page can send, is a 415. */
export function readJsonOnly(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, (_request, body, done) => {
    const parsed = parseJson(typeof body === "string" ? Buffer.from(body) : body);
    return parsed ? done(null, parsed.value) : done(Object.assign(new Error("no JSON in UTF-8"), { statusCode: 400 }));
  });
}
