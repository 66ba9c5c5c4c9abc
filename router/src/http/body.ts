/** Reading bodies: JSON in true UTF-8 and nothing else, refused before anybody looks inside. */
import type { IncomingMessage } from "node:http";
import type { FastifyInstance } from "fastify";

/** The largest body of a client, in bytes. */
export const bodyLimit = 1024 * 1024;

/** How much of a body that is too large is still let go by. */
const mostLetGoBy = 32 * bodyLimit;

/** Lets the rest of a body go by unread, within bounds: a client that is still sending would lose the connection before it hears why. */
export function letGoBy(request: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    let seen = 0;
    request.on("data", (chunk: Buffer) => {
      seen += chunk.length;
      if (seen > mostLetGoBy) resolve();
    });
    request.once("end", resolve);
    request.once("close", resolve);
    request.resume();
  });
}

/** Accepts `application/json` only; a text/plain body, which any web page can send, is a 415. */
export function readJsonOnly(app: FastifyInstance): void {
  const parseJson = app.getDefaultJsonParser("error", "error");
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, (request, body, done) => {
    const text = typeof body === "string" ? body : decode(body);
    if (text === undefined) return done(Object.assign(new Error("the body is not UTF-8"), { statusCode: 400 }));
    void parseJson(request, text, done);
  });
}

/** The text, or undefined if the bytes are not UTF-8. */
function decode(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
