/** Prices and stock of variants that are there already, without touching anything else of them. */
import type { Reader, Tx } from "@hansa/kit/store";
import { findImportedStock, saveImportedStock } from "../../store/imported-stock.ts";
import { findPrices, refreshPriceRanges } from "../../store/prices.ts";
import { findStockLevels } from "../../store/stock.ts";
import { findVariantsBySkus } from "../../store/variants.ts";
import { shown } from "./amounts.ts";
import type { Tally } from "./batch.ts";
import { changedPrices } from "./desired.ts";
import type { Content, Figures, Part, Remark } from "./entries.ts";
import type { Known } from "./known.ts";
import type { Run } from "./run.ts";
import { stockDelta, stockFault } from "./stock-changes.ts";
import { applyPrices, applyStock } from "./variant-changes.ts";

type FiguresContent = Extract<Content, { kind: "figures" }>;

export async function findKnownFigures(db: Reader, figures: readonly Figures[], now: number): Promise<Known> {
  const skus = [...new Set(figures.map(({ sku }) => sku))];
  const variants = await findVariantsBySkus(db, skus);
  const ids = variants.map(({ id }) => id);
  const prices = await findPrices(db, ids, now);
  const none = new Map();
  return {
    bySlug: none,
    byId: none,
    variantBySku: new Map(variants.map((row) => [row.sku, row])),
    variants: none,
    prices: new Map(ids.map((id) => [id, prices.filter((price) => price.variantId === id)])),
    levels: new Map((await findStockLevels(db, ids)).map((level) => [level.variantId, level])),
    importedStock: new Map((await findImportedStock(db, ids)).map((row) => [row.variantId, row.onHand])),
    media: none,
    collections: none,
    values: none,
  };
}

/** Brings the figures of one entry in: all of them, or if the shop has something against one, none and why. */
export async function bringFigures(
  run: Run,
  tx: Tx,
  known: Known,
  contents: readonly FiguresContent[],
  tally: Tally,
): Promise<Remark[]> {
  const refused = contents.flatMap((content) => findFaults(known, content));
  if (refused.length > 0) return refused;
  for (const { figures } of contents) {
    const variant = known.variantBySku.get(figures.sku);
    if (!variant) continue;
    const prices = changedPrices(known.prices.get(variant.id) ?? [], figures.prices, []);
    const delta = stockDelta(known, variant, figures, "COUNT");
    if (!run.job.dryRun && figures.stock !== undefined)
      await saveImportedStock(tx, [{ variantId: variant.id, onHand: figures.stock }]);
    if (prices.length === 0 && delta === 0) {
      tally.unchanged += 1;
      continue;
    }
    tally.changed += 1;
    if (run.job.dryRun) continue;
    await applyPrices(run, tx, variant.id, prices);
    if (prices.length > 0) await refreshPriceRanges(tx, variant.productId, run.now);
    if (delta !== 0) await applyStock(run, tx, variant.id, delta, false);
  }
  return [];
}

function findFaults(known: Known, { figures, columnOf }: FiguresContent): Remark[] {
  const refused = (part: Part, code: string, message: string) => [
    { line: figures.line, column: columnOf(part), code, message },
  ];
  const variant = known.variantBySku.get(figures.sku);
  if (!variant) return refused("sku", "UNKNOWN_SKU", `No variant has the sku "${shown(figures.sku)}".`);
  if (figures.stock === undefined) return [];
  if (!variant.tracked) return refused("stock", "NOT_TRACKED", "The stock of this variant is not counted.");
  const fault = stockFault(known, variant, figures, "COUNT");
  return fault ? refused("stock", fault.code, fault.message) : [];
}
