/** The files that search engines read: robots.txt, and the sitemap as it was written. */
import type { FastifyInstance, FastifyReply } from "fastify";
import type { Logger } from "pino";
import { linkTo } from "../../shop/links.ts";
import { languages } from "../../shop/texts.ts";
import type { Sitemap, Sitemaps } from "./sitemap.ts";

type SearchEngineParts = {
  log: Logger;
  /** Undefined in a shop without an address, which no search engine shall find. */
  sitemaps: Sitemaps | undefined;
  publicUrl: string | null;
};

/** The router gives up after three seconds. Who comes then finds what was written meanwhile. */
const waitMs = 2_000;
const retryS = 30;

/** Pages of one visitor. */
const personalPages = [
  "/cart",
  "/checkout",
  "/orders",
  "/account",
  "/withdrawal",
  "/verify-email",
  "/confirm-email",
  "/reset-password",
];

/** Opens the files under their addresses. */
export function openSearchEngineFiles(app: FastifyInstance, { log, sitemaps, publicUrl }: SearchEngineParts): void {
  app.get("/robots.txt", (_request, reply) => keep(reply.type("text/plain; charset=utf-8")).send(robots(publicUrl)));
  if (sitemaps === undefined) return;

  async function respond(reply: FastifyReply, fileOf: (sitemap: Sitemap) => Buffer | undefined) {
    let sitemap: Sitemap | undefined;
    try {
      sitemap = await Promise.race([sitemaps?.read(), pause(waitMs)]);
    } catch (error) {
      log.warn({ err: error }, "storefront: the sitemap cannot be read");
    }
    if (!sitemap)
      return reply.status(503).header("retry-after", String(retryS)).type("text/plain").send("Come back soon.\n");
    const file = fileOf(sitemap);
    return file === undefined
      ? reply.status(404).type("text/plain").send("There is no such sitemap.\n")
      : keep(reply.type("application/xml")).send(file);
  }

  app.get("/sitemap.xml", (_request, reply) => respond(reply, ({ index }) => index));
  app.get<{ Params: { number: string } }>("/sitemaps/:number.xml", ({ params }, reply) =>
    respond(reply, ({ files }) => files[Number(params.number) - 1]),
  );
}

function keep(reply: FastifyReply): FastifyReply {
  return reply.header("cache-control", "public, max-age=3600");
}

function robots(publicUrl: string | null): string {
  if (publicUrl === null) return "User-agent: *\nDisallow: /\n";
  // A rule is the beginning of an address (RFC 9309): each ends where the page's own path does, so that it is no part of a slug.
  const kept = languages.flatMap((language) =>
    personalPages.flatMap((page) => {
      const path = linkTo({ language, currency: null }, page);
      return [`Disallow: ${path}$`, `Disallow: ${path}?`, `Disallow: ${path}/`];
    }),
  );
  return ["User-agent: *", ...kept, `Sitemap: ${publicUrl}/sitemap.xml`, ""].join("\n");
}

function pause(ms: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
