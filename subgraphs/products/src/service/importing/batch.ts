/** A batch of entries brought into the shop in one transaction, each whole or not at all, with the place in the file that comes after it. */
import { isDeepStrictEqual } from "node:util";
import type { Tx } from "@hansa/kit/store";
import type { ImportJobRow } from "../../store/import-tables.ts";
import { changeImportJob, findImportJob, insertImportProblems } from "../../store/imports.ts";
import { findSettings } from "../../store/settings.ts";
import { createProducts, type NewProduct } from "./creating.ts";
import type { Content, Entry, Remark } from "./entries.ts";
import { bringFigures, findKnownFigures } from "./figures.ts";
import { findKnown, type Known } from "./known.ts";
import { findPictures, type PicturesOf } from "./pictures-of.ts";
import { bringCollection, bringFacet } from "./places.ts";
import { bringProduct } from "./product.ts";
import type { Run } from "./run.ts";
import { declare, remember } from "./seen.ts";

/** More problems of a kind than this are counted and not kept. */
const mostProblems = 10_000;

/** An entry with what was looked up outside of the store. */
type Prepared = { entry: Entry; problems: Remark[]; pictures: ReadonlyMap<Content, PicturesOf> };

export type Tally = { created: number; changed: number; unchanged: number };

/** Brings the entries in. Answers with the import as it is then; undefined, and nothing done, if it no longer runs or the currencies changed since the entries were read. */
export async function bringBatch(run: Run, entries: readonly Entry[]): Promise<ImportJobRow | undefined> {
  const { deps, job } = run;
  const prepared: Prepared[] = [];
  for (const entry of entries) prepared.push(await prepare(run, entry));
  return deps.store.write("import-batch", async (tx) => {
    const before = await findImportJob(tx, job.id);
    if (before?.state !== "RUNNING") return undefined;
    const { currencies } = await findSettings(tx, deps.firstSettings);
    if (!isDeepStrictEqual(currencies, run.currencies)) return undefined;
    const accepted = prepared.filter(({ problems }) => problems.length === 0);
    const contents = accepted.flatMap(({ entry }) => entry.contents);
    const products = contents.flatMap((content) => (content.kind === "product" ? [content.product] : []));
    const figures = contents.flatMap((content) => (content.kind === "figures" ? [content.figures] : []));
    const known =
      figures.length > 0 ? await findKnownFigures(tx, figures, run.now) : await findKnown(tx, products, run.now);

    const tally: Tally = { created: 0, changed: 0, unchanged: 0 };
    const created: NewProduct[] = [];
    const remarks: (Remark & { refused: boolean })[] = [];
    let rowsRefused = 0;
    for (const one of prepared) {
      const { entry, problems } = one;
      const notes = [...entry.notes];
      const refused = problems.length > 0 ? problems : await bring(run, tx, known, one, { created, notes, tally });
      if (refused.length > 0) rowsRefused += entry.rows;
      const found = refused.length > 0 ? refused : notes;
      remarks.push(...found.map((remark) => ({ ...remark, refused: refused.length > 0 })));
    }
    if (!job.dryRun) await createProducts(run, tx, created);
    await insertImportProblems(tx, job.id, remarks, mostProblems);
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

async function prepare({ deps, seen }: Run, entry: Entry): Promise<Prepared> {
  const problems = [...entry.problems, ...remember(seen, entry)];
  const pictures = new Map<Content, PicturesOf>();
  for (const content of entry.contents) {
    if (content.kind !== "product" || problems.length > 0) continue;
    const found = await findPictures(deps.folders, content.product);
    pictures.set(content, found);
    problems.push(...found.refused);
  }
  return { entry, problems, pictures };
}

export type Bringing = { created: NewProduct[]; notes: Remark[]; tally: Tally };

/** Brings one entry in; if the shop has something against any of its contents, none of them, and why. */
async function bring(run: Run, tx: Tx, known: Known, { entry, pictures }: Prepared, into: Bringing): Promise<Remark[]> {
  const figures = entry.contents.flatMap((content) => (content.kind === "figures" ? [content] : []));
  if (figures.length > 0) return bringFigures(run, tx, known, figures, into.tally);
  for (const content of entry.contents) {
    if (content.kind === "facet") await bringFacet(run, tx, content.facet);
    if (content.kind === "collection") {
      const brought = await bringCollection(run, tx, content.collection);
      const message = `There is no collection "${content.collection.parent}". A line for it must stand before.`;
      if (brought === "noParent") return [{ line: entry.line, column: "parent", code: "UNKNOWN_COLLECTION", message }];
    }
    declare(run.seen, content);
    const found = pictures.get(content);
    if (content.kind !== "product" || !found) continue;
    const refused = await bringProduct(run, tx, known, content.product, found, into);
    if (refused.length > 0) return refused;
  }
  return [];
}
