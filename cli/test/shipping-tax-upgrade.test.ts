/** Upgrade of a shop from before the tax basis of shipping: methods and orders keep their class, and its owner gets a notice. */
import { manualRuntime } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { migrateStores } from "../commands/restore/stores.ts";
import { inStore, openFolders, shopTime } from "./support/stores/old-stores.ts";

const store = "orders/orders.db";

test.each([
  ["DE", ["SHIPPING_TAX_BASIS"]],
  ["US", []],
])("an upgrade of a shop in %s keeps the class of shipping, with the notices %j", async (country, notices) => {
  const { old } = await openFolders();
  const taxes = "SELECT id, total_minor, tax_minor, tax_parts ->> '$[0].amountMinor' FROM orders ORDER BY id";
  const before = inStore(old, store, (db) => {
    db.prepare("UPDATE shop_settings SET country = ?").run(country);
    return db.prepare(taxes).raw().all();
  });
  for (const _start of ["first", "second"]) {
    await migrateStores(old, manualRuntime(shopTime));
    inStore(old, store, (db) => {
      const of = (sql: string) => db.prepare(sql).pluck().all();
      expect(of("SELECT DISTINCT tax_basis FROM shipping_methods")).toEqual(["CLASS"]);
      expect(of("SELECT shipping_tax_basis FROM shop_settings")).toEqual(["CLASS"]);
      const [known] = of("SELECT notices FROM shop_settings").map((text) => JSON.parse(String(text)));
      expect(known).toEqual(expect.arrayContaining(notices));
      expect(known.includes("SHIPPING_TAX_BASIS")).toBe(notices.length > 0);
      for (const table of ["orders", "checkouts"])
        expect(of(`SELECT DISTINCT shipping ->> 'taxBasis' FROM ${table} WHERE shipping IS NOT NULL`)).toEqual([
          "CLASS",
        ]);
      expect(db.prepare(taxes).raw().all()).toEqual(before);
    });
  }
});
