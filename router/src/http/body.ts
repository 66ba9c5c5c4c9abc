/** Request bodies: JSON in valid UTF-8; anything else is refused unparsed. */
import type { FastifyInstance } from "fastify";

/** The largest body of a client, in bytes; files and webhooks have limits of their own. */
export const bodyLimit = 100 * 1024;

/** Accepts `application/json` only; a text/plain body, which any web page can send, is a 415. */
export function readJsonOnly(app: FastifyInstance): void {
  const parseJson = app.getDefaultJsonParser("error", "error");
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, (request, body, done) => {
    const text = typeof body === "string" ? body : decodeUtf8(body);
    if (text === undefined) return done(Object.assign(new Error("the body is not UTF-8"), { statusCode: 400 }));
    void parseJson(request, text, done);
  });
}

/** The text, or undefined if the bytes are not UTF-8. */
function decodeUtf8(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
