/** Reads collections and facets from the graph, a page at a time. */
import { CollectionsDocument, FacetsDocument } from "@hansa/client/documents/imports";
import type { CollectionsQuery, FacetsQuery } from "@hansa/client/generated/graphql";
import { executeUntilAnswered } from "@hansa/client/retries";
import type { Staff } from "../import/staff.ts";

type CollectionNode = NonNullable<CollectionsQuery["collections"]>["nodes"][number];
export type ExportedCollection = Omit<CollectionNode, "id" | "children"> & { parent: string | null };

/** The menu: parents before their children, siblings in their order. */
export async function* readCollections(
  staff: Staff,
  parent: { id: string; slug: string } | null = null,
): AsyncGenerator<ExportedCollection> {
  let after: string | null = null;
  do {
    const variables: { parent: string | null; after: string | null } = { parent: parent?.id ?? null, after };
    const as = { token: await staff.token() };
    const { collections }: CollectionsQuery = await executeUntilAnswered(
      staff.graph,
      CollectionsDocument,
      variables,
      as,
    );
    if (!collections) throw new Error("the collections were not answered");
    for (const { id, children, ...collection } of collections.nodes) {
      yield { ...collection, parent: parent?.slug ?? null };
      if (children.length > 0) yield* readCollections(staff, { id, slug: collection.slug });
    }
    after = collections.pageInfo.hasNextPage ? collections.pageInfo.endCursor : null;
  } while (after !== null);
}

export type Facet = { code: string; label: string; values: { value: string; label: string }[] };

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

async function askFacets({ graph, token }: Staff, after: string | null): Promise<NonNullable<FacetsQuery["facets"]>> {
  const { facets } = await executeUntilAnswered(graph, FacetsDocument, { after }, { token: await token() });
  if (!facets) throw new Error("the facets were not answered");
  return facets;
}
