/** The public listener: pages and the built files of the browser. */
import path from "node:path";
import files from "@fastify/static";
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from "fastify";
import type { Logger } from "pino";
import { type PageRoute, pageRoutes } from "../pages/routes.ts";
import type { AskGraph } from "../shop/ask-graph.ts";
import type { ShopFacts } from "../shop/facts.ts";
import { languages } from "../shop/texts.ts";
import { type BuiltFiles, clientFolder, readBuiltFiles } from "./built-files.ts";
import { allFiles, type FormerBuilds, listPath } from "./former-builds.ts";
import type { Asker } from "./graph.ts";
import type { Metrics } from "./metrics.ts";
import { brandAddress, brandSheet } from "./pages/brand.ts";
import { compressText } from "./pages/compression.ts";
import { openKeptPages } from "./pages/kept-pages.ts";
import { respondWithPage } from "./pages/response.ts";
import { openSearchEngineFiles } from "./search-engines/files.ts";
import { openSitemaps } from "./search-engines/sitemap.ts";

export type PublicListenerParts = {
  log: Logger;
  metrics: Metrics;
  /** The way to the graph for a visitor. */
  graph(asker: Asker): AskGraph;
  facts(): ShopFacts;
  /** The address of the shop, for search engines; null if it has none yet. */
  publicUrl: string | null;
  /** The language of the catalogue's texts. */
  catalogueLanguage?: string;
  /** The files of the browser, where another listener sends them; otherwise those of the build. */
  files?: BuiltFiles;
  /** The builds of other processes; absent where there is no other process. */
  formerBuilds?: FormerBuilds;
};

/** The origin form of RFC 9112, section 3.2.1: a path and a query in visible ASCII, no whole URL, no `*` and no fragment. */
const targetForm = /^\/[!"$-~]*$/;

/** Opens it; it does not listen yet. Throws if the files of the browser are not there. */
export async function openPublicListener(parts: PublicListenerParts): Promise<FastifyInstance> {
  const app = fastify({
    logger: false,
    forceCloseConnections: "idle",
    // Longer than that of the router, which closes its connections first.
    keepAliveTimeout: 90_000,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 200 },
  });
  // The router refuses other targets itself: a page that is reached without it makes its links from none of them either.
  app.addHook("onRequest", async (request, reply) => {
    if (!targetForm.test(request.raw.url ?? ""))
      return reply.status(400).type("text/plain; charset=utf-8").send("Send a path.");
    return undefined;
  });
  openBrandSheets(app);
  openPages(app, parts, parts.files ?? (await openBuiltFiles(app, parts.formerBuilds)));
  const { graph, facts, publicUrl } = parts;
  const ask = graph({ isPatient: true });
  const sitemaps = publicUrl === null ? undefined : openSitemaps({ ask, facts, publicUrl, now: () => Date.now() });
  openSearchEngineFiles(app, { ...parts, sitemaps });
  return app;
}

const forEver = "public, max-age=31536000, immutable";
const typesOfFiles = new Map([
  [".js", "text/javascript; charset=utf-8"],
  [".css", "text/css; charset=utf-8"],
  [".json", "application/json; charset=utf-8"],
]);

/** Opens the files of the build under their addresses, and those of others that this process has taken over. */
async function openBuiltFiles(app: FastifyInstance, former: FormerBuilds | undefined): Promise<BuiltFiles> {
  const built = readBuiltFiles();
  app.get(listPath, async (_request, reply) => {
    const own = built.build === null ? [] : [{ name: built.build, at: Date.now() }];
    return reply.header("cache-control", "no-store").send([...own, ...(former?.list() ?? [])]);
  });
  app.get<{ Params: { build: string; file: string } }>("/assets/:build/:file", async (request, reply) => {
    const { build, file } = request.params;
    const text = former?.find(build, file);
    const type = typesOfFiles.get(path.extname(file));
    if (text === undefined || type === undefined) return sendMissing(reply);
    const headers = { "cache-control": forEver, vary: "accept-encoding" };
    return compressText(request, reply.type(type).headers(headers), text);
  });
  // A page in place of a file would be read by no browser.
  app.get("/assets/*", async (_request, reply) => sendMissing(reply));
  await app.register(files, {
    root: clientFolder,
    prefix: "/",
    index: false,
    wildcard: false,
    preCompressed: true,
    cacheControl: false,
    dotfiles: "ignore",
    setHeaders: (reply, file) => {
      const isHashed = file.includes("/assets/") && !file.includes(allFiles);
      reply.header("cache-control", isHashed ? forEver : "public, max-age=3600");
    },
  });
  return built;
}

/** Opens the style sheet of each accent. It is made of its address alone, so that any process of the shop has it. */
function openBrandSheets(app: FastifyInstance): void {
  app.get<{ Params: { accent: string } }>("/brand/:accent(^[\\da-f]{6}$).css", (request, reply) => {
    const accent = `#${request.params.accent}`;
    // The page of another build may have named it.
    const isOwn = request.url === brandAddress(accent);
    return reply
      .type("text/css; charset=utf-8")
      .header("cache-control", isOwn ? forEver : "no-store")
      .send(brandSheet(accent));
  });
}

function sendMissing(reply: FastifyReply): FastifyReply {
  return reply
    .status(404)
    .header("cache-control", "no-store")
    .type("text/plain; charset=utf-8")
    .send("There is no such file.");
}

/** Opens every page under its address in each language: the first language of the list has no prefix. */
function openPages(app: FastifyInstance, parts: PublicListenerParts, built: BuiltFiles): void {
  const keptPages = openKeptPages();
  const respond = (route: PageRoute) => async (request: FastifyRequest, reply: FastifyReply) =>
    respondWithPage({ ...parts, built, keptPages, route, request, reply });
  for (const [index, language] of languages.entries()) {
    const prefix = index === 0 ? "" : `/${language}`;
    for (const route of pageRoutes) {
      const url = route.path === "/" && prefix !== "" ? prefix : `${prefix}${route.path}`;
      app.get(url, respond({ ...route, language }));
    }
  }
  app.setNotFoundHandler((request, reply) => {
    const [, first] = request.url.split(/[/?]/);
    const language = languages.find((known) => known === first) ?? languages[0];
    return respond({ path: "*", page: undefined, language })(request, reply);
  });
}
