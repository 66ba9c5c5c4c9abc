/** The catalogue of the benchmark's shop, from which the variables of requests are taken. */

import { type Graph, requireData, sendRequest } from "@hansa/client/graphql-client";
import { z } from "zod";

export type Catalogue = {
  products: readonly { id: string; slug: string; cursor: string }[];
  /** Variants that are shipped and sold in euros. */
  goods: readonly string[];
  /** Words that find something. */
  words: readonly string[];
  /** The number of customers who send requests. */
  viewers: number;
};

const variant = z.object({
  id: z.string(),
  stockStatus: z.string(),
  weightGrams: z.int().nullable(),
  price: z.object({ minor: z.int() }).nullable(),
});
const node = z.object({ id: z.string(), slug: z.string(), variants: z.object({ nodes: z.array(variant) }) });
const page = z.object({
  products: z.object({
    edges: z.array(z.object({ cursor: z.string(), node })),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  }),
});

const query = `query Catalogue($after: String) {
  products(first: 50, after: $after) {
    edges {
      cursor
      node { id slug variants(first: 1) { nodes { id stockStatus weightGrams price(currency: "EUR") { minor } } } }
    }
    pageInfo { hasNextPage endCursor }
  }
}`;

/** Reads the published products of a shop. */
export async function readCatalogue({ url }: Graph, viewers: number): Promise<Catalogue> {
  const products: { id: string; slug: string; cursor: string }[] = [];
  const goods: string[] = [];
  for (let after: string | null = null, isLast = false; !isLast; ) {
    const { products: found } = page.parse(await requireData(sendRequest(url, { query, variables: { after } })));
    products.push(...found.edges.map(({ cursor, node: { id, slug } }) => ({ id, slug, cursor })));
    goods.push(...found.edges.flatMap((edge) => edge.node.variants.nodes.filter(isGood).map(({ id }) => id)));
    after = found.pageInfo.endCursor;
    isLast = !found.pageInfo.hasNextPage;
  }
  const words = new Set(products.flatMap(({ slug }) => slug.split("-")).filter((word) => /^[a-z]{4,}$/.test(word)));
  return { products, words: [...words], goods: goods.slice(0, maxGoods), viewers };
}

/** So few that their stock is soon raised, and so many that purchases differ. */
const maxGoods = 8;

function isGood({ stockStatus, weightGrams, price }: z.infer<typeof variant>): boolean {
  return stockStatus === "IN_STOCK" && price !== null && (weightGrams ?? 0) > 0;
}
