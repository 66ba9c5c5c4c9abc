/** Restocking: returns sold units to stock at the request of orders, once per cause and line. */
import type { products as contract } from "@hansa/contracts/products";
import { recordFencingToken } from "@hansa/kit/coordination";
import type { InputOf, OutputOf } from "@hansa/kit/rpc";
import type { Deps } from "../../context.ts";
import { changeOnHand, findStockLevels, hasMovement } from "../../store/reservations/stock.ts";
import { recordMovement } from "./stock-movements.ts";

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
      const level = await changeOnHand(tx, variantId, quantity);
      if (!level) throw new Error(`restock: stock level of ${variantId} cannot rise by ${quantity}`);
      const movement = { variantId, delta: quantity, onHandAfter: level.onHand, reason: "RESTOCKED" } as const;
      await recordMovement(deps, tx, { ...movement, causeId, causeLine: lineId, note: null });
    }
    return { outcome: "restocked" };
  });
}
