/** Relay's compiler with the published schema: a product page with a connection, which the compiler refetches by `node`. */

import { requireData, sendRequest } from "@hansa/client/graphql-client";
import { expect, test } from "vitest";
import { z } from "zod";
import { makeProject } from "../support/project-folder.ts";
import { readSchema } from "../support/schema.ts";

const config = JSON.stringify({ src: "src", language: "typescript", schema: "schema.graphql", eagerEsModules: true });

const page = `
import { graphql } from "relay-runtime";

graphql\`
  query pageQuery($slug: String!) { product(slug: $slug) { id ...page_product } }
\`;
graphql\`
  fragment page_product on Product
  @argumentDefinitions(count: { type: "Int", defaultValue: 1 }, cursor: { type: "String" })
  @refetchable(queryName: "pageVariantsQuery") {
    title
    variants(first: $count, after: $cursor) @connection(key: "page_variants") { edges { node { sku } } }
  }
\`;
`;

const product = z.object({ id: z.string(), slug: z.string() });

export function testRelayCompiler(address: () => string): void {
  test("compiles a page with a connection and its refetch, and the shop answers both", async () => {
    const { run, read } = makeProject({
      "relay.config.json": config,
      "schema.graphql": await readSchema(address()),
      "src/page.ts": page,
    });
    await run("relay-compiler");
    const textOf = (name: string) => {
      const [, text = ""] = /"text": ("(?:[^"\\]|\\.)*")/.exec(read(`src/__generated__/${name}.graphql.ts`)) ?? [];
      return z.string().parse(JSON.parse(text));
    };
    const ask = (query: string, variables = {}) =>
      requireData(sendRequest(`${address()}/graphql`, { query, variables }));
    const found = await ask(`{ search(query: "mug", first: 1) { nodes { id slug } } }`);
    const [{ id, slug }] = z.object({ search: z.object({ nodes: z.tuple([product]) }) }).parse(found).search.nodes;
    const variants = { edges: [{ node: { sku: expect.any(String) } }] };
    expect(await ask(textOf("pageQuery"), { slug })).toMatchObject({ product: { id, variants } });
    const refetched = await ask(textOf("pageVariantsQuery"), { id, count: 1, cursor: null });
    expect(refetched).toMatchObject({ node: { __typename: "Product", variants } });
  });
}
