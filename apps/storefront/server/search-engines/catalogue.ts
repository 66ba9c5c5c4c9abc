/** The slugs of everything that the shop shows, for its sitemap: read page by page. */
import { graphql } from "../../generated/index.ts";
import type { AskGraph } from "../../shop/ask-graph.ts";

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

type SlugPage = { nodes: readonly { slug: string }[]; pageInfo: { hasNextPage: boolean; endCursor?: string | null } };

/** Gives each path of a collection or a product, without the prefix of a language, until one is not taken. Rejects if the graph does not answer. */
export async function readCatalogue(ask: AskGraph, take: (path: string) => boolean): Promise<void> {
  await readSlugs(
    async (after) => (await ask(CollectionSlugsDocument, { after })).data?.collections,
    (slug) => take(`/collections/${encodeURIComponent(slug)}`),
  );
  await readSlugs(
    async (after) => (await ask(ProductSlugsDocument, { after })).data?.products,
    (slug) => take(`/products/${encodeURIComponent(slug)}`),
  );
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
