/** The files that search engines read: robots.txt, and a sitemap of all collections and products in every language (sitemaps.org). */
import type { FastifyInstance, FastifyReply } from "fastify";
import type { Logger } from "pino";
import { linkTo } from "../../shop/links.ts";
import { languages } from "../../shop/texts.ts";
import type { Catalogue } from "./catalogue.ts";

type SearchEngineParts = {
  log: Logger;
  catalogue: Catalogue;
  /** The address of the shop; null in a shop that has none, which no search engine shall find. */
  publicUrl: string | null;
};

/** The protocol allows 50,000; with long slugs this many are 2 MB. */
const urlsPerFile = 10_000;
/** The router gives up after three seconds. Who comes then finds what was read meanwhile. */
const waitMs = 2_000;
const retryS = 30;

/** Pages of one visitor. A pattern with `*` covers the other languages. */
const personalPages = ["cart", "checkout", "orders/", "account", "withdrawal", "verify-email", "reset-password"];

/** Opens the files under their addresses. */
export function openSearchEngineFiles(app: FastifyInstance, { log, catalogue, publicUrl }: SearchEngineParts): void {
  app.get("/robots.txt", (_request, reply) => keep(reply.type("text/plain; charset=utf-8")).send(robots(publicUrl)));
  if (publicUrl === null) return;

  /** All addresses; undefined while they are being read. */
  async function urls(): Promise<readonly string[] | undefined> {
    const paths = await Promise.race([catalogue.read(), pause(waitMs)]);
    return paths && languages.flatMap((language) => ["/", ...paths].map((path) => publicUrl + pathIn(language, path)));
  }

  async function respond(reply: FastifyReply, makeXml: (all: readonly string[]) => string | undefined) {
    let all: readonly string[] | undefined;
    try {
      all = await urls();
    } catch (error) {
      log.warn({ err: error }, "storefront: the sitemap cannot be read");
    }
    if (!all)
      return reply.status(503).header("retry-after", String(retryS)).type("text/plain").send("Come back soon.\n");
    const xml = makeXml(all);
    return xml === undefined
      ? reply.status(404).type("text/plain").send("There is no such sitemap.\n")
      : keep(reply.type("application/xml")).send(xml);
  }

  app.get("/sitemap.xml", (_request, reply) => respond(reply, (all) => sitemapIndex(all.length, publicUrl)));
  app.get<{ Params: { number: string } }>("/sitemaps/:number.xml", ({ params }, reply) =>
    respond(reply, (all) => {
      const from = (Number(params.number) - 1) * urlsPerFile;
      const part = Number.isInteger(from) && from >= 0 ? all.slice(from, from + urlsPerFile) : [];
      return part.length > 0 ? urlSet(part) : undefined;
    }),
  );
}

function keep(reply: FastifyReply): FastifyReply {
  return reply.header("cache-control", "public, max-age=3600");
}

function robots(publicUrl: string | null): string {
  if (publicUrl === null) return "User-agent: *\nDisallow: /\n";
  const kept = personalPages.flatMap((page) => [`Disallow: /${page}`, `Disallow: /*/${page}`]);
  return ["User-agent: *", ...kept, `Sitemap: ${publicUrl}/sitemap.xml`, ""].join("\n");
}

function sitemapIndex(count: number, publicUrl: string): string {
  const numbers = Array.from({ length: Math.ceil(count / urlsPerFile) }, (_, index) => index + 1);
  const entries = numbers.map(
    (number) => `<sitemap><loc>${escapeXml(`${publicUrl}/sitemaps/${number}.xml`)}</loc></sitemap>`,
  );
  return document("sitemapindex", entries);
}

function urlSet(urls: readonly string[]): string {
  return document(
    "urlset",
    urls.map((url) => `<url><loc>${escapeXml(url)}</loc></url>`),
  );
}

function document(root: string, entries: readonly string[]): string {
  const open = `<${root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${open}\n${entries.join("\n")}\n</${root}>\n`;
}

function pathIn(language: (typeof languages)[number], path: string): string {
  const [, kind = "", slug = ""] = path.split("/");
  return linkTo({ language, currency: null }, slug === "" ? path : `/${kind}/${encodeURIComponent(slug)}`);
}

function escapeXml(text: string): string {
  return text
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/"/g, "&quot;")
    .replace(/'/g, "&apos;");
}

function pause(ms: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
