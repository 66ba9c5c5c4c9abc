/** Upgrade of a shop from before destinations of promotions: frozen terms apply everywhere, and rates of shipping to goods of any value. */
import { manualRuntime } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { migrateStores } from "../commands/restore/stores.ts";
import { inStore, openFolders, shopTime } from "./support/stores/old-stores.ts";

const store = "orders/orders.db";

test("an upgrade keeps rates of shipping and the terms that checkouts have frozen, for every destination", async () => {
  const { old } = await openFolders();
  const rates = "SELECT method_id, currency, up_to_grams, minor FROM shipping_rates ORDER BY 1, 2, 3";
  const frozen = [
    { id: "promo_1", label: "Ten off", freeShipping: true, collectionIds: ["col_1"], minimumMinor: null },
    { id: "promo_2", label: "Two off", freeShipping: false, collectionIds: [], minimumMinor: 5 },
  ];
  const before = inStore(old, store, (db) => {
    db.prepare("UPDATE checkouts SET promotions = ?").run(JSON.stringify(frozen));
    return db.prepare(rates).raw().all();
  });
  expect(before).not.toEqual([]);
  for (const _start of ["first", "second"]) {
    await migrateStores(old, manualRuntime(shopTime));
    inStore(old, store, (db) => {
      expect(db.prepare(rates).raw().all()).toEqual(before);
      expect(db.prepare("SELECT DISTINCT from_subtotal_minor FROM shipping_rates").pluck().all()).toEqual([0]);
      const everywhere = { countries: [], shippingMethodIds: [], maximumMinor: null };
      const found = db.prepare("SELECT DISTINCT promotions FROM checkouts").pluck().all();
      expect(found.map((text) => JSON.parse(String(text)))).toEqual([
        frozen.map((terms) => ({ ...terms, ...everywhere })),
      ]);
    });
  }
});
