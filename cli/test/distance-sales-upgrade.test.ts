/** Upgrade of a shop from before the setting of distance sales: it keeps the tax of the destination, with a notice, and every amount. */
import { manualRuntime } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { migrateStores } from "../commands/restore/stores.ts";
import { inStore, openFolders, shopTime } from "./support/stores/old-stores.ts";

const store = "orders/orders.db";

test.each([
  ["DE", ["DISTANCE_SALES"]],
  ["GR", ["DISTANCE_SALES"]],
  ["GB", []],
])("an upgrade of a shop in %s keeps the tax of the destination, with the notices %j", async (country, notices) => {
  const { old } = await openFolders();
  const amounts = ["orders", "tax_documents"].map(
    (table) => `SELECT id, number, total_minor, tax_minor FROM ${table} ORDER BY id`,
  );
  const before = inStore(old, store, (db) => {
    db.prepare("UPDATE shop_settings SET country = ?").run(country);
    return amounts.map((sql) => db.prepare(sql).raw().all());
  });
  for (const _start of ["first", "second"]) {
    await migrateStores(old, manualRuntime(shopTime));
    inStore(old, store, (db) => {
      const of = (sql: string) => db.prepare(sql).pluck().all();
      expect(of("SELECT distance_sales FROM shop_settings")).toEqual(["DESTINATION"]);
      const known = of("SELECT notices FROM shop_settings").map((text) => JSON.parse(String(text)));
      expect(known.map((all) => all.filter((notice: string) => notice === "DISTANCE_SALES"))).toEqual([notices]);
      expect(of("SELECT DISTINCT distance_to FROM tax_facts")).toEqual([null]);
      expect(amounts.map((sql) => db.prepare(sql).raw().all())).toEqual(before);
    });
  }
});
