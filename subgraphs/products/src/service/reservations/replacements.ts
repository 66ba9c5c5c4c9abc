/** Replacements: available units are committed to an order for units that came back, once, or the commit is cancelled. */
import type { products as contract } from "@hansa/contracts/products";
import { recordFencingToken } from "@hansa/kit/coordination";
import type { InputOf, OutputOf } from "@hansa/kit/rpc";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import {
  addCommittedUnits,
  cancelReplacementRow,
  deleteReservationLine,
  findReplacement,
  insertReplacement,
  removeCommittedUnits,
} from "../../store/reservations/replacements.ts";
import { findReservedLines } from "../../store/reservations/reservations.ts";
import { findStockLevels, moveUnits, unitsForSale } from "../../store/reservations/stock.ts";
import type { ReplacementRow, VariantUnits } from "../../store/reservations/tables.ts";
import { publishCommitment } from "./commitments.ts";
import { findShortages, sumByVariant } from "./shortages.ts";

type Commit = OutputOf<typeof contract.commitReplacement>;

/**
 * Commits all units of a replacement or none: reserved units are left to their checkouts. Throws, without a change, while the units that an older
 * version has committed for the order are unknown; staff tries again.
 */
export function commitReplacement(deps: Deps, input: InputOf<typeof contract.commitReplacement>): Promise<Commit> {
  const { replacementId, checkoutId } = input;
  return deps.store.write("commit-replacement", async (tx): Promise<Commit> => {
    const earlier = await findReplacement(tx, replacementId);
    if (earlier) return { outcome: earlier.cancelled ? "gone" : "committed" };
    const units = sumByVariant(input.lines);
    const levels = await findStockLevels(
      tx,
      units.map((line) => line.variantId),
    );
    const counted = new Set(levels.map((level) => level.variantId));
    const lines = units.filter((line) => counted.has(line.variantId));
    const short = await findShortages(tx, lines, unitsForSale);
    if (short.length > 0) return { outcome: "outOfStock", lines: short };
    if ((await findReservedLines(tx, checkoutId)).some(({ committed }) => committed === null))
      throw new Error(`replacements: sold units of ${checkoutId} are not known yet`);
    for (const line of lines) {
      await addCommittedUnits(tx, { checkoutId, ...line });
      await commitUnits(deps, tx, line, "SOLD");
    }
    await insertReplacement(tx, { id: replacementId, checkoutId, lines, cancelled: false });
    return { outcome: "committed" };
  });
}

/** Cancels a replacement, once: its units can be sold again. */
export function cancelReplacement(deps: Deps, input: InputOf<typeof contract.cancelReplacement>) {
  const { replacementId: id, checkoutId, fencingToken = null } = input;
  return deps.store.write("cancel-replacement", async (tx): Promise<OutputOf<typeof contract.cancelReplacement>> => {
    await recordFencingToken(tx, fencingToken);
    const replacement = await findReplacement(tx, id);
    if (!replacement) await insertReplacement(tx, { id, checkoutId, lines: [], cancelled: true });
    else if (!replacement.cancelled) await releaseUnits(deps, tx, replacement);
    return { outcome: "cancelled" };
  });
}

async function releaseUnits(deps: Deps, tx: Tx, { id, checkoutId, lines }: ReplacementRow): Promise<void> {
  const sold = new Map((await findReservedLines(tx, checkoutId)).map((line) => [line.variantId, line.quantity]));
  for (const { variantId, quantity } of lines) {
    const line = { checkoutId, variantId };
    if (sold.get(variantId) === quantity) await deleteReservationLine(tx, line);
    else await removeCommittedUnits(tx, line, quantity);
    await commitUnits(deps, tx, { variantId, quantity: -quantity }, "CANCELLED");
  }
  await cancelReplacementRow(tx, id, { lines: [], cancelled: true });
}

/** Changes the committed units of a variant. One that is no longer counted has no level. */
async function commitUnits(
  deps: Deps,
  tx: Tx,
  { variantId, quantity }: VariantUnits,
  reason: "SOLD" | "CANCELLED",
): Promise<void> {
  const level = await moveUnits(tx, variantId, { committed: quantity });
  if (level) await publishCommitment(deps, tx, level, reason);
}
