/** The response to the request of a page: its status, its headers, and what takes its place while a service is away. */
import { createHash } from "node:crypto";
import type { ServerResponse } from "node:http";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Logger } from "pino";
import { absentPage } from "../../pages/absent/page.tsx";
import type { FoundPage, LoadedPage, PageRequest } from "../../pages/page.ts";
import type { PageRoute } from "../../pages/routes.ts";
import type { AskGraph } from "../../shop/ask-graph.ts";
import type { ShopFacts } from "../../shop/facts.ts";
import type { Place } from "../../shop/links.ts";
import { languages } from "../../shop/texts.ts";
import type { BuiltFiles } from "../built-files.ts";
import type { Asker } from "../graph.ts";
import type { Metrics, PageOutcome } from "../metrics.ts";
import { compressText } from "./compression.ts";
import { markKept, renderDocument } from "./document.tsx";
import type { KeptPages } from "./kept-pages.ts";

type Parts = {
  log: Logger;
  metrics: Metrics;
  graph(asker: Asker): AskGraph;
  facts(): ShopFacts;
  publicUrl: string | null;
  catalogueLanguage?: string;
  built: BuiltFiles;
  keptPages: KeptPages;
  route: PageRoute;
  request: FastifyRequest;
  reply: FastifyReply;
};

const shared = "public, max-age=30, stale-while-revalidate=300";
const unavailableRetryS = 5;
/** The longest query: one with forty filters has half of it. Links of the page repeat it. */
const maxQueryLength = 2_000;

/** Answers the request. */
export async function respondWithPage(parts: Parts): Promise<FastifyReply> {
  const begin = performance.now();
  const { metrics, route, reply } = parts;
  const left = signalOfLeaving(reply.raw);
  const { outcome, html } = await renderRoute(parts, left);
  if (left.aborted) return reply.send();
  metrics.countPage(route.page?.name ?? "missing", outcome, (performance.now() - begin) / 1_000);
  if (outcome === "moved") return reply.status(301).header("location", html).header("cache-control", shared).send();
  const etag = `W/"${createHash("sha256").update(html).digest("base64url").slice(0, 22)}"`;
  const isShared = outcome === "found" && !route.page?.isPrivate;
  reply
    .status(outcome === "missing" ? 404 : outcome === "unavailable" ? 503 : 200)
    .header("vary", "accept-encoding")
    .header("cache-control", isShared ? shared : "no-store");
  if (route.page?.takesPayments) reply.header("hansa-page", "payment");
  if (outcome === "unavailable") reply.header("retry-after", String(unavailableRetryS));
  if (isShared) {
    reply.header("etag", etag);
    if (parts.request.headers["if-none-match"] === etag) return reply.status(304).send();
  }
  return compressText(parts.request, reply.type("text/html; charset=utf-8"), html);
}

/** Ends when the connection of a response ends before the response does: its visitor has left. */
function signalOfLeaving(response: ServerResponse): AbortSignal {
  const leaving = new AbortController();
  response.once("close", () => {
    if (!response.writableFinished) leaving.abort(new Error("the visitor has left"));
  });
  return leaving.signal;
}

/** The page as HTML; for a page that has moved, its new address. */
async function renderRoute(parts: Parts, left: AbortSignal): Promise<{ outcome: PageOutcome; html: string }> {
  const { facts, keptPages } = parts;
  const currentFacts = facts();
  const place = placeOf(parts, currentFacts);
  const loaded = await load(parts, { place, facts: currentFacts, left });
  if (loaded.kind === "moved") return { outcome: "moved", html: loaded.to };
  const key = keyOf(parts, place);
  const render = (page: FoundPage) =>
    renderDocument({ page, place, facts: currentFacts, built: parts.built, publicUrl: parts.publicUrl });
  if (loaded.kind === "missing") return { outcome: "missing", html: render(absentPage(place, "missing")) };
  if (loaded.kind === "unknown") {
    const kept = key === undefined ? undefined : keptPages.find(key, Date.now());
    if (kept) return { outcome: "kept", html: markKept(kept, place.language) };
    if (loaded.instead) return { outcome: "partial", html: render(loaded.instead) };
    return { outcome: "unavailable", html: render(absentPage(place, "unavailable")) };
  }
  const html = render(loaded);
  // Until the shop has answered once, its name and the links to its pages are missing.
  if (loaded.isPartial || currentFacts.name === null) return { outcome: "partial", html };
  // A page that shows one part would stand in for those that show another.
  if (loaded.isKept && key !== undefined && !place.path.includes("?")) keptPages.keep(key, html, Date.now());
  return { outcome: "found", html };
}

/**
 * The key of a page that may be kept, or stand in: its decoded parameters, since one address has many spellings. None with further parameters that
 * make it another page: a visitor could make up any number of them, which would take the places of all other pages.
 */
function keyOf({ route, request }: Parts, { language, currency, path }: Place): string | undefined {
  if (route.page === undefined || (path.includes("?") && !route.page.showsPartByParameters)) return undefined;
  return JSON.stringify([language, currency, route.page.name, paramsOf(request)]);
}

type Visit = { place: Place; facts: ShopFacts; left: AbortSignal };

async function load(parts: Parts, { place, facts, left }: Visit): Promise<LoadedPage> {
  const { route, request, graph, log } = parts;
  if (route.page === undefined || queryOf(request.url).length > maxQueryLength) return { kind: "missing" };
  const visitor = request.headers["hansa-visitor"];
  const asked: PageRequest = {
    place,
    language: place.language,
    currency: place.currency ?? facts.currencies[0] ?? null,
    params: paramsOf(request),
    search: searchOf(request.url),
    ask: graph({ visitor: typeof visitor === "string" ? visitor : undefined, left }),
    facts,
    absolute: (path) => (parts.publicUrl === null ? path : new URL(path, parts.publicUrl).href),
  };
  try {
    return await route.page.load(asked);
  } catch (error) {
    if (!left.aborted)
      log.warn({ cause: String(error), page: route.page.name }, "storefront: the graph did not answer");
    return { kind: "unknown" };
  }
}

/**
 * Where the visitor is: the language of the address, and the currency if another than the usual one was chosen. Of its parameters only those that the
 * page knows are left: links repeat them, and nothing else that came with the address.
 */
function placeOf({ route, request, catalogueLanguage = languages[0] }: Parts, { currencies }: ShopFacts): Place {
  const search = searchOf(request.url);
  const chosen = search.get("currency");
  const currency = chosen !== null && currencies.slice(1).includes(chosen) ? chosen : null;
  const { parameters = [] } = route.page ?? {};
  const known = [...search].filter(([name]) =>
    parameters.some((each) => (each.endsWith(".") ? name.startsWith(each) : name === each)),
  );
  const [pathname = "/"] = request.url.split("?", 1);
  const bare = pathname.replace(new RegExp(`^/${route.language}(?=/|$)`), "") || "/";
  const rest = known.length > 0 ? `?${new URLSearchParams(known)}` : "";
  const isOther = new Intl.Locale(catalogueLanguage).language !== route.language;
  const catalogueLang = isOther ? catalogueLanguage : undefined;
  return { language: route.language, currency, path: `${bare}${rest}`, catalogueLang };
}

/** The parameters of an address; none of one that is too long. */
function searchOf(url: string): URLSearchParams {
  const query = queryOf(url);
  return new URLSearchParams(query.length > maxQueryLength ? "" : query);
}

function queryOf(url: string): string {
  return url.split("?").slice(1).join("?");
}

function paramsOf({ params }: FastifyRequest): Record<string, string> {
  const entries = Object.entries(params ?? {});
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}
