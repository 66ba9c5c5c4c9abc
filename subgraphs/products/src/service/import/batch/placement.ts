/** Placement of imported products: collections and facet values, found by name and created where the format allows it. */
import { createHash } from "node:crypto";
import { cleanHtml } from "@hansa/commerce/html";
import type { Tx } from "@hansa/kit/store";
import { saveDetails } from "../../../store/catalogue/collection-details.ts";
import { findCollectionsBySlugs } from "../../../store/catalogue/collections.ts";
import {
  addCollection,
  addFacet,
  addFacetValue,
  findFacetsByCodes,
  findValues,
  findValuesByCodesOrLabel,
  type LabelledValue,
} from "../../../store/import/lookups.ts";
import { formerSlugOf, slugOf } from "../../catalogue/slugs.ts";
import { valueKey } from "../file/duplicates.ts";
import type {
  Finding,
  ImportedCollection,
  ImportedFacet,
  ImportedFacetValues,
  ImportedProduct,
} from "../file/entries.ts";
import type { ImportRun } from "../run.ts";
import { excerptOf } from "../text/amounts.ts";

export type Placement = {
  /** Ids; undefined: they stay. In a dry run, a collection that would be created is represented by its slug. */
  collectionIds: string[] | undefined;
  alsoIn: string | undefined;
  values: { facetCode: string; value: string }[];
  refused: Finding[];
  notes: Finding[];
};

/** Finds the collections and facet values of a product, and creates missing ones that the file gives by label. */
export async function findPlacement(
  run: ImportRun,
  tx: Tx,
  product: ImportedProduct,
  /** The existing facet values of the product. */
  own: readonly LabelledValue[],
): Promise<Placement> {
  const places: Placement = { collectionIds: undefined, alsoIn: undefined, values: [], refused: [], notes: [] };
  const { line, columnOf } = product;
  if (product.collections) {
    const found = await findCollectionsBySlugs(tx, product.collections);
    const ids = new Map(found.map(({ slug, id }) => [slug, id]));
    places.collectionIds = [];
    for (const slug of new Set(product.collections)) {
      const id = ids.get(slug) ?? (run.job.dryRun && run.seen.collections.has(slug) ? slug : undefined);
      if (id !== undefined) places.collectionIds.push(id);
      else {
        const message = `There is no collection "${excerptOf(slug)}". A line for it must stand before.`;
        places.refused.push({ line, column: columnOf("collections"), code: "UNKNOWN_COLLECTION", message });
      }
    }
  }
  const { alsoIn } = product;
  if (alsoIn !== undefined)
    places.alsoIn = await findOncePerBatch(run, `collection ${alsoIn}`, () => findOrAddCollection(run, tx, alsoIn));
  for (const facet of product.facets) {
    const value =
      "label" in facet
        ? (findOwnValueByLabel(own, facet) ??
          (await findOncePerBatch(run, `value ${facet.facet}=${facet.label}`, () =>
            findOrAddValue(run, tx, facet, places.notes),
          )))
        : await findKnownValue(run, tx, facet);
    if (value !== undefined) places.values.push({ facetCode: facet.facet, value });
    else if ("value" in facet) {
      const message = `There is no "${excerptOf(facet.value)}" in the facet "${excerptOf(facet.facet)}". A line for it must stand before.`;
      places.refused.push({ line, column: columnOf("facets"), code: "UNKNOWN_FACET", message });
    }
  }
  return {
    ...places,
    values: [...new Map(places.values.map((one) => [valueKey(one.facetCode, one.value), one])).values()],
  };
}

/** Runs a lookup once per batch and name. */
async function findOncePerBatch({ found }: ImportRun, name: string, find: () => Promise<string>): Promise<string> {
  const known = found.get(name) ?? (await find());
  found.set(name, known);
  return known;
}

/** Creates a collection. An existing one stays unchanged. */
export async function importCollection(
  { deps, job, seen }: ImportRun,
  tx: Tx,
  { slug, title, parent, descriptionHtml, image }: ImportedCollection,
  /** The file name or URL of its picture. */
  imageFile: string | undefined,
): Promise<"created" | "unchanged" | "noParent"> {
  const found = await findCollectionsBySlugs(tx, parent === null ? [slug] : [slug, parent]);
  if (found.some((row) => row.slug === slug)) return "unchanged";
  const parentId = found.find((row) => row.slug === parent)?.id ?? null;
  const isPromised = job.dryRun && parent !== null && seen.collections.has(parent);
  if (parent !== null && parentId === null && !isPromised) return "noParent";
  if (job.dryRun) return "created";
  const id = deps.runtime.newId("coll");
  await addCollection(tx, { id, slug, title, parentId });
  if (descriptionHtml === undefined && imageFile === undefined) return "created";
  await saveDetails(tx, {
    collectionId: id,
    descriptionHtml: cleanHtml(descriptionHtml ?? ""),
    imageId: imageFile === undefined ? null : deps.runtime.newId("med"),
    imageFile: imageFile ?? null,
    imageAlt: image?.alt ?? "",
    imageWidth: image?.width ?? null,
    imageHeight: image?.height ?? null,
  });
  return "created";
}

/** Creates a facet and its values. Existing ones stay unchanged. */
export async function importFacet(
  { job }: ImportRun,
  tx: Tx,
  { code, label, values }: ImportedFacetValues,
): Promise<void> {
  if (job.dryRun) return;
  await addFacet(tx, code, label);
  for (const { value, label } of values) await addFacetValue(tx, code, value, label);
}

async function findOrAddCollection(run: ImportRun, tx: Tx, title: string): Promise<string> {
  const slug = slugOf(title) || createCode(title);
  const former = formerSlugOf(title);
  const alike = await findCollectionsBySlugs(tx, [former, slug]);
  const found = alike.find((row) => row.slug === former) ?? alike[0];
  if (found) return found.id;
  if (run.job.dryRun) return slug;
  const id = run.deps.runtime.newId("coll");
  await addCollection(tx, { id, slug, title, parentId: null });
  return id;
}

async function findKnownValue({ job, seen }: ImportRun, tx: Tx, { facet, value }: { facet: string; value: string }) {
  const found = await findValues(tx, facet, [value, value.toLowerCase()]);
  if (found.length > 0) return (found.find((row) => row.value === value) ?? found[0])?.value;
  return job.dryRun && seen.values.has(valueKey(facet, value)) ? value : undefined;
}

/** Returns the value with this label that the product already has. */
function findOwnValueByLabel(
  own: readonly LabelledValue[],
  { facet, label }: { facet: string; label: string },
): string | undefined {
  return own.find((row) => row.facetCode === facet && row.label === label)?.value;
}

/** The maximum number of values whose labels lead to the same code, such as C and C++. */
const maxSimilarCodes = 20;

/** Returns the value with this label, in any letter case; created if missing. */
async function findOrAddValue(
  run: ImportRun,
  tx: Tx,
  { facet, facetLabel, label, line, column }: Extract<ImportedFacet, { label: string }>,
  notes: Finding[],
): Promise<string> {
  const base = slugOf(label) || createCode(label);
  const codes = numbered(base);
  const former = formerSlugOf(label);
  const known = former === "" || former === base ? codes : [...numbered(former), ...codes];
  const alike = await findValuesByCodesOrLabel(tx, facet, known, label);
  const same = alike.find((row) => row.label === label) ?? alike.find((row) => foldCase(row.label) === foldCase(label));
  if (same) {
    const spelling = `${facet}=${label}`;
    if (same.label !== label && !run.seen.spellings.has(spelling)) {
      const message = `"${excerptOf(label)}" is taken as "${excerptOf(same.label)}", which was there first.`;
      notes.push({ line, column, code: "SPELLING", message });
    }
    run.seen.spellings.set(spelling, line);
    return same.value;
  }
  const free = codes.find((code) => !alike.some((row) => row.value === code)) ?? createCode(label);
  if (run.job.dryRun) return free;
  if ((await findFacetsByCodes(tx, [facet])).length === 0) await addFacet(tx, facet, facetLabel);
  await addFacetValue(tx, facet, free, label);
  return free;
}

/** The code and those of values whose labels lead to it too. */
function numbered(code: string): string[] {
  return Array.from({ length: maxSimilarCodes }, (_, index) => (index === 0 ? code : `${code}-${index + 1}`));
}

function foldCase(label: string): string {
  return label.normalize("NFKC").toLowerCase();
}

/** A deterministic code for labels without Latin letters and digits. */
function createCode(name: string): string {
  return `x-${createHash("sha256").update(foldCase(name)).digest("hex").slice(0, 12)}`;
}
