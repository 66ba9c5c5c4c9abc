/** One product of a file: matched with the shop, refused whole if anything stands against it, else created, changed or left as it is. */
import type { Tx } from "@hansa/kit/store";
import { saveImportedStock } from "../../store/imported-stock.ts";
import { findProductsBySlugs } from "../../store/products.ts";
import type { ProductRow } from "../../store/tables.ts";
import { freeSlug, slugOf } from "../catalogue/slugs.ts";
import type { Bringing } from "./batch.ts";
import { applyChanges, isChanged, planChanges } from "./changing.ts";
import { isPriced } from "./creating.ts";
import type { ImportedProduct, Remark } from "./entries.ts";
import type { Known } from "./known.ts";
import { findConflicts, findMatch, withOptions } from "./matching.ts";
import type { PicturesOf } from "./pictures-of.ts";
import { findPlaces } from "./places.ts";
import type { Run } from "./run.ts";
import { noteHandle } from "./seen.ts";

/** Answers with what stands against it; empty: it is in, or will be with the batch. */
export async function bringProduct(
  run: Run,
  tx: Tx,
  known: Known,
  written: ImportedProduct,
  pictures: PicturesOf,
  { created, notes, tally }: Bringing,
): Promise<Remark[]> {
  const before = findMatch(known, written);
  const product = withOptions(known, written, before);
  const conflicts = [...findRepetition(run, product, before), ...findConflicts(known, product, before, pictures)];
  if (conflicts.length > 0) return conflicts;
  const places = await findPlaces(run, tx, product, known.values.get(before?.id ?? "") ?? []);
  if (places.refused.length > 0) return places.refused;
  notes.push(...places.notes);

  if (!before) {
    tally.created += 1;
    created.push({ product, slug: await slugFor(run, tx, product), places, pictures });
    if (product.status === "ACTIVE" && !isPriced(product)) notes.push(staysDraft(product));
    return [];
  }
  const changes = planChanges(run, known, before, product, places, pictures);
  if (product.status === "ACTIVE" && !changes.mayBeSold) notes.push(staysDraft(product));
  if (!run.job.dryRun) await saveImportedStock(tx, changes.importedStock);
  if (!isChanged(changes)) {
    tally.unchanged += 1;
    return [];
  }
  tally.changed += 1;
  if (!run.job.dryRun) await applyChanges(run, tx, changes);
  return [];
}

/** A product that is found by its sku is known by the handle that it has in the shop: it too stands once in a file. */
function findRepetition({ seen }: Run, { handle, line, columnOf }: ImportedProduct, before: ProductRow | undefined) {
  if (handle !== undefined || !before) return [];
  return noteHandle(seen, before.slug, { line, column: columnOf("sku") });
}

/** The handle, or one made from the title that neither the shop nor the file has. */
async function slugFor({ seen, deps }: Run, tx: Tx, { handle, title, line }: ImportedProduct): Promise<string> {
  if (handle !== undefined) return handle;
  const base = slugOf(title) || deps.world.newId("prod").replace("prod_", "");
  const slug = await freeSlug(base, async (candidate) => {
    if (seen.made.has(candidate) || seen.handles.has(candidate)) return true;
    return (await findProductsBySlugs(tx, [candidate])).length > 0;
  });
  seen.made.add(slug);
  seen.handles.set(slug, line);
  return slug;
}

function staysDraft({ line, columnOf }: ImportedProduct): Remark {
  const message = "No variant has a price, so the product is a draft until one has.";
  return { line, column: columnOf("status"), code: "STAYS_DRAFT", message };
}
