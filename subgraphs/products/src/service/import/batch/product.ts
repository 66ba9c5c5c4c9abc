/** Import of one product: refused whole on any conflict, else created, changed or unchanged. */
import type { Tx } from "@hansa/kit/store";
import { findProductsBySlugs } from "../../../store/catalogue/products.ts";
import type { ProductRow } from "../../../store/catalogue/tables.ts";
import { saveImportedStock } from "../../../store/import/imported-stock.ts";
import { saveImportedPrices, saveImportedPublications } from "../../../store/import/imported-values.ts";
import { freeSlug, slugOf } from "../../catalogue/slugs.ts";
import { recordHandle } from "../file/duplicates.ts";
import type { Finding, ImportedProduct } from "../file/entries.ts";
import type { ImportRun, Tally } from "../run.ts";
import { findConflicts, findExistingProduct, withOptions } from "./conflicts.ts";
import type { ExistingProducts } from "./existing.ts";
import { withFreeBarcodes } from "./free-barcodes.ts";
import { hasPrice, type NewProduct } from "./new-products.ts";
import { findPlacement } from "./placement.ts";
import { findPriceFaults } from "./price-faults.ts";
import { applyChanges, hasChanges, type ProductPlan, planChanges } from "./product-changes.ts";
import { importedPublicationOf, withoutRepeatedStatus } from "./repeated-values.ts";

/** A batch with the existing rows that its entries name. Collects its new products, notes and counts. */
export type Batch = { known: ExistingProducts; created: NewProduct[]; notes: Finding[]; tally: Tally };

/** Returns the reasons for a refusal; empty: the product is imported, at the latest with the batch. */
export async function importProduct(
  run: ImportRun,
  tx: Tx,
  { product: written, pictures }: Pick<NewProduct, "product" | "pictures">,
  { known, created, notes, tally }: Batch,
): Promise<Finding[]> {
  const before = findExistingProduct(known, written);
  const given = withOptions(known, written, before);
  const told = before ? withoutRepeatedStatus(known, before.id, given) : given;
  const { product, notes: barcodeNotes } = withFreeBarcodes(run, known, told);
  const conflicts = [
    ...findRepetition(run, product, before),
    ...findConflicts(known, product, before, pictures),
    ...findPriceFaults(known, product, run.now),
  ];
  if (conflicts.length > 0) return conflicts;
  const places = await findPlacement(run, tx, product, known.values.get(before?.id ?? "") ?? []);
  if (places.refused.length > 0) return places.refused;
  notes.push(...barcodeNotes, ...places.notes);

  if (!before) {
    tally.created += 1;
    created.push({ product, slug: await chooseSlug(run, tx, product), places, pictures });
    if (product.status === "ACTIVE" && !hasPrice(product, run.now)) notes.push(draftRemark(product));
    return [];
  }
  const changes = planChanges(run, known, before, { product, places, pictures });
  if (product.status === "ACTIVE" && !changes.mayBeSold) notes.push(draftRemark(product));
  notes.push(...changes.notes);
  if (!run.job.dryRun) await saveImportedValues(tx, changes, given);
  if (!hasChanges(changes)) {
    tally.unchanged += 1;
    return [];
  }
  tally.changed += 1;
  if (!run.job.dryRun) await applyChanges(run, tx, changes);
  return [];
}

/** Stores what the file says, to recognise what the next one repeats. */
async function saveImportedValues(tx: Tx, changes: ProductPlan, product: ImportedProduct): Promise<void> {
  const publication = importedPublicationOf(changes.before.id, product, changes.mayBeSold);
  await saveImportedStock(tx, changes.importedStock);
  await saveImportedPrices(tx, changes.importedPrices);
  if (publication) await saveImportedPublications(tx, [publication]);
}

/** A product found by SKU counts with its existing handle: each product may occur once in a file. */
function findRepetition(
  { seen }: ImportRun,
  { handle, line, columnOf }: ImportedProduct,
  before: ProductRow | undefined,
) {
  if (handle !== undefined || !before) return [];
  return recordHandle(seen, before.slug, { line, column: columnOf("sku") });
}

/** Returns the handle, or a slug from the title that neither the shop nor the file uses. */
async function chooseSlug(
  { seen, deps }: ImportRun,
  tx: Tx,
  { handle, title, line }: ImportedProduct,
): Promise<string> {
  if (handle !== undefined) return handle;
  const base = slugOf(title) || deps.runtime.newId("prod").replace("prod_", "");
  const slug = await freeSlug(base, async (candidate) => {
    if (seen.made.has(candidate) || seen.handles.has(candidate)) return true;
    return (await findProductsBySlugs(tx, [candidate])).length > 0;
  });
  seen.made.set(slug, line);
  seen.handles.set(slug, line);
  return slug;
}

function draftRemark({ line, columnOf }: ImportedProduct): Finding {
  const message = "No variant has a price, so the product is a draft until one has.";
  return { line, column: columnOf("status"), code: "STAYS_DRAFT", message };
}
