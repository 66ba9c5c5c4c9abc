/** Changes of one variant of an existing product: planned, then applied. */
import { events } from "@hansa/contracts/events";
import { appendEvent } from "@hansa/kit/messaging";
import type { Tx } from "@hansa/kit/store";
import { insertPrice } from "../../../store/catalogue/prices.ts";
import type { ProductRow, VariantRow } from "../../../store/catalogue/tables.ts";
import { insertVariant, updateVariant } from "../../../store/catalogue/variants.ts";
import { saveImportedStock } from "../../../store/import/imported-stock.ts";
import { changeOnHand, createStockLevel, deleteStockLevel } from "../../../store/reservations/stock.ts";
import type { StockMovementRow } from "../../../store/reservations/tables.ts";
import { recordMovement } from "../../reservations/stock-movements.ts";
import type { ImportedProduct, ImportedVariant } from "../file/entries.ts";
import type { ImportRun } from "../run.ts";
import type { ExistingProducts } from "./existing.ts";
import { computeStockDelta } from "./stock-changes.ts";
import {
  findChangedPrices,
  findDifferences,
  findTargetVariant,
  isPriceAtPublication,
  type TargetPrice,
} from "./target-state.ts";

export type VariantPlan = {
  /** Undefined: the variant is new. */
  before: VariantRow | undefined;
  facts: ReturnType<typeof findTargetVariant> & Pick<VariantRow, "imageId">;
  change: Partial<VariantRow>;
  prices: TargetPrice[];
  delta: number;
  /** Units on hand in the file; undefined: absent, or not tracked. */
  stock: number | undefined;
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
  const ended = prices.filter(({ minor }) => minor === null).map(({ currency }) => currency);
  return {
    before,
    facts,
    change,
    prices,
    delta,
    stock,
    isPriced:
      [...prices, ...planned].some((price) => isPriceAtPublication(product, price, now)) ||
      today.some(({ currency }) => !ended.includes(currency)),
    isChanged: !before || Object.keys(change).length > 0 || prices.length > 0 || delta !== 0,
  };
}

/** Writes the planned changes of a variant, its prices and its stock. */
export async function applyVariant(run: ImportRun, tx: Tx, product: ProductRow, plan: VariantPlan): Promise<void> {
  const { before, facts, change, prices, delta, stock } = plan;
  const variant = before ?? (await addVariant(run, tx, product, facts));
  if (before && Object.keys(change).length > 0) await updateVariant(tx, before.id, { ...change, updatedAt: run.now });
  if (before?.tracked && !facts.tracked) await stopTracking(run, tx, before);
  if (facts.tracked) await createStockLevel(tx, variant.id);
  await applyPrices(run, tx, variant.id, prices);
  if (delta !== 0) await applyStock(run, tx, { variantId: variant.id, delta, reason: before ? "COUNTED" : "RECEIVED" });
  if (!before && stock !== undefined) await saveImportedStock(tx, [{ variantId: variant.id, onHand: stock }]);
}

/** Writes the planned prices of a variant. */
export async function applyPrices(
  { deps: { runtime }, now }: ImportRun,
  tx: Tx,
  variantId: string,
  prices: readonly TargetPrice[],
): Promise<void> {
  for (const price of prices) {
    const { currency, minor, startsAt } = price;
    await insertPrice(tx, { variantId, ...price, applied: startsAt <= now });
    await appendEvent(runtime, tx, events.productPriceChanged, { variantId, currency, minor, startsAt });
  }
  if (prices.length > 0) await updateVariant(tx, variantId, { updatedAt: now });
}

/** Throws if too few units are unreserved, which the plan in the same transaction has excluded. */
export async function applyStock(
  { deps, job }: ImportRun,
  tx: Tx,
  { variantId, delta, reason }: Pick<StockMovementRow, "variantId" | "delta" | "reason">,
): Promise<void> {
  const level = await changeOnHand(tx, variantId, delta);
  if (!level) throw new Error(`import: stock of ${variantId} cannot change by ${delta}`);
  await recordMovement(deps, tx, {
    variantId,
    delta,
    onHandAfter: level.onHand,
    reason,
    note: null,
    causeId: job.id,
    causeLine: variantId,
  });
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

async function stopTracking({ deps, job }: ImportRun, tx: Tx, variant: VariantRow): Promise<void> {
  const level = await deleteStockLevel(tx, variant.id);
  if (!level) throw new Error(`import: tracking of ${variant.id} cannot end while units are reserved`);
  if (level.onHand === 0) return;
  await recordMovement(deps, tx, {
    variantId: variant.id,
    delta: -level.onHand,
    onHandAfter: 0,
    reason: "COUNTED",
    note: "No longer counted.",
    causeId: job.id,
    causeLine: variant.id,
  });
}
