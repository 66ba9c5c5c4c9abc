/** Bulk inventory adjustment: changes the stock of many variants, all or none. */

import { recordAudit } from "@hansa/contracts/audit-log";
import { keyOf, writeOnce } from "@hansa/kit/coordination";
import { cardNumberWarnings, type InputProblem, invalid, isRefusal, problem, refusal } from "@hansa/kit/runtime";
import type { Reader, Tx } from "@hansa/kit/store";
import { z } from "zod";
import type { Context, Deps } from "../../context.ts";
import type { InventoryAdjustManyInput, StockChangeInput } from "../../generated/resolvers.ts";
import type { VariantRow } from "../../store/catalogue/tables.ts";
import { findVariantsByIds } from "../../store/catalogue/variants.ts";
import { findStockLevels, maxOnHand } from "../../store/reservations/stock.ts";
import { checkCount, problemsAt } from "../bulk-changes.ts";
import type { MutationResult } from "../mutation-results.ts";
import { ownerOf } from "../owner.ts";
import { type CountedLevel, checkChange, deltaOf, fieldOf, findMovedSince } from "./inventory.ts";
import { moveShelf } from "./stock-movements.ts";
import { learnUnsentUnits } from "./unsent-units.ts";

type Adjusted = MutationResult<"InventoryAdjustManyResult">;
type Change = { position: number; input: StockChangeInput; variant: VariantRow; level: CountedLevel };
const storedResponse = z.object({ variantIds: z.array(z.string()) });

/** Applies and records all changes, or none. A repetition with the same idempotency key changes nothing. */
export async function adjustMany(context: Context, input: InventoryAdjustManyInput): Promise<Adjusted> {
  const { store, runtime, viewer } = context;
  const key = keyOf(ownerOf(viewer), "inventoryAdjustMany", input);
  const { adjustments } = input;
  if (adjustments.some(({ reason }) => reason === "COUNTED")) await learnUnsentUnits(context);
  const done = await writeOnce(context, { name: "adjust-many", key, shape: storedResponse }, async (tx) => {
    const wrong = checkCount("adjustments", adjustments);
    if (wrong.length > 0) return invalid(wrong);
    const changes = await findChanges(tx, adjustments);
    const problems = adjustments.flatMap((input, index) =>
      problemsAt(
        "adjustments",
        index,
        checkStockChange(input, index, { all: adjustments, changes, now: runtime.now() }),
      ),
    );
    if (problems.length > 0) return invalid(problems);
    const short = changes.filter(({ level, input }) => level.onHand + deltaOf(input, level) < level.committed);
    if (short.length > 0) return refuseShortages(short);
    await applyChanges(context, tx, changes);
    const summary = `Changed the stock of ${changes.length} variants.`;
    await recordAudit(runtime, tx, viewer, { action: "stock.adjusted", subjectId: null, summary });
    return { variantIds: changes.map(({ variant }) => variant.id) };
  });
  if (isRefusal(done)) return done;
  const { variantIds } = done;
  const found = new Map((await store.read((db) => findVariantsByIds(db, variantIds))).map((one) => [one.id, one]));
  const variants = variantIds.flatMap((id) => found.get(id) ?? []);
  const warnings = adjustments.flatMap(({ note }, index) => cardNumberWarnings(`adjustments.${index}.note`, note));
  return { __typename: "InventoryAdjustedMany", variants, warnings };
}

/** Returns the changes of known variants. An untracked variant has a stock level of zero. */
async function findChanges(db: Reader, adjustments: readonly StockChangeInput[]): Promise<Change[]> {
  const ids = [...new Set(adjustments.map(({ variantId }) => variantId))];
  const variants = new Map((await findVariantsByIds(db, ids)).map((variant) => [variant.id, variant]));
  const levels = new Map((await findStockLevels(db, ids)).map((level) => [level.variantId, level]));
  const changes: Change[] = [];
  for (const [position, input] of adjustments.entries()) {
    const variant = variants.get(input.variantId);
    if (!variant) continue;
    const level = levels.get(variant.id) ?? { variantId: variant.id, onHand: 0, committed: 0, reserved: 0 };
    changes.push({ position, input, variant, level: { ...level, movedSince: await findMovedSince(db, input) } });
  }
  return changes;
}

async function applyChanges(deps: Deps, tx: Tx, changes: readonly Change[]): Promise<void> {
  const causeId = deps.runtime.newId("adj");
  for (const { input, variant, level } of changes) {
    const delta = deltaOf(input, level);
    if (delta === 0) continue;
    const { reason, note = null } = input;
    if (!(await moveShelf(deps, tx, variant.id, { delta, reason, note, causeId, causeLine: variant.id })))
      throw new Error(`bulk adjustment: stock of ${variant.id} cannot change by ${delta}`);
  }
}

function checkStockChange(
  input: StockChangeInput,
  index: number,
  { all, changes, now }: { all: readonly StockChangeInput[]; changes: readonly Change[]; now: number },
): InputProblem[] {
  const change = changes.find(({ position }) => position === index);
  const problems = checkChange(input, now);
  if (!change) problems.push(problem("variantId", "UNKNOWN", "There is no such variant."));
  else if (!change.variant.tracked) problems.push(problem("variantId", "NOT_TRACKED", "This variant is not counted."));
  else if (change.level.onHand + deltaOf(input, change.level) > maxOnHand)
    problems.push(problem(fieldOf(input), "TOO_MANY", `At most ${maxOnHand} units of a variant are counted.`));
  if (all.findIndex(({ variantId }) => variantId === input.variantId) < index)
    problems.push(problem("variantId", "NOT_DISTINCT", "Each variant is changed once: give the sum."));
  return problems;
}

function refuseShortages(short: readonly Change[]) {
  const message = "Stock cannot go below the units that are sold and not sent yet. Nothing was changed.";
  return {
    ...refusal("StockShortageError", "STOCK_SHORTAGE", message, ["input", "adjustments"]),
    shortages: short.map(({ position, variant, level: { onHand, committed, reserved } }) => ({
      position,
      variant,
      onHand,
      committed,
      reserved,
    })),
  };
}
