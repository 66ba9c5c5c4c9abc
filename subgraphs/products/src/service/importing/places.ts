/** Where imported products stand: collections and values of facets, found by their names, and made where the file may make them. */
import { createHash } from "node:crypto";
import type { Tx } from "@hansa/kit/store";
import { findCollectionsBySlugs } from "../../store/collections.ts";
import {
  addCollection,
  addFacet,
  addFacetValue,
  findFacetsByCodes,
  findValues,
  findValuesCalled,
  type Valued,
} from "../../store/importing.ts";
import { slugOf } from "../catalogue/slugs.ts";
import { shown } from "./amounts.ts";
import type { ImportedCollection, ImportedFacet, ImportedFacetValues, ImportedProduct, Remark } from "./entries.ts";
import type { Run } from "./run.ts";
import { valueKey } from "./seen.ts";

export type Places = {
  /** Ids; undefined: they stay. In a dry run a collection that would be made is named by its slug. */
  collectionIds: string[] | undefined;
  alsoIn: string | undefined;
  values: { facetCode: string; value: string }[];
  refused: Remark[];
  notes: Remark[];
};

/** Finds the places of a product, and makes what is missing of those that the file only names by what people call them. */
export async function findPlaces(
  run: Run,
  tx: Tx,
  product: ImportedProduct,
  /** What the product has already. */
  own: readonly Valued[],
): Promise<Places> {
  const places: Places = { collectionIds: undefined, alsoIn: undefined, values: [], refused: [], notes: [] };
  const { line, columnOf } = product;
  if (product.collections) {
    const found = await findCollectionsBySlugs(tx, product.collections);
    const ids = new Map(found.map(({ slug, id }) => [slug, id]));
    places.collectionIds = [];
    for (const slug of new Set(product.collections)) {
      const id = ids.get(slug) ?? (run.job.dryRun && run.seen.collections.has(slug) ? slug : undefined);
      if (id !== undefined) places.collectionIds.push(id);
      else {
        const message = `There is no collection "${shown(slug)}". A line for it must stand before.`;
        places.refused.push({ line, column: columnOf("collections"), code: "UNKNOWN_COLLECTION", message });
      }
    }
  }
  const { alsoIn } = product;
  if (alsoIn !== undefined)
    places.alsoIn = await once(run, `collection ${alsoIn}`, () => collectionCalled(run, tx, alsoIn));
  for (const facet of product.facets) {
    const value =
      "label" in facet
        ? (ownValueCalled(own, facet) ??
          (await once(run, `value ${facet.facet}=${facet.label}`, () => valueCalled(run, tx, facet, places.notes))))
        : await knownValue(run, tx, facet);
    if (value !== undefined) places.values.push({ facetCode: facet.facet, value });
    else if ("value" in facet) {
      const message = `There is no "${shown(facet.value)}" in the facet "${shown(facet.facet)}". A line for it must stand before.`;
      places.refused.push({ line, column: columnOf("facets"), code: "UNKNOWN_FACET", message });
    }
  }
  return {
    ...places,
    values: [...new Map(places.values.map((one) => [valueKey(one.facetCode, one.value), one])).values()],
  };
}

/** Asks the store once in a batch for what many products name. */
async function once({ found }: Run, name: string, find: () => Promise<string>): Promise<string> {
  const known = found.get(name) ?? (await find());
  found.set(name, known);
  return known;
}

/** Makes a collection that is not there yet; true if it was made. One that is there stays as the shop has it. */
export async function bringCollection(
  { deps, job, seen }: Run,
  tx: Tx,
  { slug, title, parent }: ImportedCollection,
): Promise<"created" | "unchanged" | "noParent"> {
  const found = await findCollectionsBySlugs(tx, parent === null ? [slug] : [slug, parent]);
  if (found.some((row) => row.slug === slug)) return "unchanged";
  const parentId = found.find((row) => row.slug === parent)?.id ?? null;
  const isPromised = job.dryRun && parent !== null && seen.collections.has(parent);
  if (parent !== null && parentId === null && !isPromised) return "noParent";
  if (job.dryRun) return "created";
  await addCollection(tx, { id: deps.world.newId("coll"), slug, title, parentId });
  return "created";
}

/** Makes a facet, and those of its values that are not there yet. */
export async function bringFacet({ job }: Run, tx: Tx, { code, label, values }: ImportedFacetValues): Promise<void> {
  if (job.dryRun) return;
  await addFacet(tx, code, label);
  for (const { value, label } of values) await addFacetValue(tx, code, value, label);
}

async function collectionCalled(run: Run, tx: Tx, title: string): Promise<string> {
  const slug = slugOf(title) || codeFor(title);
  const [found] = await findCollectionsBySlugs(tx, [slug]);
  if (found) return found.id;
  if (run.job.dryRun) return slug;
  const id = run.deps.world.newId("coll");
  await addCollection(tx, { id, slug, title, parentId: null });
  return id;
}

async function knownValue({ job, seen }: Run, tx: Tx, { facet, value }: { facet: string; value: string }) {
  const found = await findValues(tx, facet, [value, value.toLowerCase()]);
  if (found.length > 0) return (found.find((row) => row.value === value) ?? found[0])?.value;
  return job.dryRun && seen.values.has(valueKey(facet, value)) ? value : undefined;
}

/** Of values with the same name, the one that the product has already. */
function ownValueCalled(
  own: readonly Valued[],
  { facet, label }: { facet: string; label: string },
): string | undefined {
  return own.find((row) => row.facetCode === facet && row.label === label)?.value;
}

/** So many values whose names differ only in signs that a code cannot hold, such as C and C++, have codes of their own. */
const mostAlike = 20;

/** The value that people call this, whatever its letter case; made if it is missing. */
async function valueCalled(
  run: Run,
  tx: Tx,
  { facet, facetLabel, label, line, column }: Extract<ImportedFacet, { label: string }>,
  notes: Remark[],
): Promise<string> {
  const base = slugOf(label) || codeFor(label);
  const codes = Array.from({ length: mostAlike }, (_, index) => (index === 0 ? base : `${base}-${index + 1}`));
  const alike = await findValuesCalled(tx, facet, codes, label);
  const same = alike.find((row) => row.label === label) ?? alike.find((row) => fold(row.label) === fold(label));
  if (same) {
    const spelling = `${facet}=${label}`;
    if (same.label !== label && !run.seen.spellings.has(spelling)) {
      const message = `"${shown(label)}" is taken as "${shown(same.label)}", which was there first.`;
      notes.push({ line, column, code: "SPELLING", message });
    }
    run.seen.spellings.add(spelling);
    return same.value;
  }
  const free = codes.find((code) => !alike.some((row) => row.value === code)) ?? codeFor(label);
  if (run.job.dryRun) return free;
  if ((await findFacetsByCodes(tx, [facet])).length === 0) await addFacet(tx, facet, facetLabel);
  await addFacetValue(tx, facet, free, label);
  return free;
}

function fold(label: string): string {
  return label.normalize("NFKC").toLowerCase();
}

/** A code for what has neither Latin letters nor digits: the same for the same name. */
function codeFor(name: string): string {
  return `x-${createHash("sha256").update(fold(name)).digest("hex").slice(0, 12)}`;
}
