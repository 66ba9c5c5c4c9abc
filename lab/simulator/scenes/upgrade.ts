/** An upgrade from a version that took sold units off the shelf when they were sold. */
import { InventoryAdjustDocument } from "@hansa/client/documents/products";
import { z } from "zod";
import { readRow } from "../../harness/stores.ts";
import { type Actors, buy, pass, second, send, sendAsStaff, variantOf } from "./actors.ts";
import type { Scene } from "./scene.ts";
import { changeStore } from "./store-fault.ts";

export const upgrades: readonly Scene[] = [
  {
    title: "an order is sold by an older version, counted after the upgrade, and sent",
    act: async (cast) => {
      const order = await buy(cast, [{ shelf: 0, quantity: 2 }]);
      await endOrderTasks(cast);
      cast.shop.stop("products");
      await changeStore(cast, "orders", unsentUnits);
      await changeStore(cast, "products", soldUnits);
      cast.shop.mend();
      const counted = { variantId: variantOf(cast, 0), delta: 1, reason: "COUNTED" } as const;
      await sendAsStaff(cast, InventoryAdjustDocument, { ...counted, idempotencyKey: `${cast.name}-count` });
      await send(cast, order, 2);
      await pass(cast, 40 * second);
    },
  },
];

/** The rows that the migration of orders inserts. */
const unsentUnits = `DELETE FROM unsent_at_upgrade;
  INSERT INTO unsent_at_upgrade (checkout_id, variant_id, units)
    SELECT orders.checkout_id, line.variant_id, sum(ordered - cancelled - shipped)
    FROM line_counters JOIN order_lines AS line ON line.id = line_id JOIN orders ON orders.id = line_counters.order_id
    WHERE ordered > cancelled + shipped GROUP BY 1, 2`;

/** Sold units as the older version stored them: they have left the shelf with a movement. */
const soldUnits = `INSERT INTO stock_ledger (id, variant_id, delta, on_hand_after, reason, cause_id, cause_line, at)
    SELECT 'stk_old_' || checkout_id || variant_id, variant_id, -quantity,
      level.on_hand - sum(quantity) OVER (PARTITION BY variant_id ORDER BY checkout_id), 'SOLD', checkout_id, variant_id, created_at
    FROM reservation_lines AS line JOIN reservations USING (checkout_id) JOIN stock_levels AS level USING (variant_id)
    WHERE line.committed = quantity ORDER BY variant_id, checkout_id;
  UPDATE stock_levels SET (on_hand, committed) = (SELECT on_hand - total(quantity), stock_levels.committed - total(quantity)
    FROM reservation_lines AS line WHERE line.variant_id = stock_levels.variant_id AND line.committed = quantity);
  UPDATE reservation_lines SET committed = NULL WHERE committed = quantity`;

const openTasks = z.object({ open: z.int() });

/** Waits until products has been told of all units that were sent or cancelled. */
async function endOrderTasks(cast: Actors): Promise<void> {
  for (let waits = 0; waits < 120; waits += 1) {
    const row = readRow(cast.folder, "orders", "SELECT count(*) AS open FROM order_tasks WHERE done_at IS NULL");
    if (openTasks.parse(row).open === 0) return;
    await pass(cast, second);
  }
  throw new Error("order tasks are still open after two minutes");
}
