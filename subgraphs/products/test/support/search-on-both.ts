/** The same catalogue in a shop on each engine, and random searches of both. */
import { textOf } from "@hansa/commerce/html";
import { orderOfPage } from "@hansa/kit/graphql";
import { hasSearchWord, searchWordsOf, writtenWordsOf } from "@hansa/kit/runtime";
import { chanceOf, schemaVariables } from "@hansa/kit/testing";
import { and, eq, lte, sql } from "drizzle-orm";
import { expect } from "vitest";
import { z } from "zod";
import { products, variants } from "../../src/store/catalogue/tables.ts";
import { countFacetValues, countListings } from "../../src/store/storefront/product-counts.ts";
import type { ListingFilter } from "../../src/store/storefront/product-filter.ts";
import { foundFor, foundInTitleBy, mostRelevantFirst, relevance } from "../../src/store/storefront/search-index.ts";
import type { ImportedFile } from "./data/catalogues.ts";
import { importFile } from "./imports.ts";
import { everything } from "./listing-filter.ts";
import { drawQueries, type KindOfQuery, kindsOfQueries, type Vocabulary } from "./search-queries.ts";
import { noon, type Shop, shop } from "./shop.ts";

export type Both = { sqlite: Shop; pg: Shop };
/** The kinds of queries, and how many of each have found something. */
export type Tally = Partial<Record<KindOfQuery, number>>;

/** Opens a shop on each engine and imports these files into both. Rows are numbered alike, so that hits can be compared. */
export async function fillBoth(files: readonly ImportedFile[]): Promise<Both> {
  const settings = { currencies: ["USD" as const, "PLN" as const, "EUR" as const, "GBP" as const, "JPY" as const] };
  const both = {
    sqlite: await shop(settings, undefined, async () => ({})),
    pg: await shop(settings, undefined, schemaVariables),
  };
  for (const { content, input } of files) {
    const { id: _, ...job } = await importFile(both.sqlite, content, input);
    expect(job).toMatchObject({ state: "SUCCEEDED" });
    expect(await importFile(both.pg, content, input)).toMatchObject(job);
  }
  return both;
}

/** Searches both shops for the same random queries. The hits, the counts and the suggestions must be equal; each order and snippet keeps its rule. */
export async function compareSearches(both: Both, name: string, count: number): Promise<Tally> {
  const tally: Tally = {};
  const [own, others] = [await shownIn(both.sqlite), await shownIn(both.pg)];
  expect(others).toEqual(own);
  for (const { kind, query } of drawQueries(await vocabularyOf(both.sqlite), chanceOf(56, name), count)) {
    const [found, other] = [await search(both.sqlite, query, own), await search(both.pg, query, own)];
    expect(other, `${name}: ${kind}: ${JSON.stringify(query)}`).toEqual(found);
    if (found.hits.length > 0) tally[kind] = (tally[kind] ?? 0) + 1;
  }
  return tally;
}

/** Every kind of query but one has found something. */
export function expectHits(tally: Tally): void {
  const kinds = Object.keys(kindsOfQueries).filter((kind) => kind !== "no words");
  expect(Object.keys(tally).sort()).toEqual(kinds.sort());
}

/** The slugs of the products that customers can see, by their rows. */
async function shownIn({ service }: Shop): Promise<Map<number, string>> {
  const { searchRow, slug } = products;
  const isShown = and(eq(products.status, "ACTIVE"), lte(products.publishedAt, noon));
  const rows = await service.deps.store.read((db) =>
    db.select({ searchRow, slug }).from(products).where(isShown).orderBy(searchRow),
  );
  return new Map(rows.map((row) => [row.searchRow, row.slug]));
}

async function vocabularyOf({ service }: Shop): Promise<Vocabulary> {
  const rows = await service.deps.store.read(async (db) => ({
    products: await db.select().from(products).orderBy(products.searchRow),
    variants: await db.select().from(variants).orderBy(variants.id),
  }));
  const wordsOf = (text: string) => [...writtenWordsOf(text)].map(([word]) => word);
  return {
    products: rows.products
      .map(({ title, descriptionHtml }) => [title, title, textOf(descriptionHtml)].flatMap(wordsOf))
      .filter((words) => words.length > 0),
    skus: rows.variants.map(({ sku }) => sku),
  };
}

type Found = {
  /** The rows of the hits. */
  hits: number[];
  total: number;
  counts: unknown[];
  suggestions: number[];
  /** The products of a search with few hits, those of near words among them. */
  near: string[];
};

/** More than a catalogue has. */
const all = 1_000_000;
const pageSize = 5;
const maxPageSize = 100;
/** A search with fewer hits has those of near words behind them. */
const fewHits = 3;

/** Searches, as the graph and past its pages. */
async function search(s: Shop, query: string, slugs: ReadonlyMap<number, string>): Promise<Found> {
  const words = searchWordsOf(query);
  const shown = await firstPage(s, query);
  if (words.length === 0) return { hits: [], total: 0, counts: [], suggestions: [], near: slugsOf(shown) };
  const filter: ListingFilter = { ...listed, words };
  const page = { size: all, from: undefined, isBackward: false, isReversed: false };
  const row = sql<number>`found.row`;
  const { hits, totals, counts, suggestions } = await s.service.deps.store.read(async (db) => ({
    hits: await db
      .select({ row, rank: relevance })
      .from(foundFor({ words }, page, all))
      .orderBy(...orderOfPage(mostRelevantFirst, page)),
    totals: await countListings(db, null, filter),
    counts: await countFacetValues(db, null, { filter, codes: undefined }),
    suggestions: await db.select({ row }).from(foundInTitleBy(words)),
  }));
  const byRule = [...hits].sort((one, other) => one.rank - other.rank || one.row - other.row);
  expect(hits, `the order of ${query}`).toEqual(byRule);
  const first = hits.flatMap((hit) => slugs.get(hit.row) ?? []).slice(0, pageSize);
  const isFew = first.length < fewHits;
  const typed = isFew ? shown.slice(0, first.length) : shown;
  expect(slugsOf(typed), `the first page of ${query}`).toEqual(first);
  if (!isFew) expectMarks(shown, query);
  return {
    hits: sorted(hits.map((hit) => hit.row)),
    total: totals[0]?.count ?? 0,
    counts,
    suggestions: sorted(suggestions.map((title) => title.row)),
    near: isFew ? (await allPages(s, query)).toSorted() : [],
  };
}

const hitsOfPage = z.object({
  search: z.object({
    edges: z.array(z.object({ node: z.object({ slug: z.string() }), snippet: z.string().nullable() })),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  }),
});

/** A page of a search. */
async function readPage(s: Shop, query: string, first: number, after: string | null = null) {
  const selection = "edges { snippet node { slug } } pageInfo { hasNextPage endCursor }";
  const text = `query ($query: String!, $first: Int!, $after: String) { search(query: $query, first: $first, after: $after) { ${selection} } }`;
  const response = await s.query(text, { query, first, after });
  return hitsOfPage.parse(response.data, { error: () => JSON.stringify([query, response]) }).search;
}

async function firstPage(s: Shop, query: string) {
  return (await readPage(s, query, pageSize)).edges;
}

/** The slugs of all hits. A page of them would be another part on each engine, which rank by rules of their own. */
async function allPages(s: Shop, query: string): Promise<string[]> {
  const found: string[] = [];
  let after: string | null = null;
  do {
    const { edges, pageInfo } = await readPage(s, query, maxPageSize, after);
    found.push(...slugsOf(edges));
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null);
  return found;
}

/** Each snippet has a hit between its marks. */
function expectMarks(edges: Awaited<ReturnType<typeof firstPage>>, query: string): void {
  const words = searchWordsOf(query);
  for (const { snippet } of edges) {
    if (snippet === null) continue;
    const marked = [...snippet.matchAll(/«(.+?)»/g)].map(([, word = ""]) => word);
    expect(
      marked.some((word) => hasSearchWord(word, words)),
      `${query}: ${snippet}`,
    ).toBe(true);
  }
}

function slugsOf(edges: Awaited<ReturnType<typeof firstPage>>): string[] {
  return edges.map(({ node }) => node.slug);
}

function sorted(rows: readonly number[]): number[] {
  return [...rows].sort((one, other) => one - other);
}

const listed: ListingFilter = { ...everything, currency: "USD" };
