/** Products: creation as a draft, and changes with optimistic locking by version. */

import { cleanHtml } from "@hansa/commerce/html";
import { checkSlug } from "@hansa/commerce/slugs";
import { recordAudit } from "@hansa/contracts/audit-log";
import { keyOf, writeOnce } from "@hansa/kit/coordination";
import { type InputProblem, invalid, isRefusal, notFound, problem, refusal } from "@hansa/kit/runtime";
import type { Reader } from "@hansa/kit/store";
import { z } from "zod";
import type { Context } from "../../context.ts";
import type { FacetInput, ProductCreateInput, ProductUpdateInput } from "../../generated/resolvers.ts";
import { findCollectionsByIds, replaceCollections } from "../../store/catalogue/collections.ts";
import { findFacetValues, replaceFacets } from "../../store/catalogue/facets.ts";
import { findProduct, findProductsBySlugs, insertProduct, updateProduct } from "../../store/catalogue/products.ts";
import type { ProductRow } from "../../store/catalogue/tables.ts";
import type { MutationResult } from "../mutation-results.ts";
import { ownerOf } from "../owner.ts";
import { reindexProduct } from "../storefront/search-index.ts";
import { checkSafety, readSafety, replaceSafety } from "./safety.ts";
import { makeSlug, proposeSlug } from "./slugs.ts";
import { checkSwatches, readSwatches } from "./swatches.ts";

const maxTitleLength = 200;
const maxOptions = 3;
/** The limit of collections and facet values of a product: more would not fit into a statement. */
const maxPlacements = 100;
type Created = MutationResult<"ProductCreateResult">;
const storedResponse = z.object({ productId: z.string() });

/** Creates a draft. A repetition with the same idempotency key returns the same product. */
export async function createProduct(context: Context, input: ProductCreateInput): Promise<Created> {
  const { store, runtime, viewer } = context;
  const key = keyOf(ownerOf(viewer), "productCreate", input);
  const done = await writeOnce(context, { name: "create-product", key, shape: storedResponse }, async (tx) => {
    const id = runtime.newId("prod");
    const slug = input.slug ?? (await makeSlug(input.title, id, (slugs) => findProductsBySlugs(tx, slugs)));
    const safety = input.safety && readSafety(input.safety);
    const optionNames = (input.optionNames ?? []).map((name) => name.trim());
    const problems = [
      ...checkTexts(input),
      ...checkSafety(safety),
      ...checkOptionNames(input.optionNames ?? []),
      ...checkSwatches(input.swatches ?? [], optionNames),
      ...(await checkPlacements(tx, input)),
    ];
    if (problems.length > 0) return invalid(problems);

    const product = await insertProduct(tx, {
      id,
      slug,
      title: input.title.trim(),
      descriptionHtml: cleanHtml(input.descriptionHtml ?? ""),
      status: "DRAFT",
      optionNames,
      swatches: readSwatches(input.swatches ?? []),
      publishedAt: null,
      version: 1,
      createdAt: runtime.now(),
      updatedAt: runtime.now(),
    });
    if (!product) return await refuseTakenSlug(tx, slug, id);
    await replaceCollections(tx, product.id, [...new Set(input.collectionIds)]);
    await replaceFacets(tx, product.id, listChosenValues(input.facets ?? []));
    if (safety) await replaceSafety(tx, product.id, safety);
    await reindexProduct(tx, product);
    const summary = `Created ${product.id}.`;
    await recordAudit(runtime, tx, viewer, { action: "product.created", subjectId: product.id, summary });
    return { productId: product.id };
  });
  if (isRefusal(done)) return done;
  const product = await store.read((db) => findProduct(db, done.productId));
  if (!product) throw new Error("products: created product not found");
  return { __typename: "ProductSaved", product };
}

/** Changes the given fields; absent fields stay. */
export async function changeProduct(
  context: Context,
  input: ProductUpdateInput,
): Promise<MutationResult<"ProductUpdateResult">> {
  const { store, runtime, viewer } = context;
  return store.write("change-product", async (tx) => {
    const before = await findProduct(tx, input.id);
    if (!before) return notFound("product", ["input", "id"]);
    const safety = input.safety && readSafety(input.safety);
    const problems = [
      ...checkTexts(input),
      ...checkSafety(safety),
      ...checkSwatches(input.swatches ?? [], before.optionNames),
      ...(await checkPlacements(tx, input)),
    ];
    if (problems.length > 0) return invalid(problems);
    if (input.slug && input.slug !== before.slug && (await findProductsBySlugs(tx, [input.slug])).length > 0)
      return refuseTakenSlug(tx, input.slug, before.id);

    const product = await updateProduct(tx, input.id, input.expectedVersion ?? undefined, {
      ...(input.title ? { title: input.title.trim() } : {}),
      ...(input.slug ? { slug: input.slug } : {}),
      ...(typeof input.descriptionHtml === "string" ? { descriptionHtml: cleanHtml(input.descriptionHtml) } : {}),
      ...(input.swatches ? { swatches: readSwatches(input.swatches) } : {}),
      updatedAt: runtime.now(),
    });
    if (!product) return refuseVersionConflict(before);
    if (input.collectionIds) await replaceCollections(tx, product.id, [...new Set(input.collectionIds)]);
    if (input.facets) await replaceFacets(tx, product.id, listChosenValues(input.facets));
    if (safety !== undefined) await replaceSafety(tx, product.id, safety);
    await reindexProduct(tx, product);
    const summary = `Changed ${product.id} to version ${product.version}.`;
    await recordAudit(runtime, tx, viewer, { action: "product.changed", subjectId: product.id, summary });
    return { __typename: "ProductSaved", product };
  });
}

/** The refusal of a change that is based on an older version. */
export function refuseVersionConflict(current: ProductRow) {
  const message = "This product has changed in the meantime. Load it again.";
  return {
    ...refusal("VersionConflictError", "VERSION_CONFLICT", message, ["input", "expectedVersion"]),
    currentVersion: current.version,
  };
}

async function refuseTakenSlug(db: Reader, slug: string, id: string) {
  const suggestion = await proposeSlug(slug, id, (slugs) => findProductsBySlugs(db, slugs));
  return {
    ...refusal("SlugTakenError", "SLUG_TAKEN", "Another product has this web address.", ["input", "slug"]),
    slug,
    suggestion,
  };
}

type Texts = { title?: string | null | undefined; slug?: string | null | undefined };

function checkTexts({ title, slug }: Texts): InputProblem[] {
  const problems: InputProblem[] = [];
  if (typeof title === "string" && (title.trim().length === 0 || title.length > maxTitleLength)) {
    problems.push(problem("title", "LENGTH", `A title has 1 to ${maxTitleLength} characters.`));
  }
  return [...problems, ...checkSlug(slug)];
}

function checkOptionNames(names: readonly string[]): InputProblem[] {
  const distinct = new Set(names.map((name) => name.trim().toLowerCase()));
  if (names.length > maxOptions)
    return [problem("optionNames", "TOO_MANY", `A product has at most ${maxOptions} options.`)];
  if (distinct.size < names.length || distinct.has("")) {
    return [problem("optionNames", "NOT_DISTINCT", "Options need names, each a different one.")];
  }
  return [];
}

type Placements = {
  collectionIds?: readonly string[] | null | undefined;
  facets?: readonly FacetInput[] | null | undefined;
};

/** Returns a problem for each unknown collection and facet value. */
async function checkPlacements(db: Reader, { collectionIds, facets }: Placements): Promise<InputProblem[]> {
  const problems: InputProblem[] = [];
  const wanted = collectionIds ?? [];
  const chosen = listChosenValues(facets ?? []);
  if (wanted.length > maxPlacements)
    return [problem("collectionIds", "TOO_MANY", `A product stands in at most ${maxPlacements} collections.`)];
  if (chosen.length > maxPlacements)
    return [problem("facets", "TOO_MANY", `A product has at most ${maxPlacements} values of facets.`)];
  const found = new Set((await findCollectionsByIds(db, wanted)).map((collection) => collection.id));
  for (const [index, id] of wanted.entries()) {
    if (!found.has(id)) problems.push(problem(`collectionIds.${index}`, "UNKNOWN", `There is no collection ${id}.`));
  }
  const values = await findFacetValues(db, [...new Set(chosen.map(({ facetCode }) => facetCode))]);
  const known = new Set(values.map(({ facetCode, value }) => `${facetCode}=${value}`));
  for (const [index, { facetCode, value }] of chosen.entries()) {
    if (!known.has(`${facetCode}=${value}`))
      problems.push(problem(`facets.${index}`, "UNKNOWN", `There is no ${value} in the facet ${facetCode}.`));
  }
  return problems;
}

function listChosenValues(facets: readonly FacetInput[]): { facetCode: string; value: string }[] {
  const chosen = facets.flatMap(({ facet, values }) => values.map((value) => ({ facetCode: facet, value })));
  return [...new Map(chosen.map((choice) => [`${choice.facetCode}=${choice.value}`, choice])).values()];
}
