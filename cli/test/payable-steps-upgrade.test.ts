/** Upgrade of a shop from before payable steps: its orders have a step of 1 and no rounding, and their amounts stay. */
import { manualRuntime } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { migrateStores } from "../commands/restore/stores.ts";
import { inStore, openFolders, shopTime } from "./support/stores/old-stores.ts";

const store = "orders/orders.db";

test("an upgrade rounds no order and no checkout, and keeps their rows and what guards them", async () => {
  const { old } = await openFolders();
  const amounts = "SELECT id, total_minor, subtotal_minor, shipping_minor, tax_minor FROM";
  const read = (table: string) =>
    inStore(old, store, (db) => db.prepare(`${amounts} ${table} ORDER BY id`).raw().all());
  const before = [read("orders"), read("checkouts")];
  for (const _start of ["first", "second"]) {
    await migrateStores(old, manualRuntime(shopTime));
    expect([read("orders"), read("checkouts")]).toEqual(before);
    inStore(old, store, (db) => {
      const of = (sql: string) => db.prepare(sql).raw().all();
      expect(of("SELECT DISTINCT step_minor, rounding_minor FROM orders")).toEqual([[1, 0]]);
      expect(of("SELECT DISTINCT rounding_minor FROM checkouts")).toEqual([[0]]);
      expect(of("SELECT DISTINCT step_minor FROM line_counters")).toEqual([[1]]);
      expect(of("SELECT payable_steps FROM shop_settings")).toEqual([["{}"]]);
      expect(of("PRAGMA foreign_key_check")).toEqual([]);
      expect(() => db.exec("UPDATE orders SET rounding_minor = 1")).toThrow("orders_add_up");
      expect(() => db.exec("UPDATE orders SET total_minor = total_minor + 1, rounding_minor = 1")).toThrow(
        "orders_payable",
      );
    });
  }
});
