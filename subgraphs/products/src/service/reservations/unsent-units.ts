/** Sold units that an older version took off the shelf: orders tells once which of them were not sent, and they are on the shelf again. */
import { orders } from "@hansa/contracts/orders";
import { callPeer, type OutputOf } from "@hansa/kit/rpc";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { raiseImportedStock } from "../../store/import/imported-stock.ts";
import {
  endUnknownCommitments,
  findUnknownCommitments,
  hasUnknownCommitments,
  saveCommitted,
} from "../../store/reservations/commitments.ts";
import { findStockLevels, maxOnHand, moveUnits } from "../../store/reservations/stock.ts";
import { recordMovement } from "./stock-movements.ts";

type UnsentUnits = OutputOf<typeof orders.unsentAtUpgrade>["units"][number];

/**
 * Asks orders for the unsent units of the store before the upgrade, and counts them; nothing to do once that is done. Throws if orders cannot be
 * reached: until it has told, a count could make sold units available again, so counts and imports wait for it. Available units stay the same.
 */
export async function learnUnsentUnits(deps: Deps): Promise<void> {
  if (!(await deps.store.read(hasUnknownCommitments))) return;
  const units: UnsentUnits[] = [];
  for (let after: number | null = 0; after !== null; ) {
    const page: OutputOf<typeof orders.unsentAtUpgrade> = await callPeer(deps.peers.orders, orders.unsentAtUpgrade, {
      after,
    });
    units.push(...page.units);
    after = page.next;
  }
  await deps.store.write("count-unsent-units", (tx) => countUnsentUnits(deps, tx, units));
}

/** Counts the units of lines that are still unknown, so that a repetition changes nothing. */
async function countUnsentUnits(deps: Deps, tx: Tx, unsent: readonly UnsentUnits[]): Promise<void> {
  const keyOf = (checkoutId: string, variantId: string) => `${checkoutId} ${variantId}`;
  const unsentOf = new Map(unsent.map(({ checkoutId, variantId, units }) => [keyOf(checkoutId, variantId), units]));
  const unitsOf = new Map<string, number>();
  for (const { checkoutId, variantId, quantity } of await findUnknownCommitments(tx)) {
    const units = Math.min(quantity, unsentOf.get(keyOf(checkoutId, variantId)) ?? 0);
    if (units === 0) continue;
    await saveCommitted(tx, checkoutId, variantId, units);
    unitsOf.set(variantId, (unitsOf.get(variantId) ?? 0) + units);
  }
  await endUnknownCommitments(tx);
  for (const [variantId, units] of unitsOf) await returnToShelf(deps, tx, variantId, units);
}

/** Puts committed units back on the shelf. At the maximum of a level, fewer units are available instead. */
async function returnToShelf(deps: Deps, tx: Tx, variantId: string, units: number): Promise<void> {
  await raiseImportedStock(tx, variantId, units);
  const [before] = await findStockLevels(tx, [variantId]);
  if (!before) return;
  const delta = Math.min(units, maxOnHand - before.onHand);
  const level = await moveUnits(tx, variantId, { onHand: delta, committed: units });
  if (!level) throw new Error(`unsent units: ${units} units of ${variantId} do not fit into its level`);
  const cause = { causeId: deps.runtime.newId("adj"), causeLine: variantId };
  const note = "Sold units that were not sent are counted since the upgrade.";
  if (delta > 0) await recordMovement(deps, tx, level, { delta, reason: "UPGRADED", note, ...cause });
}
