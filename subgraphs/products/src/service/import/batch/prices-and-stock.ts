/** Import of prices and stock of existing variants, without other changes. */
import type { Reader, Tx } from "@hansa/kit/store";
import { findVariantsBySkus } from "../../../store/catalogue/variants.ts";
import { findImportedStock, saveImportedStock } from "../../../store/import/imported-stock.ts";
import { saveImportedPrices } from "../../../store/import/imported-values.ts";
import { findLevelsOrCommitted } from "../../../store/reservations/commitments.ts";
import { refreshPrices } from "../../catalogue/compare-at.ts";
import type { Content, Finding, Part, PricesAndStock } from "../file/entries.ts";
import type { ImportRun, Tally } from "../run.ts";
import { excerptOf } from "../text/amounts.ts";
import { type ExistingProducts, findExistingPrices } from "./existing.ts";
import { noteOfDelay } from "./price-after-days.ts";
import { findPriceFault } from "./price-faults.ts";
import { importedPricesOf } from "./repeated-values.ts";
import { computeStockDelta, findStockFault, importedStockOf } from "./stock-changes.ts";
import { findChangedPrices } from "./target-state.ts";
import { applyPrices, applyStock } from "./variant-changes.ts";

type PricesAndStockContent = Extract<Content, { kind: "pricesAndStock" }>;

/** The stored variants, prices and stock that a batch of imported ones may change. */
export async function findExistingPricesAndStock(
  db: Reader,
  values: readonly PricesAndStock[],
  now: number,
): Promise<ExistingProducts> {
  const skus = [...new Set(values.map(({ sku }) => sku))];
  const variants = await findVariantsBySkus(db, skus);
  const ids = variants.map(({ id }) => id);
  const none = new Map();
  return {
    bySlug: none,
    byId: none,
    variantBySku: new Map(variants.map((row) => [row.sku, row])),
    variantByBarcode: new Map(),
    variants: none,
    ...(await findExistingPrices(db, ids, now)),
    levels: await findLevelsOrCommitted(db, ids),
    importedStock: new Map((await findImportedStock(db, ids)).map((row) => [row.variantId, row])),
    importedPublications: none,
    media: none,
    safety: none,
    collections: none,
    values: none,
  };
}

/** Imports the prices and stock of one entry; if any is refused, returns the reasons and changes nothing. */
export async function importPricesAndStock(
  run: ImportRun,
  tx: Tx,
  contents: readonly PricesAndStockContent[],
  { known, tally, notes }: { known: ExistingProducts; tally: Tally; notes: Finding[] },
): Promise<Finding[]> {
  const refused = contents.flatMap((content) => findFaults(known, content, run.now));
  if (refused.length > 0) return refused;
  for (const { values, columnOf } of contents) {
    const variant = known.variantBySku.get(values.sku);
    if (!variant) continue;
    const file = { prices: values.prices, allPricesIn: [] };
    const prices = findChangedPrices(known, variant, file, run.now);
    const delay = noteOfDelay(known.prices.get(variant.id) ?? [], prices, values.prices);
    if (delay) notes.push({ line: values.line, column: columnOf("price"), ...delay });
    const delta = computeStockDelta(known, variant, values, "COUNT");
    const imported = importedStockOf(known, variant.id, values);
    const importedPrices = importedPricesOf(known, variant.id, file);
    if (!run.job.dryRun && imported) await saveImportedStock(tx, [imported]);
    if (!run.job.dryRun && importedPrices) await saveImportedPrices(tx, [importedPrices]);
    if (prices.length === 0 && delta === 0) {
      tally.unchanged += 1;
      continue;
    }
    tally.changed += 1;
    if (run.job.dryRun) continue;
    await applyPrices(run, tx, variant.id, prices);
    if (prices.length > 0) await refreshPrices(run.deps, tx, variant.productId, run.now);
    if (delta !== 0) await applyStock(run, tx, { variantId: variant.id, delta, reason: "COUNTED" });
  }
  return [];
}

function findFaults(known: ExistingProducts, { values, columnOf }: PricesAndStockContent, now: number): Finding[] {
  const refused = (part: Part, code: string, message: string) => [
    { line: values.line, column: columnOf(part), code, message },
  ];
  const variant = known.variantBySku.get(values.sku);
  if (!variant) return refused("sku", "UNKNOWN_SKU", `No variant has the sku "${excerptOf(values.sku)}".`);
  const fault = findPriceFault(known, variant, { prices: values.prices, allPricesIn: [] }, now);
  if (fault) return refused(fault.part, fault.code, fault.message);
  if (values.stock === undefined) return [];
  if (!variant.tracked) return refused("stock", "NOT_TRACKED", "The stock of this variant is not counted.");
  const ofStock = findStockFault(known, variant, values, "COUNT");
  return ofStock ? refused("stock", ofStock.code, ofStock.message) : [];
}
