/** Changes of one variant of an existing product: planned, then applied. */
import type { Tx } from "@hansa/kit/store";
import type { ProductRow, VariantRow } from "../../../store/catalogue/tables.ts";
import { insertVariant, updateVariant } from "../../../store/catalogue/variants.ts";
import { type ImportedStock, saveImportedStock } from "../../../store/import/imported-stock.ts";
import { saveImportedPrices } from "../../../store/import/imported-values.ts";
import type { ImportedPricesRow } from "../../../store/import/tables.ts";
import type { StockMovementRow } from "../../../store/reservations/tables.ts";
import { refreshEnds, writePrice } from "../../catalogue/price-ends.ts";
import { moveShelf } from "../../reservations/stock-movements.ts";
import { startTracking, stopTracking } from "../../reservations/tracking.ts";
import type { Finding, ImportedProduct, ImportedVariant } from "../file/entries.ts";
import type { ImportRun } from "../run.ts";
import type { ExistingProducts } from "./existing.ts";
import { noteOfDelay, type TargetPrice } from "./price-after-days.ts";
import { firstImportedPricesOf, importedPricesOf } from "./repeated-values.ts";
import { computeStockDelta, importedStockOf } from "./stock-changes.ts";
import { findChangedPrices, findDifferences, findTargetVariant, isPriceAtPublication } from "./target-state.ts";

export type VariantPlan = {
  /** Undefined: the variant is new. */
  before: VariantRow | undefined;
  facts: ReturnType<typeof findTargetVariant> & Pick<VariantRow, "imageId">;
  change: Partial<VariantRow>;
  prices: TargetPrice[];
  /** The prices in the file; undefined: absent. */
  written: ImportedVariant["prices"];
  delta: number;
  /** Units on hand of a new variant in the file; undefined: absent, or not tracked. */
  stock: number | undefined;
  /** The units in the file of an existing variant; undefined: absent, or not tracked. */
  imported: ImportedStock | undefined;
  /** The prices in the file of an existing variant; undefined: absent. */
  importedPrices: ImportedPricesRow | undefined;
  /** Notes about its prices. */
  notes: Finding[];
  isPriced: boolean;
  isChanged: boolean;
};

/** `imageIdOf` finds the picture of the product with a URL. */
export function planVariant(
  { known, now, imageIdOf }: { known: ExistingProducts; now: number; imageIdOf(url: string): string | undefined },
  product: ImportedProduct,
  variant: ImportedVariant,
): VariantPlan {
  const before = known.variantBySku.get(variant.sku);
  const { image } = variant;
  const imageId = image === undefined ? (before?.imageId ?? null) : image === null ? null : (imageIdOf(image) ?? null);
  const facts = { ...findTargetVariant(product, variant, before), imageId };
  const change = before ? findDifferences(before, facts) : {};
  const today = known.prices.get(before?.id ?? "") ?? [];
  const planned = known.plannedPrices.get(before?.id ?? "") ?? [];
  const prices = findChangedPrices(known, before, { ...product, ...variant }, now);
  const stock = facts.tracked ? variant.stock : undefined;
  const delta = computeStockDelta(known, before, { ...variant, stock }, "CATALOGUE");
  const delay = noteOfDelay(today, prices, variant.prices);
  const column = product.columnOf("price", product.variants.indexOf(variant));
  const ended = prices.filter(({ minor }) => minor === null).map(({ currency }) => currency);
  return {
    before,
    facts,
    change,
    prices,
    written: variant.prices,
    delta,
    stock,
    imported: before && importedStockOf(known, before.id, { ...variant, stock }),
    importedPrices: before && importedPricesOf(known, before.id, { ...product, ...variant }),
    notes: delay ? [{ line: variant.line, column, ...delay }] : [],
    isPriced:
      [...prices, ...planned].some((price) => isPriceAtPublication(product, price, now)) ||
      today.some(({ currency }) => !ended.includes(currency)),
    isChanged: !before || Object.keys(change).length > 0 || prices.length > 0 || delta !== 0,
  };
}

/** Writes the planned changes of a variant, its prices and its stock. */
export async function applyVariant(run: ImportRun, tx: Tx, product: ProductRow, plan: VariantPlan): Promise<void> {
  const { before, facts, change, prices, written, delta, stock } = plan;
  const variant = before ?? (await addVariant(run, tx, product, facts));
  if (before && Object.keys(change).length > 0) await updateVariant(tx, before.id, { ...change, updatedAt: run.now });
  if (before?.tracked && !facts.tracked && !(await stopTracking(run.deps, tx, before.id)))
    throw new Error(`import: tracking of ${before.id} cannot end while units are reserved`);
  if (facts.tracked && !before?.tracked) await startTracking(run.deps, tx, variant.id);
  await applyPrices(run, tx, variant.id, prices);
  if (delta !== 0) await applyStock(run, tx, { variantId: variant.id, delta, reason: before ? "COUNTED" : "RECEIVED" });
  const imported = before ? undefined : firstImportedPricesOf(variant.id, written);
  if (imported) await saveImportedPrices(tx, [imported]);
  if (!before && stock !== undefined)
    await saveImportedStock(tx, [{ variantId: variant.id, onHand: stock, committed: 0 }]);
}

/** Writes the planned prices of a variant. */
export async function applyPrices(
  { deps, now }: ImportRun,
  tx: Tx,
  variantId: string,
  prices: readonly TargetPrice[],
): Promise<void> {
  for (const price of prices) await writePrice(deps, tx, { variantId, ...price, endsPeriod: false });
  if (prices.length > 0) await refreshEnds(deps, tx, [variantId], now);
}

/** Throws if too few units are left for those that are committed, which the plan in the same transaction has excluded. */
export async function applyStock(
  { deps, job }: ImportRun,
  tx: Tx,
  { variantId, delta, reason }: Pick<StockMovementRow, "variantId" | "delta" | "reason">,
): Promise<void> {
  const movement = { delta, reason, note: null, causeId: job.id, causeLine: variantId };
  if (!(await moveShelf(deps, tx, variantId, movement)))
    throw new Error(`import: stock of ${variantId} cannot change by ${delta}`);
}

async function addVariant(
  { deps: { runtime }, now }: ImportRun,
  tx: Tx,
  product: ProductRow,
  facts: VariantPlan["facts"],
): Promise<VariantRow> {
  const added = await insertVariant(tx, {
    id: runtime.newId("var"),
    productId: product.id,
    createdAt: now,
    updatedAt: now,
    ...facts,
  });
  if (!added) throw new Error(`import: sku ${facts.sku} is taken although it was free in this transaction`);
  return added;
}
