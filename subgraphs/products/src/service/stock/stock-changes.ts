/** Changing the stock of many variants at once: all of them, or none. */
import { recordAudit } from "@hansa/kit/audit";
import { keyOf } from "@hansa/kit/idempotency";
import { once } from "@hansa/kit/once";
import { type InputProblem, invalid, problem, refusal } from "@hansa/kit/refusals";
import type { Reader, Tx } from "@hansa/kit/store";
import { z } from "zod";
import type { Context, Deps } from "../../context.ts";
import type { InventoryAdjustManyInput, StockChangeInput } from "../../generated/resolvers.ts";
import { changeOnHand, findStockLevels, mostOnHand } from "../../store/stock.ts";
import type { StockLevelRow } from "../../store/stock-tables.ts";
import type { VariantRow } from "../../store/tables.ts";
import { findVariantsByIds } from "../../store/variants.ts";
import type { Answer } from "../answers.ts";
import { checkCount, problemsAt } from "../catalogue/bulk.ts";
import { ownerOf } from "../owner.ts";
import { recordMovement } from "./movements.ts";
import { checkChange } from "./stock.ts";

type Adjusted = Answer<"InventoryAdjustManyResult">;
type Change = { position: number; asked: StockChangeInput; variant: VariantRow; level: StockLevelRow };
const kept = z.object({ variantIds: z.array(z.string()) });

/** Makes all of these changes and writes each down, or makes none. The same key again changes nothing more. */
export async function adjustMany(context: Context, input: InventoryAdjustManyInput): Promise<Adjusted> {
  const { store, world, viewer } = context;
  const key = keyOf(ownerOf(viewer), "inventoryAdjustMany", input);
  const { adjustments } = input;
  const done = await once<{ variantIds: string[] }, Adjusted>(context, "adjust-many", key, kept, async (tx, refuse) => {
    const wrong = checkCount("adjustments", adjustments);
    if (wrong.length > 0) return refuse(invalid(wrong));
    const changes = await findChanged(tx, adjustments);
    const problems = adjustments.flatMap((asked, index) =>
      problemsAt("adjustments", index, checkOne(asked, index, adjustments, changes)),
    );
    if (problems.length > 0) return refuse(invalid(problems));
    const short = changes.filter(({ level, asked }) => level.onHand + asked.delta < level.reserved);
    if (short.length > 0) return refuse(refuseShortages(short));
    await changeAll(context, tx, changes);
    const summary = `Changed the stock of ${changes.length} variants.`;
    await recordAudit(tx, world, viewer, { action: "stock.adjusted", subjectId: null, summary });
    return { variantIds: changes.map(({ variant }) => variant.id) };
  });
  if ("refused" in done) return done.refused;
  const { variantIds } = done.kept;
  const found = new Map((await store.read((db) => findVariantsByIds(db, variantIds))).map((one) => [one.id, one]));
  return { __typename: "InventoryAdjustedMany", variants: variantIds.flatMap((id) => found.get(id) ?? []) };
}

/** The changes of variants that are there. One that is not counted has an empty shelf. */
async function findChanged(db: Reader, adjustments: readonly StockChangeInput[]): Promise<Change[]> {
  const ids = [...new Set(adjustments.map(({ variantId }) => variantId))];
  const variants = new Map((await findVariantsByIds(db, ids)).map((variant) => [variant.id, variant]));
  const levels = new Map((await findStockLevels(db, ids)).map((level) => [level.variantId, level]));
  return adjustments.flatMap((asked, position) => {
    const variant = variants.get(asked.variantId);
    if (!variant) return [];
    const level = levels.get(variant.id) ?? { variantId: variant.id, onHand: 0, reserved: 0 };
    return [{ position, asked, variant, level }];
  });
}

async function changeAll(deps: Deps, tx: Tx, changes: readonly Change[]): Promise<void> {
  const causeId = deps.world.newId("adj");
  for (const { asked, variant } of changes) {
    const { delta, reason, note = null } = asked;
    const level = await changeOnHand(tx, variant.id, delta);
    if (!level) throw new Error(`${variant.id} had room for ${delta} and has not`);
    const movement = { variantId: variant.id, delta, onHandAfter: level.onHand, reason, note };
    await recordMovement(deps, tx, { ...movement, causeId, causeLine: variant.id });
  }
}

function checkOne(
  asked: StockChangeInput,
  index: number,
  all: readonly StockChangeInput[],
  changes: readonly Change[],
): InputProblem[] {
  const change = changes.find(({ position }) => position === index);
  const problems = checkChange(asked);
  if (!change) problems.push(problem("variantId", "UNKNOWN", "There is no such variant."));
  else if (!change.variant.tracked) problems.push(problem("variantId", "NOT_TRACKED", "This variant is not counted."));
  else if (change.level.onHand + asked.delta > mostOnHand)
    problems.push(problem("delta", "TOO_MANY", `At most ${mostOnHand} units of a variant are counted.`));
  if (all.findIndex(({ variantId }) => variantId === asked.variantId) < index)
    problems.push(problem("variantId", "NOT_DISTINCT", "Each variant is changed once: give the sum."));
  return problems;
}

function refuseShortages(short: readonly Change[]) {
  const message = "Stock cannot go below what is reserved for customers. Nothing was changed.";
  return {
    ...refusal("StockShortageError", "STOCK_SHORTAGE", message, ["input", "adjustments"]),
    shortages: short.map(({ position, variant, level: { reserved, onHand } }) => ({
      position,
      variant,
      reserved,
      onHand,
    })),
  };
}
