/** All catalogues that a search is tried with: the demo shop's, and each real one, as files to import. */
import { readFileSync } from "node:fs";
import type { Chance } from "@hansa/kit/testing";
import { parse } from "csv-parse/sync";
import { z } from "zod";
import { jsonLines } from "../imports.ts";
import { readData } from "../real-data.ts";
import * as adventureworks from "./adventureworks.ts";
import * as electronics from "./electronics.ts";
import * as saleor from "./saleor.ts";

/** The size of a catalogue: the whole of it, or about so many products, by chance. */
type Part = "whole" | { products: number; chance: Chance };
export type ImportedFile = { content: string; input: Record<string, unknown> };
export type RealCatalogue = { name: string; file: string; read: (part: Part) => ImportedFile };

const lines = (content: readonly object[]): ImportedFile => ({
  content: jsonLines(content),
  input: { format: "JSON_LINES" },
});

/** The demo shop's products, without pictures, which are files of its seed. */
export function readDemoCatalogue(): ImportedFile {
  const content = readFileSync(new URL("../../../../../cli/demo/catalogue.jsonl", import.meta.url), "utf8");
  return lines(
    content
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line, (name, value) => (/^images?$/.test(name) ? undefined : value))),
  );
}

export const realCatalogues: readonly RealCatalogue[] = [
  {
    name: "electronics",
    file: electronics.file,
    read: (part) => ({ content: electronics.electronicsCsv(some(electronics.readCatalogueItems(), part)), input: {} }),
  },
  {
    name: "adventureworks",
    file: adventureworks.file,
    read: (part) => ({
      content: adventureworks.adventureworksCsv(some(adventureworks.groupParts(adventureworks.readParts()), part)),
      input: {},
    }),
  },
  { name: "saleor", file: saleor.file, read: () => lines(saleor.saleorLines(saleor.readTables())) },
  { name: "chinook", file: "chinook/chinook.json.gz", read: (part) => lines(articles(some(readTracks(), part))) },
  {
    name: "complete journey",
    file: "complete-journey/products.csv.gz",
    read: (part) => lines(articles(some(readGroceries(), part))),
  },
  {
    name: "online retail",
    file: "online-retail/online-retail.csv.gz",
    read: (part) => lines(articles(some(readGifts(), part))),
  },
];

function some<Item>(items: readonly Item[], part: Part): readonly Item[] {
  return part === "whole" ? items : items.filter(() => part.chance.happens(part.products / items.length));
}

/** A product of a list that knows little more of it. */
type Article = { sku: string; title: string; description: string; kind: string };

/** The lines of an import: the values of one facet, and the products. */
function articles(given: readonly Article[]): object[] {
  const kinds = [...new Set(given.map(({ kind }) => kind))];
  const codeOf = (kind: string) => `kind-${kinds.indexOf(kind)}`;
  return [
    { type: "facet", code: "kind", label: "Kind", values: kinds.map((label) => ({ value: codeOf(label), label })) },
    ...given.map(({ sku, title, description, kind }) => ({
      handle: sku.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-"),
      title,
      descriptionHtml: `<p>${description.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</p>`,
      status: "ACTIVE",
      options: [],
      facets: { kind: [codeOf(kind)] },
      variants: [{ sku, options: {}, tracked: false, prices: [{ currency: "USD", amount: "1.00" }] }],
    })),
  ];
}

const track = z.object({
  TrackId: z.int(),
  Name: z.string(),
  Composer: z.string().nullish(),
  AlbumId: z.int(),
  GenreId: z.int(),
});
const chinook = z.object({
  Track: z.array(track),
  Album: z.array(z.object({ AlbumId: z.int(), Title: z.string() })),
  Genre: z.array(z.object({ GenreId: z.int(), Name: z.string() })),
});

function readTracks(): Article[] {
  const { Track, Album, Genre } = chinook.parse(JSON.parse(readData("chinook/chinook.json.gz")));
  const albums = new Map(Album.map(({ AlbumId, Title }) => [AlbumId, Title]));
  const genres = new Map(Genre.map(({ GenreId, Name }) => [GenreId, Name]));
  return Track.map(({ TrackId, Name, Composer, AlbumId, GenreId }) => ({
    sku: `TRACK-${TrackId}`,
    title: Name,
    description: [Composer, albums.get(AlbumId)].filter(Boolean).join(". "),
    kind: genres.get(GenreId) ?? "Other",
  }));
}

const grocery = z.object({
  product_id: z.string(),
  department: z.string(),
  brand: z.string(),
  product_category: z.string(),
  product_type: z.string(),
  package_size: z.string(),
});

function readGroceries(): Article[] {
  const rows = z.array(grocery).parse(parse(readData("complete-journey/products.csv.gz"), { columns: true }));
  return rows.map(({ product_id, department, brand, product_category, product_type, package_size }) => ({
    sku: `G-${product_id}`,
    title: [product_type || product_category || department, package_size].filter(Boolean).join(", "),
    description: `${product_category}. ${brand}`,
    kind: department || "Other",
  }));
}

/** A stock code and a description, which is quoted where it has a comma. */
const invoiceLine = /^[^,]*,([^,]*),(?:"((?:[^"]|"")*)"|([^,]*)),/;

/** The articles of a year's invoices, each once, under its first description. */
function readGifts(): Article[] {
  const found = new Map<string, string>();
  for (const line of readData("online-retail/online-retail.csv.gz").split("\n").slice(1)) {
    const [, code = "", quoted, plain = ""] = invoiceLine.exec(line) ?? [];
    const title = (quoted?.replaceAll('""', '"') ?? plain).trim();
    if (code !== "" && title !== "" && !found.has(code)) found.set(code, title);
  }
  return [...found].map(([code, title]) => ({ sku: code, title, description: "", kind: title.split(" ")[0] ?? "" }));
}
