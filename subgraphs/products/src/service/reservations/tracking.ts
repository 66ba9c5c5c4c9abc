/** Tracking of a variant: the begin and the end of counting its units. Units that are sold and unsent stay committed meanwhile. */
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { findCommittedUnits } from "../../store/reservations/commitments.ts";
import { deleteStockLevel, insertStockLevel } from "../../store/reservations/stock.ts";
import { recordMovement } from "./stock-movements.ts";

/** Inserts the stock level of a variant that has none, with its committed units: they are on the shelf until they are sent. */
export async function startTracking(deps: Pick<Deps, "runtime">, tx: Tx, variantId: string): Promise<void> {
  const committed = (await findCommittedUnits(tx, [variantId])).get(variantId) ?? 0;
  if (!(await insertStockLevel(tx, variantId, committed)) || committed === 0) return;
  const level = { variantId, onHand: committed, committed };
  await recordMovement(deps, tx, level, movementOf(deps, variantId, committed, "Counted again."));
}

/** Deletes the stock level and records the movement of its units; false, without a change, while units are reserved. */
export async function stopTracking(deps: Pick<Deps, "runtime">, tx: Tx, variantId: string): Promise<boolean> {
  const level = await deleteStockLevel(tx, variantId);
  if (!level || level.onHand === 0) return level !== undefined;
  const none = { variantId, onHand: 0, committed: 0 };
  await recordMovement(deps, tx, none, movementOf(deps, variantId, -level.onHand, "No longer counted."));
  return true;
}

function movementOf({ runtime }: Pick<Deps, "runtime">, causeLine: string, delta: number, note: string) {
  return { delta, reason: "COUNTED", note, causeId: runtime.newId("adj"), causeLine } as const;
}
