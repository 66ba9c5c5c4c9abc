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
import type { Reader, Tx } from "@hansa/kit/store";
import { z } from "zod";
import type { Context } from "../../context.ts";
import type { InventoryAdjustInput, StockStatus } from "../../generated/resolvers.ts";
import type { ProductRow, VariantRow } from "../../store/catalogue/tables.ts";
import { findVariantsByIds } from "../../store/catalogue/variants.ts";
import { findUnitsMovedAfter } from "../../store/reservations/movements.ts";
import { findStockLevels, maxOnHand, unitsForSale } from "../../store/reservations/stock.ts";
import type { StockLevelRow } from "../../store/reservations/tables.ts";
import type { MutationResult } from "../mutation-results.ts";
import { ownerOf } from "../owner.ts";
import { mustLoad } from "../storefront/lookup.ts";
import { moveShelf } from "./stock-movements.ts";
import { learnUnsentUnits } from "./unsent-units.ts";

/** The maximum units of one movement: more is a typing error. */
const maxMovement = 1_000_000_000;
const maxNoteLength = 500;
const maxCountAgeMs = 31 * 24 * 60 * 60 * 1_000;

type Adjusted = MutationResult<"InventoryAdjustResult">;
const storedResponse = z.object({ variantId: z.string() });

/** Available units; null if the variant is not tracked. */
export async function availableOf({ loaders }: Context, variant: VariantRow): Promise<number | null> {
  if (!variant.tracked) return null;
  return unitsForSale(await loaders.stockByVariant.load(variant.id));
}

/** Available units; none of an archived product, and null if the variant is not tracked. */
export async function unitsForSaleOf(context: Context, variant: VariantRow): Promise<number | null> {
  const product = await mustLoad(context.loaders.productById, variant.productId);
  return product.status === "ARCHIVED" ? 0 : availableOf(context, variant);
}

/** Units on the shelf, sold and reserved ones included; null if the variant is not tracked. */
export async function onHandOf({ loaders }: Context, variant: VariantRow): Promise<number | null> {
  if (!variant.tracked) return null;
  return (await loaders.stockByVariant.load(variant.id))?.onHand ?? 0;
}

/** Units that are sold, neither sent nor cancelled; null if the variant is not tracked. */
export async function committedOf({ loaders }: Context, variant: VariantRow): Promise<number | null> {
  if (!variant.tracked) return null;
  return (await loaders.stockByVariant.load(variant.id))?.committed ?? 0;
}

/** The stock status for a badge. Variants of archived products are out of stock. */
export async function stockStatusOf(context: Context, variant: VariantRow): Promise<StockStatus> {
  const product = await mustLoad(context.loaders.productById, variant.productId);
  if (product.status === "ARCHIVED") return "OUT_OF_STOCK";
  if (!variant.tracked) return "IN_STOCK";
  const level = await context.loaders.stockByVariant.load(variant.id);
  const available = unitsForSale(level);
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

/** Changes the units on hand and records the movement. Less than the committed units is refused. A count of as many units changes nothing. */
export async function adjustInventory(context: Context, input: InventoryAdjustInput): Promise<Adjusted> {
  const { store, runtime, viewer } = context;
  if (input.reason === "COUNTED") await learnUnsentUnits(context);
  const key = keyOf(ownerOf(viewer), "inventoryAdjust", input);
  const done = await writeOnce(context, { name: "adjust-inventory", key, shape: storedResponse }, async (tx) => {
    const [variant] = await findVariantsByIds(tx, [input.variantId]);
    if (!variant) return notFound("variant", ["input", "variantId"]);
    const untracked = variant.tracked ? [] : [problem("variantId", "NOT_TRACKED", "This variant is not counted.")];
    const problems = [...untracked, ...checkChange(input, runtime.now())];
    if (problems.length > 0) return invalid(problems);
    const level = await mustFindLevel(tx, variant.id);
    const before = { ...level, movedSince: await findMovedSince(tx, input) };
    const delta = deltaOf(input, before);
    if (delta === 0) return { variantId: variant.id };
    const { reason, note = null } = input;
    const movement = { delta, reason, note, causeId: runtime.newId("adj"), causeLine: variant.id };
    const moved = await moveShelf(context, tx, variant.id, movement);
    if (!moved) return refuseMovement(before, input);
    const summary = `Changed the stock of ${variant.id} by ${delta} to ${moved.onHand}.`;
    await recordAudit(runtime, tx, viewer, { action: "stock.adjusted", subjectId: variant.id, summary });
    return { variantId: variant.id };
  });
  if (isRefusal(done)) return done;
  const [variant] = await store.read((db) => findVariantsByIds(db, [done.variantId]));
  if (!variant) throw new Error("inventory: adjusted variant not found");
  return { __typename: "InventoryAdjusted", variant, warnings: cardNumberWarnings("note", input.note) };
}

/** A change of the units on hand: by so many, or to the counted ones. */
type Change = Pick<InventoryAdjustInput, "delta" | "counted" | "countedAt" | "reason" | "note">;

/** The units on hand, and those by which they have changed since they were counted. */
export type CountedLevel = StockLevelRow & { movedSince: number };

/** The units by which the shelf has changed since the count; 0 if it is counted now. */
export async function findMovedSince(
  db: Reader,
  { variantId, countedAt }: Pick<InventoryAdjustInput, "variantId" | "countedAt">,
): Promise<number> {
  return typeof countedAt === "number" ? findUnitsMovedAfter(db, variantId, countedAt) : 0;
}

/** The units that the change adds to those on hand. A count is compared with the units of its time. */
export function deltaOf({ delta, counted }: Change, { onHand, movedSince }: CountedLevel): number {
  return typeof counted === "number" ? counted + movedSince - onHand : (delta ?? 0);
}

/** The field that the change is in. */
export function fieldOf({ counted }: Change): "counted" | "delta" {
  return typeof counted === "number" ? "counted" : "delta";
}

/** Returns the problems of an adjustment that do not depend on the variant. */
export function checkChange({ delta, counted, countedAt, reason, note }: Change, now: number): InputProblem[] {
  const problems: InputProblem[] = [];
  const isCount = typeof counted === "number";
  if (isCount === (typeof delta === "number"))
    problems.push(problem("counted", "EXACTLY_ONE", "Give either the counted units or the units to add or remove."));
  if (typeof delta === "number" && (delta === 0 || Math.abs(delta) > maxMovement))
    problems.push(problem("delta", "OUT_OF_RANGE", `A movement is at least one unit and at most ${maxMovement}.`));
  if (isCount && counted < 0) problems.push(problem("counted", "NEGATIVE", "A count is zero or more."));
  if (isCount && reason !== "COUNTED")
    problems.push(problem("counted", "REASON", "Only a count has counted units; others have units to add or remove."));
  if (typeof countedAt === "number" && !isCount)
    problems.push(problem("countedAt", "REASON", "Only counted units have a time of their count."));
  if (typeof countedAt === "number" && (countedAt > now || countedAt < now - maxCountAgeMs))
    problems.push(problem("countedAt", "OUT_OF_RANGE", "A count is entered after it was made, within 31 days."));
  if (note && note.length > maxNoteLength)
    problems.push(problem("note", "TOO_LONG", `A note has at most ${maxNoteLength} characters.`));
  return problems;
}

async function mustFindLevel(tx: Tx, variantId: string): Promise<StockLevelRow> {
  const [level] = await findStockLevels(tx, [variantId]);
  if (!level) throw new Error(`inventory: tracked variant ${variantId} has no stock level`);
  return level;
}

/** The refusal of a change below the committed units or above the maximum. */
function refuseMovement(level: CountedLevel, input: InventoryAdjustInput) {
  const field = fieldOf(input);
  if (level.onHand + deltaOf(input, level) > maxOnHand)
    return invalid([problem(field, "TOO_MANY", `At most ${maxOnHand} units of a variant are counted.`)]);
  const { onHand, committed, reserved } = level;
  const message = `Of ${onHand} units on hand, ${committed} are sold and not sent yet: no fewer can be on hand.`;
  return { ...refusal("StockReservedError", "STOCK_RESERVED", message, ["input", field]), onHand, committed, reserved };
}
