/** Collections: saving and deleting them, their position in the tree, and the order of their products. */
import { rm } from "node:fs/promises";
import { checkSlug } from "@hansa/commerce/slugs";
import { recordAudit } from "@hansa/contracts/audit-log";
import { type InputProblem, invalid, isRefusal, notFound, problem, refusal } from "@hansa/kit/runtime";
import type { Reader, Tx } from "@hansa/kit/store";
import type { Context } from "../../context.ts";
import type { CollectionDeleteInput, CollectionSaveInput } from "../../generated/resolvers.ts";
import { findDetailsByCollections } from "../../store/catalogue/collection-details.ts";
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
import { copyPicture, deleteMediaFile, unusedFile } from "../media/picture-files.ts";
import type { MutationResult } from "../mutation-results.ts";
import { changeDetails, planDetails, refuseUpload } from "./collection-details.ts";
import { moveToPosition } from "./position.ts";
import { makeSlug, proposeSlug } from "./slugs.ts";

export const maxTitleLength = 200;
/** The maximum number of children that a refusal lists. */
const maxNamedChildren = 100;
/** The maximum number of products with a manual order in one collection. */
const maxArrangedProducts = 1_000;

/** Adds or changes a collection; absent fields stay. The file of a new picture is copied first, once the change is known to be valid. */
export async function saveCollection(
  context: Context,
  input: CollectionSaveInput,
): Promise<MutationResult<"CollectionSaveResult">> {
  const { store, runtime, viewer } = context;
  const id = input.id ?? runtime.newId("coll");
  const source = await copyNewPicture(context, id, input);
  if (isRefusal(source)) return source;
  const saved = await store.write("save-collection", async (tx) => {
    const plan = await planChange(tx, context, id, input);
    if (isRefusal(plan)) return plan;
    const { before, title, slug, details } = plan;
    const parentId = input.parentId === undefined ? (before?.parentId ?? null) : input.parentId;
    const isNewThere = !before || before.parentId !== parentId;
    const row = before
      ? await updateCollection(tx, id, { slug, title, parentId, now: runtime.now() })
      : await addCollection(tx, { id, slug, title, parentId, position: 0 });
    if (!row) return invalid([problem("parentId", "BENEATH_ITSELF", "A collection cannot stand beneath itself.")]);
    if (isNewThere || typeof input.position === "number") await moveCollection(tx, row, input.position ?? undefined);
    if (input.productIds) await arrangeProducts(tx, id, input.productIds);
    const unused = await changeDetails(context, tx, id, { ...input, plan: details });
    const summary = `${before ? "Changed" : "Made"} ${id}.`;
    await recordAudit(runtime, tx, viewer, { action: "collection.saved", subjectId: id, summary });
    const [collection] = await findCollectionsByIds(tx, [id]);
    return { collection: collection ?? row, unused };
  });
  if (isRefusal(saved)) return saved;
  if (source !== null) await rm(source, { force: true });
  await deleteMediaFile(context, saved.unused);
  return { __typename: "CollectionSaved", collection: saved.collection };
}

/** Copies the uploaded picture of a valid change into the media folder. Returns its path before, or null if there is nothing to copy. */
async function copyNewPicture(context: Context, id: string, input: CollectionSaveInput) {
  if (typeof input.image?.uploadId !== "string") return null;
  const plan = await context.store.read((db) => planChange(db, context, id, input));
  if (isRefusal(plan)) return plan;
  const { upload } = plan.details;
  const source = upload ? await copyPicture(context, upload) : null;
  return source === undefined ? refuseUpload() : source;
}

/** The texts that the collection will have and the rows that the change needs, or the refusal. */
async function planChange(db: Reader, context: Context, id: string, input: CollectionSaveInput) {
  const [before] = input.id ? await findCollectionsByIds(db, [input.id]) : [];
  if (input.id && !before) return notFound("collection", ["input", "id"]);
  const details = await planDetails(db, context, id, input);
  if (isRefusal(details)) return details;
  const problems = [...(await checkCollection(db, input, before)), ...details.problems];
  if (problems.length > 0) return invalid(problems);
  const title = input.title?.trim() ?? before?.title ?? "";
  const find = (slugs: readonly string[]) => findCollectionsBySlugs(db, slugs);
  const slug = input.slug ?? before?.slug ?? (await makeSlug(title, id, find));
  const [sameSlug] = await findCollectionsBySlugs(db, [slug]);
  if (sameSlug && sameSlug.id !== id) return refuseTakenSlug(db, slug, id);
  return { before, title, slug, details };
}

/** Deletes a collection without children. Its products stay in the shop and in their other collections. */
export async function removeCollection(
  context: Context,
  { id }: CollectionDeleteInput,
): Promise<MutationResult<"CollectionDeleteResult">> {
  const { store, runtime, viewer } = context;
  const deleted = await store.write("delete-collection", async (tx) => {
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
    const [details] = await findDetailsByCollections(tx, [id]);
    await deleteCollection(tx, id);
    await recordAudit(runtime, tx, viewer, { action: "collection.deleted", subjectId: id, summary: `Deleted ${id}.` });
    return { unused: await unusedFile(tx, details?.imageFile) };
  });
  if (isRefusal(deleted)) return deleted;
  await deleteMediaFile(context, deleted.unused);
  return { __typename: "CollectionDeleted", id };
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
