/** The catalogue of the benchmark's shop, from which the variables of requests are taken. */
import { z } from "zod";
import { type Graph, requireData, sendRequest } from "../../lab/client/graphql-client.ts";

export type Catalogue = {
  products: readonly { id: string; slug: string; cursor: string }[];
  /** Words that find something. */
  words: readonly string[];
  /** The number of customers who send requests. */
  viewers: number;
};

const page = z.object({
  products: z.object({
    edges: z.array(z.object({ cursor: z.string(), node: z.object({ id: z.string(), slug: z.string() }) })),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  }),
});

const query = `query Catalogue($after: String) {
  products(first: 100, after: $after) { edges { cursor node { id slug } } pageInfo { hasNextPage endCursor } }
}`;

/** Reads the published products of a shop. */
export async function readCatalogue({ url }: Graph, viewers: number): Promise<Catalogue> {
  const products: { id: string; slug: string; cursor: string }[] = [];
  for (let after: string | null = null, isLast = false; !isLast; ) {
    const { products: found } = page.parse(await requireData(sendRequest(url, { query, variables: { after } })));
    products.push(...found.edges.map(({ cursor, node }) => ({ ...node, cursor })));
    after = found.pageInfo.endCursor;
    isLast = !found.pageInfo.hasNextPage;
  }
  const words = new Set(products.flatMap(({ slug }) => slug.split("-")).filter((word) => /^[a-z]{4,}$/.test(word)));
  return { products, words: [...words], viewers };
}
