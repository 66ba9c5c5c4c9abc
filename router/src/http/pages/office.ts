/** The back office at `/admin`: the files that `apps/admin` is built to, and its document for each of its places. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import files from "@fastify/static";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type Compress, sendText } from "../compression.ts";
import { policyText, storefrontDirectives } from "../headers.ts";
import { readPagePath } from "../own-paths.ts";
import { refuse } from "../refusals.ts";

/** The path of the first page; all others are below it. */
const officePath = "/admin";

/** The files of the build are below it. */
const assetsPath = `${officePath}/assets/`;

const built = fileURLToPath(new URL("../../../../apps/admin/dist", import.meta.url));
const document = path.join(built, "index.html");

const notBuilt = "The back office is not built: npm run build -w @hansa/admin.";

/** Pages and files of the back office load nothing from other hosts but pictures, and have nothing inline. */
const headers = { "content-security-policy": policyText(storefrontDirectives), "x-robots-tag": "noindex" };

/** Opens `/admin` and all below it, in production too: it holds no data, which the graph gives to staff alone. */
export async function openOffice(app: FastifyInstance, compress: Compress): Promise<void> {
  const sendDocument = async (request: FastifyRequest, reply: FastifyReply) => {
    const place = readPagePath(request.url);
    if (place === undefined || place.startsWith(assetsPath)) return refuse(reply, 404);
    if (!existsSync(document)) return refuse(reply, 404, { code: "NOT_FOUND", message: notBuilt });
    // It names the files of the last build, which may be another one than that of the router's start.
    const text = await readFile(document, "utf8");
    reply.headers({ ...headers, "cache-control": "no-store" });
    return sendText(compress, request, reply, { type: "text/html; charset=utf-8", text });
  };
  for (const url of [officePath, `${officePath}/*`]) app.route({ method: ["GET", "HEAD"], url, handler: sendDocument });
  if (!existsSync(document)) return;
  await app.register(files, {
    root: path.join(built, "assets"),
    prefix: assetsPath,
    preCompressed: true,
    cacheControl: false,
    decorateReply: false,
    // The hash in each name is that of its content.
    setHeaders: (reply) => {
      reply.headers({ ...headers, "cache-control": "public, max-age=31536000, immutable" });
    },
  });
}
