/** Collections: saving and deleting them, their position in the tree, and the order of their products. */
import { recordAudit } from "@hansa/contracts/audit-log";
import { type InputProblem, invalid, notFound, problem, refusal } from "@hansa/kit/runtime";
import type { Reader, Tx } from "@hansa/kit/store";
import type { Context } from "../../context.ts";
import type { CollectionDeleteInput, CollectionSaveInput } from "../../generated/resolvers.ts";
import {
  arrangeProducts,
  deleteCollection,
  insertCollection,
  orderCollections,
  updateCollection,
} from "../../store/catalogue/collection-edits.ts";
import {
  findCollectionsByIds,
  findCollectionsByParents,
  findCollectionsBySlugs,
  findTopCollections,
} from "../../store/catalogue/collections.ts";
import { findProductsByIds } from "../../store/catalogue/products.ts";
import type { CollectionRow } from "../../store/catalogue/tables.ts";
import type { MutationResult } from "../mutation-results.ts";
import { moveToPosition } from "./position.ts";
import { checkSlug, proposeSlug, slugFor } from "./slugs.ts";

export const maxTitleLength = 200;
/** The maximum number of children that a refusal lists. */
const maxNamedChildren = 100;
/** The maximum number of products with a manual order in one collection. */
const maxArrangedProducts = 1_000;

/** Adds or changes a collection; absent fields stay. */
export async function saveCollection(
  context: Context,
  input: CollectionSaveInput,
): Promise<MutationResult<"CollectionSaveResult">> {
  const { store, runtime, viewer } = context;
  return store.write("save-collection", async (tx) => {
    const [before] = input.id ? await findCollectionsByIds(tx, [input.id]) : [];
    if (input.id && !before) return notFound("collection", ["input", "id"]);
    const problems = await checkCollection(tx, input, before);
    if (problems.length > 0) return invalid(problems);

    const id = before?.id ?? runtime.newId("coll");
    const title = input.title?.trim() ?? before?.title ?? "";
    const slug = input.slug ?? before?.slug ?? slugFor(title, id);
    const [sameSlug] = await findCollectionsBySlugs(tx, [slug]);
    if (sameSlug && sameSlug.id !== id) return refuseTakenSlug(tx, slug, id);

    const parentId = input.parentId === undefined ? (before?.parentId ?? null) : input.parentId;
    const isNewThere = !before || before.parentId !== parentId;
    const saved = before
      ? await updateCollection(tx, id, { slug, title, parentId, now: runtime.now() })
      : await addCollection(tx, { id, slug, title, parentId, position: 0 });
    if (!saved) return invalid([problem("parentId", "BENEATH_ITSELF", "A collection cannot stand beneath itself.")]);
    if (isNewThere || typeof input.position === "number") await moveCollection(tx, saved, input.position ?? undefined);
    if (input.productIds) await arrangeProducts(tx, id, input.productIds);
    const summary = `${before ? "Changed" : "Made"} ${id}.`;
    await recordAudit(runtime, tx, viewer, { action: "collection.saved", subjectId: id, summary });
    const [collection] = await findCollectionsByIds(tx, [id]);
    return { __typename: "CollectionSaved", collection: collection ?? saved };
  });
}

/** Deletes a collection without children. Its products stay in the shop and in their other collections. */
export async function removeCollection(
  { store, runtime, viewer }: Context,
  { id }: CollectionDeleteInput,
): Promise<MutationResult<"CollectionDeleteResult">> {
  return store.write("delete-collection", async (tx) => {
    const [collection] = await findCollectionsByIds(tx, [id]);
    if (!collection) return notFound("collection", ["input", "id"]);
    const children = await findCollectionsByParents(tx, [id]);
    if (children.length > 0) {
      const message = "Other collections stand beneath this one. Move or remove them first.";
      return {
        ...refusal("CollectionNotEmptyError", "COLLECTION_NOT_EMPTY", message, ["input", "id"]),
        children: children.slice(0, maxNamedChildren),
      };
    }
    await deleteCollection(tx, id);
    await recordAudit(runtime, tx, viewer, { action: "collection.deleted", subjectId: id, summary: `Deleted ${id}.` });
    return { __typename: "CollectionDeleted", id };
  });
}

async function addCollection(tx: Tx, collection: CollectionRow): Promise<CollectionRow> {
  if (!(await insertCollection(tx, collection))) throw new Error(`collections: slug ${collection.slug} is taken`);
  return collection;
}

/** Moves a collection to a position among its siblings; to the end if none is given. */
async function moveCollection(
  tx: Tx,
  { id, parentId }: CollectionRow,
  position = Number.MAX_SAFE_INTEGER,
): Promise<void> {
  const beside = parentId === null ? await findTopCollections(tx) : await findCollectionsByParents(tx, [parentId]);
  const ids = beside.map((collection) => collection.id);
  await orderCollections(tx, moveToPosition(ids, id, position));
}

async function refuseTakenSlug(db: Reader, slug: string, id: string) {
  const suggestion = await proposeSlug(slug, id, (slugs) => findCollectionsBySlugs(db, slugs));
  return {
    ...refusal("SlugTakenError", "SLUG_TAKEN", "Another collection has this web address.", ["input", "slug"]),
    slug,
    suggestion,
  };
}

async function checkCollection(
  db: Reader,
  { title, slug, parentId, position, productIds }: CollectionSaveInput,
  before: CollectionRow | undefined,
): Promise<InputProblem[]> {
  const problems: InputProblem[] = [];
  const trimmed = title?.trim() ?? before?.title ?? "";
  if (trimmed.length === 0 || trimmed.length > maxTitleLength)
    problems.push(problem("title", "LENGTH", `A title has 1 to ${maxTitleLength} characters.`));
  problems.push(...checkSlug(slug));
  if (parentId && (await findCollectionsByIds(db, [parentId])).length === 0)
    problems.push(problem("parentId", "UNKNOWN", `There is no collection ${parentId}.`));
  if (typeof position === "number" && position < 0)
    problems.push(problem("position", "NEGATIVE", "A place is zero or more."));
  return [...problems, ...(await checkProducts(db, productIds ?? []))];
}

async function checkProducts(db: Reader, productIds: readonly string[]): Promise<InputProblem[]> {
  if (productIds.length > maxArrangedProducts)
    return [problem("productIds", "TOO_MANY", `At most ${maxArrangedProducts} products are put into an order.`)];
  if (new Set(productIds).size < productIds.length)
    return [problem("productIds", "NOT_DISTINCT", "Each product stands in a collection once.")];
  const known = new Set((await findProductsByIds(db, productIds)).map((product) => product.id));
  return productIds.flatMap((id, index) =>
    known.has(id) ? [] : [problem(`productIds.${index}`, "UNKNOWN", `There is no product ${id}.`)],
  );
}
