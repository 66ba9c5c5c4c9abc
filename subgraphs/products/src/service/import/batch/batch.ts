/** Import of a batch of entries in one transaction: each entry whole or not at all, and the new position in the file. */
import { isDeepStrictEqual } from "node:util";
import { afterCommit } from "@hansa/kit/runtime";
import type { Tx } from "@hansa/kit/store";
import { changeImportJob, findImportJob, insertImportProblems, maxProblems } from "../../../store/import/jobs.ts";
import type { ImportJobRow } from "../../../store/import/tables.ts";
import { findSettings } from "../../../store/projections/settings.ts";
import { createBatchKeys, recordDeclaration, recordEntry } from "../file/duplicates.ts";
import type { Content, Entry, Finding } from "../file/entries.ts";
import { type PicturePlace, queuePictureFetches } from "../pictures/fetches.ts";
import type { ImportRun, Tally } from "../run.ts";
import { findExistingProducts } from "./existing.ts";
import { createProducts, type NewProduct } from "./new-products.ts";
import { type CollectionPicture, findCollectionPicture, findPictures, type ProductPictures } from "./pictures.ts";
import { importCollection, importFacet } from "./placement.ts";
import { findExistingPricesAndStock, importPricesAndStock } from "./prices-and-stock.ts";
import { type Batch, importProduct } from "./product.ts";

/** An entry with the facts that were looked up outside of the store. */
type PreparedEntry = {
  entry: Entry;
  problems: Finding[];
  pictures: ReadonlyMap<Content, ProductPictures>;
  ofCollections: ReadonlyMap<Content, CollectionPicture>;
};

/** Imports the entries and returns the updated job; undefined, without a change, if it was stopped or the currencies changed. */
export async function importBatch(
  file: Omit<ImportRun, "found">,
  entries: readonly Entry[],
): Promise<ImportJobRow | undefined> {
  const { deps, job } = file;
  const prepared: PreparedEntry[] = [];
  for (const entry of entries) prepared.push(await prepareEntry(file, entry));
  return deps.store.write("import-batch", async (tx) => {
    const { keys, keep } = createBatchKeys(file.seen);
    const run = { ...file, seen: keys, found: new Map<string, string>() };
    afterCommit(keep);
    const before = await findImportJob(tx, job.id);
    if (before?.state !== "RUNNING") return undefined;
    const { currencies } = await findSettings(tx);
    if (!isDeepStrictEqual(currencies, run.currencies)) return undefined;
    const accepted = prepared.filter(({ problems }) => problems.length === 0);
    const contents = accepted.flatMap(({ entry }) => entry.contents);
    const products = contents.flatMap((content) => (content.kind === "product" ? [content.product] : []));
    const changes = contents.flatMap((content) => (content.kind === "pricesAndStock" ? [content.values] : []));
    const known =
      changes.length > 0
        ? await findExistingPricesAndStock(tx, changes, run.now)
        : await findExistingProducts(tx, products, run.now);

    const tally: Tally = { created: 0, changed: 0, unchanged: 0 };
    const created: NewProduct[] = [];
    const findings: (Finding & { refused: boolean })[] = [];
    let rowsRefused = 0;
    for (const one of prepared) {
      const { entry, problems } = one;
      const notes = [...entry.notes];
      const batch: Batch = { known, created, notes, tally };
      const refused = problems.length > 0 ? problems : await importEntry(run, tx, one, batch);
      if (refused.length > 0) rowsRefused += entry.rows;
      const found = refused.length > 0 ? refused : notes;
      findings.push(...found.map((finding) => ({ ...finding, refused: refused.length > 0 })));
    }
    if (!job.dryRun) {
      await createProducts(run, tx, created);
      await queuePictureFetches(deps, tx, job, accepted.flatMap(picturesOf));
    }
    await insertImportProblems(tx, job.id, findings, maxProblems);
    return changeImportJob(tx, job.id, ["RUNNING"], {
      position: before.position + entries.length,
      rowsDone: before.rowsDone + entries.reduce((total, { rows }) => total + rows, 0),
      rowsRefused: before.rowsRefused + rowsRefused,
      productsCreated: before.productsCreated + tally.created,
      productsChanged: before.productsChanged + tally.changed,
      productsUnchanged: before.productsUnchanged + tally.unchanged,
    });
  });
}

async function prepareEntry({ deps, seen }: Pick<ImportRun, "deps" | "seen">, entry: Entry): Promise<PreparedEntry> {
  const problems = [...entry.problems, ...recordEntry(seen, entry)];
  const pictures = new Map<Content, ProductPictures>();
  const ofCollections = new Map<Content, CollectionPicture>();
  for (const content of entry.contents) {
    if (problems.length > 0) continue;
    if (content.kind === "collection") {
      const found = await findCollectionPicture(deps.folders, content.collection, entry.line);
      if (found) ofCollections.set(content, found);
      if (found?.refusal) problems.push(found.refusal);
    }
    if (content.kind !== "product") continue;
    const found = await findPictures(deps.folders, content.product);
    pictures.set(content, found);
    problems.push(...found.refused);
  }
  return { entry, problems, pictures, ofCollections };
}

/** The pictures of an entry, each with its place in the file. */
function picturesOf({ entry, pictures, ofCollections }: PreparedEntry): PicturePlace[] {
  const ofProducts = entry.contents.flatMap((content) => {
    if (content.kind !== "product") return [];
    const place = { line: content.product.line, column: content.product.columnOf("images") };
    return (pictures.get(content)?.wanted ?? []).map(({ file }) => ({ ...place, url: file }));
  });
  const { line } = entry;
  return [...ofProducts, ...[...ofCollections.values()].map(({ file }) => ({ url: file, line, column: "image" }))];
}

/** Imports one entry; if any of its contents is refused, returns the reasons and imports nothing of it. */
async function importEntry(
  run: ImportRun,
  tx: Tx,
  { entry, pictures, ofCollections }: PreparedEntry,
  batch: Batch,
): Promise<Finding[]> {
  const changes = entry.contents.flatMap((content) => (content.kind === "pricesAndStock" ? [content] : []));
  if (changes.length > 0) return importPricesAndStock(run, tx, changes, batch);
  for (const content of entry.contents) {
    if (content.kind === "facet") await importFacet(run, tx, content.facet);
    if (content.kind === "collection") {
      const brought = await importCollection(run, tx, content.collection, ofCollections.get(content)?.file);
      const message = `There is no collection "${content.collection.parent}". A line for it must stand before.`;
      if (brought === "noParent") return [{ line: entry.line, column: "parent", code: "UNKNOWN_COLLECTION", message }];
    }
    recordDeclaration(run.seen, content, entry.line);
    const found = pictures.get(content);
    if (content.kind !== "product" || !found) continue;
    const refused = await importProduct(run, tx, { product: content.product, pictures: found }, batch);
    if (refused.length > 0) return refused;
  }
  return [];
}
