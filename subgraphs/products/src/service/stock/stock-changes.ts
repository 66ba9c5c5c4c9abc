/** Changing the stock of many variants at once: all of them, or none. */
import { recordAudit } from "@hansa/kit/audit";
import { findEarlier, keepAnswer } from "@hansa/kit/idempotency";
import { type InputProblem, invalid, keyInProgress, keyReused, problem, refusal } from "@hansa/kit/refusals";
import type { Reader, Tx } from "@hansa/kit/store";
import type { Context, Deps } from "../../context.ts";
import type { InventoryAdjustManyInput, StockChangeInput } from "../../generated/resolvers.ts";
import { changeOnHand, findStockLevels, mostOnHand } from "../../store/stock.ts";
import type { StockLevelRow } from "../../store/stock-tables.ts";
import type { VariantRow } from "../../store/tables.ts";
import { findVariantsByIds } from "../../store/variants.ts";
import type { Answer } from "../answers.ts";
import { checkCount, problemsAt } from "../catalogue/bulk.ts";
import { checkKey, keyOf } from "../once.ts";
import { recordMovement } from "./movements.ts";
import { checkChange } from "./stock.ts";

type Change = { position: number; asked: StockChangeInput; variant: VariantRow; level: StockLevelRow };

/** Makes all of these changes and writes each down, or makes none. The same key again changes nothing more. */
export async function adjustMany(
  context: Context,
  input: InventoryAdjustManyInput,
): Promise<Answer<"InventoryAdjustManyResult">> {
  const { store, world, viewer, notes } = context;
  const key = keyOf(viewer, "inventoryAdjustMany", input);
  const { adjustments } = input;
  return store.write("adjust-many", async (tx) => {
    const earlier = await findEarlier(tx, key, world.now());
    if (earlier.outcome === "reused") return keyReused();
    if (earlier.outcome === "inProgress") return keyInProgress(earlier.retryAfterMs);
    const wrong = [...checkCount("adjustments", adjustments), ...checkKey(input.idempotencyKey)];
    if (wrong.length > 0) return invalid(wrong);

    const changes = await findChanged(tx, adjustments);
    if (earlier.outcome === "done") {
      notes.replayed = true;
      return adjusted(changes);
    }
    const problems = adjustments.flatMap((asked, index) =>
      problemsAt("adjustments", index, checkOne(asked, index, adjustments, changes)),
    );
    if (problems.length > 0) return invalid(problems);
    const short = changes.filter(({ level, asked }) => level.onHand + asked.delta < level.reserved);
    if (short.length > 0) return refuseShortages(short);
    await changeAll(context, tx, changes);
    const summary = `Changed the stock of ${changes.length} variants.`;
    await recordAudit(tx, world, viewer, { action: "stock.adjusted", subjectId: null, summary });
    await keepAnswer(tx, key, world.now(), {});
    return adjusted(changes);
  });
}

function adjusted(changes: readonly Pick<Change, "variant">[]) {
  return { __typename: "InventoryAdjustedMany" as const, variants: changes.map(({ variant }) => variant) };
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
