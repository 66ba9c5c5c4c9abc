/** Changing the shop's menu: collections, where they stand, and which products stand in them. */
import { recordAudit } from "@hansa/kit/audit";
import { type InputProblem, invalid, notFound, problem, refusal } from "@hansa/kit/refusals";
import type { Reader, Tx } from "@hansa/kit/store";
import type { Context } from "../../context.ts";
import type { CollectionDeleteInput, CollectionSaveInput } from "../../generated/resolvers.ts";
import {
  arrangeProducts,
  deleteCollection,
  insertCollection,
  orderCollections,
  updateCollection,
} from "../../store/collection-edits.ts";
import {
  findCollectionsByIds,
  findCollectionsByParents,
  findCollectionsBySlugs,
  findTopCollections,
} from "../../store/collections.ts";
import { findProductsByIds } from "../../store/products.ts";
import type { CollectionRow } from "../../store/tables.ts";
import type { Answer } from "../answers.ts";
import { placedAt } from "./ordering.ts";
import { checkSlug, proposeSlug, slugFor } from "./slugs.ts";

export const longestTitle = 200;
/** Enough to see what is in the way. */
const mostNamed = 100;
/** More than this nobody puts into an order by hand. */
const mostArranged = 1_000;

/** Adds a collection or changes one; what is absent stays. */
export async function saveCollection(
  context: Context,
  input: CollectionSaveInput,
): Promise<Answer<"CollectionSaveResult">> {
  const { store, world, viewer } = context;
  return store.write("save-collection", async (tx) => {
    const [before] = input.id ? await findCollectionsByIds(tx, [input.id]) : [];
    if (input.id && !before) return notFound("collection", ["input", "id"]);
    const problems = await checkCollection(tx, input, before);
    if (problems.length > 0) return invalid(problems);

    const id = before?.id ?? world.newId("coll");
    const title = input.title?.trim() ?? before?.title ?? "";
    const slug = input.slug ?? before?.slug ?? slugFor(title, id);
    const [sameSlug] = await findCollectionsBySlugs(tx, [slug]);
    if (sameSlug && sameSlug.id !== id) return slugTaken(tx, slug, id);

    const parentId = input.parentId === undefined ? (before?.parentId ?? null) : input.parentId;
    const isNewThere = !before || before.parentId !== parentId;
    const saved = before
      ? await updateCollection(tx, id, { slug, title, parentId })
      : await addCollection(tx, { id, slug, title, parentId, position: 0 });
    if (!saved) return invalid([problem("parentId", "BENEATH_ITSELF", "A collection cannot stand beneath itself.")]);
    if (isNewThere || typeof input.position === "number") await moveTo(tx, saved, input.position ?? undefined);
    if (input.productIds) await arrangeProducts(tx, id, input.productIds);
    const summary = `${before ? "Changed" : "Made"} ${id}.`;
    await recordAudit(tx, world, viewer, { action: "collection.saved", subjectId: id, summary });
    const [collection] = await findCollectionsByIds(tx, [id]);
    return { __typename: "CollectionSaved", collection: collection ?? saved };
  });
}

/** Removes a collection that none stands beneath. Its products stay in the shop, and in their other collections. */
export async function removeCollection(
  { store, world, viewer }: Context,
  { id }: CollectionDeleteInput,
): Promise<Answer<"CollectionDeleteResult">> {
  return store.write("delete-collection", async (tx) => {
    const [collection] = await findCollectionsByIds(tx, [id]);
    if (!collection) return notFound("collection", ["input", "id"]);
    const children = await findCollectionsByParents(tx, [id]);
    if (children.length > 0) {
      const message = "Other collections stand beneath this one. Move or remove them first.";
      return {
        ...refusal("CollectionNotEmptyError", "COLLECTION_NOT_EMPTY", message, ["input", "id"]),
        children: children.slice(0, mostNamed),
      };
    }
    await deleteCollection(tx, id);
    await recordAudit(tx, world, viewer, { action: "collection.deleted", subjectId: id, summary: `Deleted ${id}.` });
    return { __typename: "CollectionDeleted", id };
  });
}

async function addCollection(tx: Tx, collection: CollectionRow): Promise<CollectionRow> {
  if (!(await insertCollection(tx, collection))) throw new Error(`${collection.slug} was free and is taken`);
  return collection;
}

/** Gives a collection its place among those beside it; the last if none is wanted. */
async function moveTo(tx: Tx, { id, parentId }: CollectionRow, position = Number.MAX_SAFE_INTEGER): Promise<void> {
  const beside = parentId === null ? await findTopCollections(tx) : await findCollectionsByParents(tx, [parentId]);
  const ids = beside.map((collection) => collection.id);
  await orderCollections(tx, placedAt(ids, id, position));
}

async function slugTaken(db: Reader, slug: string, id: string) {
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
  if (trimmed.length === 0 || trimmed.length > longestTitle)
    problems.push(problem("title", "LENGTH", `A title has 1 to ${longestTitle} characters.`));
  problems.push(...checkSlug(slug));
  if (parentId && (await findCollectionsByIds(db, [parentId])).length === 0)
    problems.push(problem("parentId", "UNKNOWN", `There is no collection ${parentId}.`));
  if (typeof position === "number" && position < 0)
    problems.push(problem("position", "NEGATIVE", "A place is zero or more."));
  return [...problems, ...(await checkProducts(db, productIds ?? []))];
}

async function checkProducts(db: Reader, productIds: readonly string[]): Promise<InputProblem[]> {
  if (productIds.length > mostArranged)
    return [problem("productIds", "TOO_MANY", `At most ${mostArranged} products are put into an order.`)];
  if (new Set(productIds).size < productIds.length)
    return [problem("productIds", "NOT_DISTINCT", "Each product stands in a collection once.")];
  const known = new Set((await findProductsByIds(db, productIds)).map((product) => product.id));
  return productIds.flatMap((id, index) =>
    known.has(id) ? [] : [problem(`productIds.${index}`, "UNKNOWN", `There is no product ${id}.`)],
  );
}
