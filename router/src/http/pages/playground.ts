/** The playground: a page built from `playground/`, and the notes of the seed about this shop. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import files from "@fastify/static";
import { graphqlPath } from "@hansa/kit/http";
import type { FastifyInstance, FastifyReply } from "fastify";
import { type Compress, sendText } from "../compression.ts";
import { refuse } from "../refusals.ts";
import { type NotesSource, readNotes } from "./seed-notes.ts";

const built = fileURLToPath(new URL("../../../playground/dist", import.meta.url));

const notBuilt = "The playground is not built: npm run build -w @hansa/playground.";

/** The addresses of the page. The endpoint leaves those of the graph to it where a browser opens them. */
const pageUrls = [graphqlPath, `${graphqlPath}/`, "/playground"];

/** Opens `/playground`, and `/graphql` for browsers that open that address; not in production, where it would reveal passwords of demo accounts. Without a built page it names the build command. */
export async function openPlayground(app: FastifyInstance, source: NotesSource, compress: Compress): Promise<void> {
  app.get("/playground/variables.json", async (request, reply) => {
    const text = JSON.stringify({ shop: source.isShop, ...(await readNotes(source)) });
    const content = { type: "application/json; charset=utf-8", text };
    return sendText(compress, request, reply.header("cache-control", "no-store"), content);
  });
  if (!existsSync(built)) {
    for (const url of [...pageUrls, "/playground/*"]) app.get(url, async (_request, reply) => playgroundPage(reply));
    return;
  }
  await app.register(files, {
    root: built,
    prefix: "/playground/",
    preCompressed: true,
    cacheControl: false,
    setHeaders: (reply, file) => {
      reply.header("cache-control", isHashed(file) ? "public, max-age=31536000, immutable" : "no-cache");
    },
  });
  for (const url of pageUrls) app.get(url, async (_request, reply) => playgroundPage(reply));
}

/** Whether the name of the file contains the hash of its content, so that a copy of it stays valid for ever. */
function isHashed(file: string): boolean {
  return file.startsWith(join(built, "assets"));
}

/** Sends the page; a refusal if it is not built. */
function playgroundPage(reply: FastifyReply): FastifyReply {
  return existsSync(built)
    ? reply.sendFile("index.html")
    : refuse(reply, 404, { code: "NOT_FOUND", message: notBuilt });
}
