/** The sitemap of the shop (sitemaps.org) as the bytes that are sent: written once for each reading of the catalogue, and kept for an hour. */

import type { AskGraph } from "../../shop/ask-graph.ts";
import type { ShopFacts } from "../../shop/facts.ts";
import { linkTo } from "../../shop/links.ts";
import { languages } from "../../shop/texts.ts";
import { readCatalogue } from "./catalogue.ts";

/** The index, and the files that it names, as UTF-8. */
export type Sitemap = { index: Buffer; files: readonly Buffer[] };
export type Sitemaps = { read(): Promise<Sitemap> };

/** The protocol allows 50,000; with long slugs this many are 2 MB. */
const addressesPerFile = 10_000;
/** The bytes of all files. Older products of a shop with some 300,000 addresses are found by its lists. */
const mostBytes = 32 * 1024 * 1024;
const keptMs = 60 * 60_000;

type SitemapParts = { ask: AskGraph; facts(): ShopFacts; publicUrl: string; now(): number };

/** Opens the sitemaps of the shop at this address. Everybody who asks while one is written waits for the same one. */
export function openSitemaps(parts: SitemapParts): Sitemaps {
  const { now } = parts;
  let kept: { sitemap: Sitemap; at: number } | undefined;
  let writing: Promise<Sitemap> | undefined;

  async function write(): Promise<Sitemap> {
    const sitemap = await writeSitemap(parts);
    kept = { sitemap, at: now() };
    return sitemap;
  }

  return {
    read: () => {
      if (kept && now() - kept.at < keptMs) return Promise.resolve(kept.sitemap);
      writing ??= write().finally(() => {
        writing = undefined;
      });
      return writing;
    },
  };
}

async function writeSitemap({ ask, facts, publicUrl }: SitemapParts): Promise<Sitemap> {
  const { name, pages } = facts();
  // Without the pages that the shop has published it would be incomplete for an hour.
  if (name === null) throw new Error("the shop has not answered yet");
  const files: Buffer[] = [];
  let entries: string[] = [];
  let bytes = 0;

  function endFile(): void {
    if (entries.length === 0) return;
    const file = document("urlset", entries);
    entries = [];
    files.push(file);
    bytes += file.length;
  }

  /** Adds a path in each language; false once there is room for no more. */
  function add(path: string): boolean {
    for (const language of languages)
      entries.push(`<url><loc>${escapeXml(publicUrl + linkTo({ language, currency: null }, path))}</loc></url>`);
    if (entries.length >= addressesPerFile) endFile();
    return bytes < mostBytes;
  }

  add("/");
  add("/collections");
  // The languages of a page have one slug.
  const slugs = new Set(languages.flatMap((language) => pages[language].map(({ slug }) => slug)));
  for (const slug of slugs) add(`/pages/${encodeURIComponent(slug)}`);
  await readCatalogue(ask, add);
  endFile();
  const index = files.map(
    (_, place) => `<sitemap><loc>${escapeXml(`${publicUrl}/sitemaps/${place + 1}.xml`)}</loc></sitemap>`,
  );
  return { index: document("sitemapindex", index), files };
}

function document(root: string, entries: readonly string[]): Buffer {
  const open = `<${root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">`;
  return Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${open}\n${entries.join("\n")}\n</${root}>\n`);
}

function escapeXml(text: string): string {
  return text
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/"/g, "&quot;")
    .replace(/'/g, "&apos;");
}
