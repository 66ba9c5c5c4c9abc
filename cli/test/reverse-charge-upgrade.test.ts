/** Upgrade of a shop with reverse charge from before checks of VAT ids: it goes on by their form, and its owner gets a notice. */
import { manualRuntime } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { migrateStores } from "../commands/restore/stores.ts";
import { inStore, openFolders, shopTime } from "./support/stores/old-stores.ts";

const store = "orders/orders.db";

test.each([
  [1, "FORM", true],
  [0, "SERVICE", false],
])("an upgrade of a shop with reverse charge %j has the check %s", async (reverseCharge, check, hasNotice) => {
  const { old } = await openFolders();
  const totals = "SELECT id, total_minor, tax_minor FROM orders ORDER BY id";
  const before = inStore(old, store, (db) => {
    db.prepare("UPDATE shop_settings SET reverse_charge = ?").run(reverseCharge);
    return db.prepare(totals).raw().all();
  });
  for (const _start of ["first", "second"]) {
    await migrateStores(old, manualRuntime(shopTime));
    inStore(old, store, (db) => {
      const [settings] = db.prepare("SELECT reverse_charge_check, notices FROM shop_settings").raw().all();
      const [kept, notices] = Array.isArray(settings) ? settings : [];
      expect([kept, JSON.parse(String(notices)).includes("REVERSE_CHARGE_CHECK")]).toEqual([check, hasNotice]);
      expect(db.prepare("SELECT DISTINCT vat_id_check FROM orders").pluck().all()).toEqual([null]);
      expect(db.prepare(totals).raw().all()).toEqual(before);
    });
  }
});
