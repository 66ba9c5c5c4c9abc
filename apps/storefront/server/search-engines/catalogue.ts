/** The slugs of everything that the shop shows, for its sitemap: read page by page when they are asked for, and kept for an hour. */
import { graphql } from "../../generated/index.ts";
import type { AskGraph } from "../graph.ts";

// Each reads one page of a list; two operations, since one list ends before the other one.
const ProductSlugsDocument = graphql(`
  query StorefrontProductSlugs($after: String) {
    products(first: 100, after: $after, sort: NEWEST) { nodes { slug } pageInfo { hasNextPage endCursor } }
  }
`);
const CollectionSlugsDocument = graphql(`
  query StorefrontCollectionSlugs($after: String) {
    collections(first: 100, after: $after) { nodes { slug } pageInfo { hasNextPage endCursor } }
  }
`);

/** The paths of collections and products, without the prefix of a language. */
export type Catalogue = { read(): Promise<readonly string[]> };

const keptMs = 60 * 60_000;
/** Older products of a larger shop are found by its lists. With slugs of 100 characters these are 20 MB. */
const maxPaths = 200_000;

type SlugPage = { nodes: readonly { slug: string }[]; pageInfo: { hasNextPage: boolean; endCursor?: string | null } };

/** Opens the catalogue. Everybody who asks while it is read waits for the same reading. */
export function openCatalogue(ask: AskGraph, now: () => number): Catalogue {
  let kept: { paths: readonly string[]; at: number } | undefined;
  let reading: Promise<readonly string[]> | undefined;

  async function readAll(): Promise<readonly string[]> {
    const paths: string[] = [];
    await readSlugs(
      async (after) => (await ask(CollectionSlugsDocument, { after })).data?.collections,
      (slug) => paths.push(`/collections/${slug}`) < maxPaths,
    );
    await readSlugs(
      async (after) => (await ask(ProductSlugsDocument, { after })).data?.products,
      (slug) => paths.push(`/products/${slug}`) < maxPaths,
    );
    kept = { paths, at: now() };
    return paths;
  }

  return {
    read: () => {
      if (kept && now() - kept.at < keptMs) return Promise.resolve(kept.paths);
      reading ??= readAll().finally(() => {
        reading = undefined;
      });
      return reading;
    },
  };
}

/** Takes the slugs of all pages of a list, until there is room for no more. */
async function readSlugs(
  readPage: (after: string | null) => Promise<SlugPage | null | undefined>,
  take: (slug: string) => boolean,
): Promise<void> {
  for (let after: string | null = null; ; ) {
    const page = await readPage(after);
    if (!page) throw new Error("the catalogue cannot be read");
    for (const { slug } of page.nodes) if (!take(slug)) return;
    const { hasNextPage, endCursor } = page.pageInfo;
    if (!hasNextPage || !endCursor) return;
    after = endCursor;
  }
}
