/** Inventory: availability and stock status of variants, and adjustments by staff. */

import { recordAudit } from "@hansa/contracts/audit-log";
import { newShop } from "@hansa/contracts/new-shop";
import { keyOf, writeOnce } from "@hansa/kit/coordination";
import {
  cardNumberWarnings,
  type InputProblem,
  invalid,
  isRefusal,
  notFound,
  problem,
  refusal,
} from "@hansa/kit/runtime";
import type { Tx } from "@hansa/kit/store";
import { z } from "zod";
import type { Context } from "../../context.ts";
import type { InventoryAdjustInput, StockStatus } from "../../generated/resolvers.ts";
import type { ProductRow, VariantRow } from "../../store/catalogue/tables.ts";
import { findVariantsByIds } from "../../store/catalogue/variants.ts";
import { changeOnHand, findStockLevels, maxOnHand } from "../../store/reservations/stock.ts";
import type { StockLevelRow } from "../../store/reservations/tables.ts";
import type { MutationResult } from "../mutation-results.ts";
import { ownerOf } from "../owner.ts";
import { mustLoad } from "../storefront/lookup.ts";
import { recordMovement } from "./stock-movements.ts";

/** The maximum units of one movement: more is a typing error. */
const maxMovement = 1_000_000_000;
const maxNoteLength = 500;

type Adjusted = MutationResult<"InventoryAdjustResult">;
const storedResponse = z.object({ variantId: z.string() });

/** Available units; null if the variant is not tracked. */
export async function availableOf({ loaders }: Context, variant: VariantRow): Promise<number | null> {
  if (!variant.tracked) return null;
  const level = await loaders.stockByVariant.load(variant.id);
  return level ? level.onHand - level.reserved : 0;
}

/** Units on hand including reserved ones; null if the variant is not tracked. */
export async function onHandOf({ loaders }: Context, variant: VariantRow): Promise<number | null> {
  if (!variant.tracked) return null;
  return (await loaders.stockByVariant.load(variant.id))?.onHand ?? 0;
}

/** The stock status for a badge. Variants of archived products are out of stock. */
export async function stockStatusOf(context: Context, variant: VariantRow): Promise<StockStatus> {
  const product = await mustLoad(context.loaders.productById, variant.productId);
  if (product.status === "ARCHIVED") return "OUT_OF_STOCK";
  if (!variant.tracked) return "IN_STOCK";
  const level = await context.loaders.stockByVariant.load(variant.id);
  const available = level ? level.onHand - level.reserved : 0;
  if (!level || available === 0) return "OUT_OF_STOCK";
  return available > (level.lowStock ?? newShop.lowStockThreshold) ? "IN_STOCK" : "LOW_STOCK";
}

/** The best stock status among the variants of a product. */
export async function stockStatusOfProduct(context: Context, product: ProductRow): Promise<StockStatus> {
  const variants = await context.loaders.variantsByProduct.load(product.id);
  const statuses = await Promise.all(variants.map((variant) => stockStatusOf(context, variant)));
  if (statuses.includes("IN_STOCK")) return "IN_STOCK";
  return statuses.includes("LOW_STOCK") ? "LOW_STOCK" : "OUT_OF_STOCK";
}

/** Changes the units on hand and records the movement. Less than the reserved units is refused. */
export async function adjustInventory(context: Context, input: InventoryAdjustInput): Promise<Adjusted> {
  const { store, runtime, viewer } = context;
  const key = keyOf(ownerOf(viewer), "inventoryAdjust", input);
  const done = await writeOnce(context, { name: "adjust-inventory", key, shape: storedResponse }, async (tx) => {
    const [variant] = await findVariantsByIds(tx, [input.variantId]);
    if (!variant) return notFound("variant", ["input", "variantId"]);
    const untracked = variant.tracked ? [] : [problem("variantId", "NOT_TRACKED", "This variant is not counted.")];
    const problems = [...untracked, ...checkChange(input)];
    if (problems.length > 0) return invalid(problems);
    const level = await changeOnHand(tx, variant.id, input.delta);
    if (!level) return refuseMovement(await mustFindLevel(tx, variant.id), input.delta);
    await recordMovement(context, tx, {
      variantId: variant.id,
      delta: input.delta,
      onHandAfter: level.onHand,
      reason: input.reason,
      note: input.note ?? null,
      causeId: runtime.newId("adj"),
      causeLine: variant.id,
    });
    const summary = `Changed the stock of ${variant.id} by ${input.delta} to ${level.onHand}.`;
    await recordAudit(runtime, tx, viewer, { action: "stock.adjusted", subjectId: variant.id, summary });
    return { variantId: variant.id };
  });
  if (isRefusal(done)) return done;
  const [variant] = await store.read((db) => findVariantsByIds(db, [done.variantId]));
  if (!variant) throw new Error("inventory: adjusted variant not found");
  return { __typename: "InventoryAdjusted", variant, warnings: cardNumberWarnings("note", input.note) };
}

/** Returns the problems of an adjustment that do not depend on the variant. */
export function checkChange({ delta, note }: Pick<InventoryAdjustInput, "delta" | "note">): InputProblem[] {
  const problems: InputProblem[] = [];
  if (delta === 0 || Math.abs(delta) > maxMovement)
    problems.push(problem("delta", "OUT_OF_RANGE", `A movement is at least one unit and at most ${maxMovement}.`));
  if (note && note.length > maxNoteLength)
    problems.push(problem("note", "TOO_LONG", `A note has at most ${maxNoteLength} characters.`));
  return problems;
}

async function mustFindLevel(tx: Tx, variantId: string): Promise<StockLevelRow> {
  const [level] = await findStockLevels(tx, [variantId]);
  if (!level) throw new Error(`inventory: tracked variant ${variantId} has no stock level`);
  return level;
}

/** The refusal of a change below the reserved units or above the maximum. */
function refuseMovement({ reserved, onHand }: StockLevelRow, delta: number) {
  if (onHand + delta > maxOnHand)
    return invalid([problem("delta", "TOO_MANY", `At most ${maxOnHand} units of a variant are counted.`)]);
  const message = "Stock cannot go below what is reserved for customers.";
  return { ...refusal("StockReservedError", "STOCK_RESERVED", message, ["input", "delta"]), reserved, onHand };
}
