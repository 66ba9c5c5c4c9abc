/** Reads collections and facets from the graph, a page at a time. */
import { z } from "zod";
import { ask } from "../../lab/client/retrying-client.ts";
import type { Staff } from "../import/staff.ts";

const page = { pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }) };
const more = "pageInfo { hasNextPage endCursor }";

const collection = z.object({ id: z.string(), slug: z.string(), title: z.string(), children: z.array(z.unknown()) });
export type ExportedCollection = { slug: string; title: string; parent: string | null };

/** The menu: parents before their children, siblings in their order. */
export async function* readCollections(
  staff: Staff,
  parent: { id: string; slug: string } | null = null,
): AsyncGenerator<ExportedCollection> {
  const query = `query ExportMenu($parent: ID, $after: String) { collections(first: 100, parent: $parent, after: $after) {
    nodes { id slug title children { __typename } } ${more}
  } }`;
  const shape = z.object({ collections: z.object({ nodes: z.array(collection), ...page }) });
  let after: string | null = null;
  do {
    const variables: Record<string, unknown> = { parent: parent?.id ?? null, after };
    const answer: z.infer<typeof shape> = await ask(staff.graph, query, variables, shape, await staff.token());
    const { collections } = answer;
    for (const { id, slug, title, children } of collections.nodes) {
      yield { slug, title, parent: parent?.slug ?? null };
      if (children.length > 0) yield* readCollections(staff, { id, slug });
    }
    after = collections.pageInfo.hasNextPage ? collections.pageInfo.endCursor : null;
  } while (after !== null);
}

const value = z.object({ value: z.string(), label: z.string() });
const facet = z.object({ code: z.string(), label: z.string(), values: z.object({ nodes: z.array(value), ...page }) });
export type Facet = Pick<z.infer<typeof facet>, "code" | "label"> & { values: z.infer<typeof value>[] };

/** The facets, each with all its values. */
export async function readFacets(staff: Staff): Promise<Facet[]> {
  const found: Facet[] = [];
  for (const { code, label, values } of await askFacets(staff, null)) {
    const all = [...values.nodes];
    let { hasNextPage, endCursor } = values.pageInfo;
    while (hasNextPage) {
      const next = (await askFacets(staff, endCursor)).find((other) => other.code === code)?.values;
      all.push(...(next?.nodes ?? []));
      ({ hasNextPage, endCursor } = next?.pageInfo ?? { hasNextPage: false, endCursor: null });
    }
    found.push({ code, label, values: all });
  }
  return found;
}

async function askFacets(staff: Staff, after: string | null): Promise<z.infer<typeof facet>[]> {
  const query = `query ExportFacets($after: String) { facets { code label values(first: 100, after: $after) { nodes { value label } ${more} } } }`;
  return (await ask(staff.graph, query, { after }, z.object({ facets: z.array(facet) }), await staff.token())).facets;
}
