/** Restocking: returns sold units to stock at the request of orders, once per cause and line. */
import type { products as contract } from "@hansa/contracts/products";
import { recordFencingToken } from "@hansa/kit/coordination";
import type { InputOf, OutputOf } from "@hansa/kit/rpc";
import type { Deps } from "../../context.ts";
import { hasMovement } from "../../store/reservations/movements.ts";
import { findStockLevels } from "../../store/reservations/stock.ts";
import { moveShelf } from "./stock-movements.ts";

/**
 * Adds returned units to stock, once per cause and line. Units of untracked variants are skipped. Throws, without a change, if a stock level
 * would exceed its maximum; the caller retries.
 */
export function restockUnits(deps: Deps, { causeId, lines, fencingToken = null }: InputOf<typeof contract.restock>) {
  return deps.store.write("restock", async (tx): Promise<OutputOf<typeof contract.restock>> => {
    await recordFencingToken(tx, fencingToken);
    const levels = await findStockLevels(
      tx,
      lines.map((line) => line.variantId),
    );
    const counted = new Set(levels.map((level) => level.variantId));
    for (const { lineId, variantId, quantity } of lines.filter((line) => counted.has(line.variantId))) {
      if (await hasMovement(tx, "RESTOCKED", causeId, lineId)) continue;
      const movement = { delta: quantity, reason: "RESTOCKED", causeId, causeLine: lineId, note: null } as const;
      if (!(await moveShelf(deps, tx, variantId, movement)))
        throw new Error(`restock: stock level of ${variantId} cannot rise by ${quantity}`);
    }
    return { outcome: "restocked" };
  });
}
