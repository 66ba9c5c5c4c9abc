/** One variant of a product that is there already: what the file changes of it, and writing that down. */
import { events } from "@hansa/contracts/events";
import { appendEvent } from "@hansa/kit/outbox";
import type { Tx } from "@hansa/kit/store";
import { saveImportedStock } from "../../store/imported-stock.ts";
import { insertPrice } from "../../store/prices.ts";
import { changeOnHand, closeShelf, openShelf } from "../../store/stock.ts";
import type { ProductRow, VariantRow } from "../../store/tables.ts";
import { insertVariant, updateVariant } from "../../store/variants.ts";
import { recordMovement } from "../stock/movements.ts";
import { changedPrices, type DesiredPrice, differences, variantFacts } from "./desired.ts";
import type { ImportedProduct, ImportedVariant } from "./entries.ts";
import type { Known } from "./known.ts";
import type { Run } from "./run.ts";
import { stockDelta } from "./stock-changes.ts";

export type VariantPlan = {
  /** Undefined: it is new. */
  before: VariantRow | undefined;
  facts: ReturnType<typeof variantFacts> & Pick<VariantRow, "imageId">;
  change: Partial<VariantRow>;
  prices: DesiredPrice[];
  delta: number;
  /** Units on hand as the file has them; undefined: it is silent, or they are not counted. */
  stock: number | undefined;
  isPriced: boolean;
  isChanged: boolean;
};

export function planVariant(
  known: Known,
  product: ImportedProduct,
  variant: ImportedVariant,
  imageIdOf: (url: string) => string | undefined,
): VariantPlan {
  const before = known.variantBySku.get(variant.sku);
  const { image } = variant;
  const imageId = image === undefined ? (before?.imageId ?? null) : image === null ? null : (imageIdOf(image) ?? null);
  const facts = { ...variantFacts(product, variant, before), imageId };
  const change = before ? differences(before, facts) : {};
  const today = before ? (known.prices.get(before.id) ?? []) : [];
  const prices = changedPrices(today, variant.prices, product.allPricesIn);
  const stock = facts.tracked ? variant.stock : undefined;
  const delta = stockDelta(known, before, { ...variant, stock }, "CATALOGUE");
  const ended = prices.filter(({ minor }) => minor === null).map(({ currency }) => currency);
  return {
    before,
    facts,
    change,
    prices,
    delta,
    stock,
    isPriced: prices.some(({ minor }) => minor !== null) || today.some(({ currency }) => !ended.includes(currency)),
    isChanged: !before || Object.keys(change).length > 0 || prices.length > 0 || delta !== 0,
  };
}

export async function applyVariant(run: Run, tx: Tx, product: ProductRow, plan: VariantPlan): Promise<void> {
  const { before, facts, change, prices, delta, stock } = plan;
  const variant = before ?? (await addVariant(run, tx, product, facts));
  if (before && Object.keys(change).length > 0) await updateVariant(tx, before.id, { ...change, updatedAt: run.now });
  if (before?.tracked && !facts.tracked) await stopCounting(run, tx, before);
  if (facts.tracked) await openShelf(tx, variant.id);
  await applyPrices(run, tx, variant.id, prices);
  if (delta !== 0) await applyStock(run, tx, variant.id, delta, before === undefined);
  if (!before && stock !== undefined) await saveImportedStock(tx, [{ variantId: variant.id, onHand: stock }]);
}

export async function applyPrices(
  { deps: { world }, now }: Run,
  tx: Tx,
  variantId: string,
  prices: readonly DesiredPrice[],
): Promise<void> {
  for (const { currency, minor, compareAtMinor } of prices) {
    await insertPrice(tx, { variantId, currency, startsAt: now, minor, compareAtMinor, applied: true });
    await appendEvent(tx, world, events.productPriceChanged, variantId, { variantId, currency, minor, startsAt: now });
  }
  if (prices.length > 0) await updateVariant(tx, variantId, { updatedAt: now });
}

/** Throws if a hold came in between: nothing can, the batch is one transaction. */
export async function applyStock(
  { deps, job }: Run,
  tx: Tx,
  variantId: string,
  delta: number,
  isNew: boolean,
): Promise<void> {
  const level = await changeOnHand(tx, variantId, delta);
  if (!level) throw new Error(`the stock of ${variantId} cannot change by ${delta}`);
  await recordMovement(deps, tx, {
    variantId,
    delta,
    onHandAfter: level.onHand,
    reason: isNew ? "RECEIVED" : "COUNTED",
    note: null,
    causeId: job.id,
    causeLine: variantId,
  });
}

async function addVariant(
  { deps: { world }, now }: Run,
  tx: Tx,
  product: ProductRow,
  facts: VariantPlan["facts"],
): Promise<VariantRow> {
  const added = await insertVariant(tx, {
    id: world.newId("var"),
    productId: product.id,
    createdAt: now,
    updatedAt: now,
    ...facts,
  });
  if (!added) throw new Error(`the sku ${facts.sku} was free and is taken`);
  return added;
}

async function stopCounting({ deps, job }: Run, tx: Tx, variant: VariantRow): Promise<void> {
  const level = await closeShelf(tx, variant.id);
  if (!level) throw new Error(`${variant.id} is reserved, and counting it cannot end`);
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
