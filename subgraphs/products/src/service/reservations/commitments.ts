/** Committed units: those of a parcel or a hand-over leave the stock, cancelled ones can be sold again. */
import { events } from "@hansa/contracts/events";
import type { products as contract } from "@hansa/contracts/products";
import { recordFencingToken } from "@hansa/kit/coordination";
import { appendEvent } from "@hansa/kit/messaging";
import type { InputOf, OutputOf } from "@hansa/kit/rpc";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { insertCommitmentEnd, saveCommitted } from "../../store/reservations/commitments.ts";
import { findReservedLines } from "../../store/reservations/reservations.ts";
import { moveUnits, type UnitMove } from "../../store/reservations/stock.ts";
import type { CommitmentEndRow, StockLevelRow } from "../../store/reservations/tables.ts";
import { recordMovement } from "./stock-movements.ts";

/**
 * Ends the commitment of units, once per cause and line, and never of more units than the checkout has committed. Throws, without a change,
 * while the units that an older version has committed are unknown; the caller retries.
 */
export function endCommitment(deps: Deps, input: InputOf<typeof contract.endCommitment>) {
  const { checkoutId, causeId, outcome, lines, fencingToken = null } = input;
  return deps.store.write("end-commitment", async (tx): Promise<OutputOf<typeof contract.endCommitment>> => {
    await recordFencingToken(tx, fencingToken);
    const left = new Map((await findReservedLines(tx, checkoutId)).map((line) => [line.variantId, line.committed]));
    for (const { lineId, variantId, quantity } of lines) {
      const committed = left.get(variantId);
      // It was not counted when it was sold.
      if (committed === undefined) continue;
      if (committed === null) throw new Error(`commitments: sold units of ${checkoutId} are not known yet`);
      const units = Math.min(quantity, committed);
      const end = { causeId, causeLine: lineId, checkoutId, variantId, quantity: units, outcome };
      if (!(await insertCommitmentEnd(tx, end)) || units === 0) continue;
      left.set(variantId, committed - units);
      await saveCommitted(tx, checkoutId, variantId, committed - units);
      await takeDown(deps, tx, end);
    }
    return { outcome: "ended" };
  });
}

/** Changes the level of a variant by units that were sent or cancelled. One that is no longer counted has no level. */
async function takeDown(deps: Deps, tx: Tx, { causeId, causeLine, variantId, quantity, outcome }: CommitmentEndRow) {
  const move: UnitMove = outcome === "sent" ? { onHand: -quantity, committed: -quantity } : { committed: -quantity };
  const level = await moveUnits(tx, variantId, move);
  if (!level) return;
  if (outcome === "cancelled") await publishCommitment(deps, tx, level, "CANCELLED");
  else await recordMovement(deps, tx, level, { delta: -quantity, reason: "SHIPPED", note: null, causeId, causeLine });
}

/** Publishes that units were sold or cancelled: what is on the shelf stays. */
export async function publishCommitment(
  { runtime }: Pick<Deps, "runtime">,
  tx: Tx,
  { variantId, onHand, committed }: StockLevelRow,
  reason: "SOLD" | "CANCELLED",
): Promise<void> {
  await appendEvent(runtime, tx, events.stockChanged, { variantId, delta: 0, reason, onHand, committed });
}
