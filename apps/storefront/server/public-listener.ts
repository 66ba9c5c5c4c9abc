/** The public listener: pages and the built files of the browser. */
import files from "@fastify/static";
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from "fastify";
import type { Logger } from "pino";
import { type PageRoute, pageRoutes } from "../pages/routes.ts";
import type { AskGraph } from "../shop/ask-graph.ts";
import type { ShopFacts } from "../shop/facts.ts";
import { languages } from "../shop/texts.ts";
import { type BuiltFiles, clientFolder, readBuiltFiles } from "./built-files.ts";
import type { Asker } from "./graph.ts";
import type { Metrics } from "./metrics.ts";
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
  openPages(app, parts, parts.files ?? (await openBuiltFiles(app)));
  const { graph, facts, publicUrl } = parts;
  const sitemaps =
    publicUrl === null ? undefined : openSitemaps({ ask: graph({}), facts, publicUrl, now: () => Date.now() });
  openSearchEngineFiles(app, { ...parts, sitemaps });
  return app;
}

/** Opens the files of the build under their addresses. */
async function openBuiltFiles(app: FastifyInstance): Promise<BuiltFiles> {
  const built = readBuiltFiles();
  await app.register(files, {
    root: clientFolder,
    prefix: "/",
    index: false,
    wildcard: false,
    preCompressed: true,
    cacheControl: false,
    dotfiles: "ignore",
    setHeaders: (reply, file) => {
      const isHashed = file.includes("/assets/");
      reply.header("cache-control", isHashed ? "public, max-age=31536000, immutable" : "public, max-age=3600");
    },
  });
  return built;
}

/** Opens every page under its address in each language: the first language of the list has no prefix. */
function openPages(app: FastifyInstance, parts: PublicListenerParts, built: BuiltFiles): void {
  const keptPages = openKeptPages();
  const respond = (route: PageRoute) => async (request: FastifyRequest, reply: FastifyReply) =>
    respondWithPage({ ...parts, built, keptPages, route, request, reply });
  for (const [index, language] of languages.entries()) {
    const prefix = index === 0 ? "" : `/${language}`;
    for (const { path, page } of pageRoutes) {
      const url = path === "/" && prefix !== "" ? prefix : `${prefix}${path}`;
      app.get(url, respond({ path, page, language }));
    }
  }
  app.setNotFoundHandler((request, reply) => {
    const [, first] = request.url.split(/[/?]/);
    const language = languages.find((known) => known === first) ?? languages[0];
    return respond({ path: "*", page: undefined, language })(request, reply);
  });
}
