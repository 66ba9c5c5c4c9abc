/** Upgrade of orders from before credit notes followed the supply: lost disputes are counted, and orders that differ are reassessed once. */
import { manualRuntime } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { z } from "zod";
import { migrateStores } from "../commands/restore/stores.ts";
import { type Connection, inStore, openFolders, shopTime } from "./support/stores/old-stores.ts";

const store = "orders/orders.db";
const summaries = {
  OPEN: "The bank opened a dispute.",
  WON: "The bank leaves the payment as it is.",
  LOST: "The bank withdrew the disputed amount.",
} as const;

/** Events of disputes of an order, as orders recorded them. */
function recordDisputes(db: Connection, orderId: string, states: readonly (keyof typeof summaries)[]): void {
  const insert = db.prepare(
    "INSERT INTO order_events (order_id, at, kind, summary, actor) VALUES (?, 1, 'DISPUTED', ?, 'SHOP')",
  );
  for (const state of states) insert.run(orderId, summaries[state]);
}

const cancelUnit = "UPDATE line_counters SET cancelled = 1 WHERE order_id = ?";
const setMoney = "UPDATE order_money SET captured_minor = total_minor, elsewhere_minor = ? WHERE order_id = ?";
const refund = `INSERT INTO refunds (id, order_id, state, cause, amount_minor, shipping_minor, adjustment_minor, reason, created_at)
  VALUES (?, ?, ?, ?, ?, 0, 0, 'x', 1)`;

test("an upgrade counts lost disputes, and lists the orders whose credit notes or settlement it changes, once", async () => {
  const { old } = await openFolders();
  const ids = inStore(old, store, (db) => {
    const found = z
      .tuple([z.string(), z.string(), z.string(), z.string(), z.string(), z.string()])
      .parse(
        db
          .prepare("SELECT id FROM orders WHERE invoice_number IS NOT NULL ORDER BY invoice_number LIMIT 6")
          .pluck()
          .all(),
      );
    const [lost, undecided, failed, uncaptured, refunded, won] = found;
    db.prepare(setMoney).run(500, lost);
    db.prepare(refund).run("ref_there", lost, "SUCCEEDED", "PROVIDER", 200);
    recordDisputes(db, lost, ["OPEN", "LOST"]);
    db.prepare(setMoney).run(300, undecided);
    db.prepare(cancelUnit).run(undecided);
    recordDisputes(db, undecided, ["OPEN"]);
    db.prepare(setMoney).run(0, failed);
    db.prepare(cancelUnit).run(failed);
    db.prepare(refund).run("ref_failed", failed, "FAILED", "CANCELLATION", 100);
    db.prepare(cancelUnit).run(uncaptured);
    db.prepare(setMoney).run(0, refunded);
    db.prepare(cancelUnit).run(refunded);
    db.prepare(refund).run("ref_given", refunded, "SUCCEEDED", "CANCELLATION", 100);
    db.prepare(setMoney).run(0, won);
    recordDisputes(db, won, ["OPEN", "WON"]);
    return found;
  });
  const read = () =>
    inStore(old, store, (db) => ({
      lost: db.prepare("SELECT order_id, lost_minor FROM order_money WHERE lost_minor > 0").raw().all(),
      tasks: db.prepare("SELECT subject_id FROM order_tasks WHERE kind = 'REASSESS' ORDER BY seq").pluck().all(),
    }));
  await migrateStores(old, manualRuntime(shopTime));
  const first = read();
  expect(first.lost).toEqual([[ids[0], 300]]);
  expect(new Set(first.tasks)).toEqual(new Set(ids.slice(0, 4)));
  await migrateStores(old, manualRuntime(shopTime));
  expect(read()).toEqual(first);
});
