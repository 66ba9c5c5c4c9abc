/** Building the catalogue: a product is created as a draft, and changed under the version that its editor has seen. */
import { recordAudit } from "@hansa/kit/audit";
import { keyOf } from "@hansa/kit/idempotency";
import { once } from "@hansa/kit/once";
import { type InputProblem, invalid, notFound, problem, refusal } from "@hansa/kit/refusals";
import type { Reader } from "@hansa/kit/store";
import { z } from "zod";
import type { Context } from "../../context.ts";
import type { FacetInput, ProductCreateInput, ProductUpdateInput } from "../../generated/resolvers.ts";
import { findCollectionsByIds, replaceCollections } from "../../store/collections.ts";
import { findFacetValues, replaceFacets } from "../../store/facets.ts";
import { findProduct, findProductsBySlugs, insertProduct, updateProduct } from "../../store/products.ts";
import type { ProductRow } from "../../store/tables.ts";
import type { Answer } from "../answers.ts";
import { ownerOf } from "../owner.ts";
import { reindex } from "../shop/indexing.ts";
import { cleanHtml } from "./html.ts";
import { checkSlug, proposeSlug, slugFor } from "./slugs.ts";

const longestTitle = 200;
const mostOptions = 3;
/** More than this is a mistake, and more than a statement can take. */
const mostPlaces = 100;
type Created = Answer<"ProductCreateResult">;
const kept = z.object({ productId: z.string() });

/** Creates a draft. The same key again gives the same product. */
export async function createProduct(context: Context, input: ProductCreateInput): Promise<Created> {
  const { store, world, viewer } = context;
  const key = keyOf(ownerOf(viewer), "productCreate", input);
  const done = await once<{ productId: string }, Created>(context, "create-product", key, kept, async (tx, refuse) => {
    const id = world.newId("prod");
    const slug = input.slug ?? slugFor(input.title, id);
    const problems = [
      ...checkTexts(input),
      ...checkOptionNames(input.optionNames ?? []),
      ...(await checkPlaces(tx, input)),
    ];
    if (problems.length > 0) return refuse(invalid(problems));

    const product = await insertProduct(tx, {
      id,
      slug,
      title: input.title.trim(),
      descriptionHtml: cleanHtml(input.descriptionHtml ?? ""),
      status: "DRAFT",
      optionNames: (input.optionNames ?? []).map((name) => name.trim()),
      publishedAt: null,
      version: 1,
      createdAt: world.now(),
      updatedAt: world.now(),
    });
    if (!product) return refuse(await slugTaken(tx, slug, id));
    await replaceCollections(tx, product.id, [...new Set(input.collectionIds)]);
    await replaceFacets(tx, product.id, chosenValues(input.facets ?? []));
    await reindex(tx, product);
    const summary = `Made ${product.id}.`;
    await recordAudit(tx, world, viewer, { action: "product.created", subjectId: product.id, summary });
    return { productId: product.id };
  });
  if ("refused" in done) return done.refused;
  const product = await store.read((db) => findProduct(db, done.kept.productId));
  if (!product) throw new Error("a product that was made is gone");
  return { __typename: "ProductSaved", product };
}

/** Changes what is given; what is absent stays. */
export async function changeProduct(
  context: Context,
  input: ProductUpdateInput,
): Promise<Answer<"ProductUpdateResult">> {
  const { store, world, viewer } = context;
  return store.write("change-product", async (tx) => {
    const before = await findProduct(tx, input.id);
    if (!before) return notFound("product", ["input", "id"]);
    const problems = [...checkTexts(input), ...(await checkPlaces(tx, input))];
    if (problems.length > 0) return invalid(problems);
    if (input.slug && input.slug !== before.slug && (await findProductsBySlugs(tx, [input.slug])).length > 0)
      return slugTaken(tx, input.slug, before.id);

    const product = await updateProduct(tx, input.id, input.expectedVersion ?? undefined, {
      ...(input.title ? { title: input.title.trim() } : {}),
      ...(input.slug ? { slug: input.slug } : {}),
      ...(typeof input.descriptionHtml === "string" ? { descriptionHtml: cleanHtml(input.descriptionHtml) } : {}),
      updatedAt: world.now(),
    });
    if (!product) return versionConflict(before);
    if (input.collectionIds) await replaceCollections(tx, product.id, [...new Set(input.collectionIds)]);
    if (input.facets) await replaceFacets(tx, product.id, chosenValues(input.facets));
    await reindex(tx, product);
    const summary = `Changed ${product.id} to version ${product.version}.`;
    await recordAudit(tx, world, viewer, { action: "product.changed", subjectId: product.id, summary });
    return { __typename: "ProductSaved", product };
  });
}

/** Somebody else saved in between. */
export function versionConflict(current: ProductRow) {
  const message = "Somebody else has changed this product since. Load it again.";
  return {
    ...refusal("VersionConflictError", "VERSION_CONFLICT", message, ["input", "expectedVersion"]),
    currentVersion: current.version,
  };
}

async function slugTaken(db: Reader, slug: string, id: string) {
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
  if (typeof title === "string" && (title.trim().length === 0 || title.length > longestTitle)) {
    problems.push(problem("title", "LENGTH", `A title has 1 to ${longestTitle} characters.`));
  }
  return [...problems, ...checkSlug(slug)];
}

function checkOptionNames(names: readonly string[]): InputProblem[] {
  const distinct = new Set(names.map((name) => name.trim().toLowerCase()));
  if (names.length > mostOptions)
    return [problem("optionNames", "TOO_MANY", `A product has at most ${mostOptions} options.`)];
  if (distinct.size < names.length || distinct.has("")) {
    return [problem("optionNames", "NOT_DISTINCT", "Options need names, each a different one.")];
  }
  return [];
}

type Places = {
  collectionIds?: readonly string[] | null | undefined;
  facets?: readonly FacetInput[] | null | undefined;
};

/** Collections and facet values that do not exist. */
async function checkPlaces(db: Reader, { collectionIds, facets }: Places): Promise<InputProblem[]> {
  const problems: InputProblem[] = [];
  const wanted = collectionIds ?? [];
  const chosen = chosenValues(facets ?? []);
  if (wanted.length > mostPlaces)
    return [problem("collectionIds", "TOO_MANY", `A product stands in at most ${mostPlaces} collections.`)];
  if (chosen.length > mostPlaces)
    return [problem("facets", "TOO_MANY", `A product has at most ${mostPlaces} values of facets.`)];
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

function chosenValues(facets: readonly FacetInput[]): { facetCode: string; value: string }[] {
  const chosen = facets.flatMap(({ facet, values }) => values.map((value) => ({ facetCode: facet, value })));
  return [...new Map(chosen.map((choice) => [`${choice.facetCode}=${choice.value}`, choice])).values()];
}
