/** Migration of uses of promotions: uses of open checkouts are released, those of checkouts with a payment in progress stay. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { Database } from "@hansa/kit/store/sqlite";
import { expect, onTestFinished, test } from "vitest";

const folder = path.join(import.meta.dirname, "../../migrations");
const migration = "0015_failed-codes.sql";
const files = readdirSync(folder)
  .filter((file) => file.endsWith(".sql"))
  .sort();

type Store = InstanceType<typeof Database>;

function apply(db: Store, file: string): void {
  const text = readFileSync(path.join(folder, file), "utf8");
  for (const statement of text.split("--> statement-breakpoint")) db.exec(statement);
}

/** A store after the previous migrations. Foreign keys are off, so that a checkout needs no cart. */
function openOld(): Store {
  const db = new Database(":memory:");
  onTestFinished(() => void db.close());
  for (const file of files.slice(0, files.indexOf(migration))) apply(db, file);
  db.pragma("foreign_keys = OFF");
  return db;
}

function addPromotion(db: Store, id: string, usesTotal: number, usesTaken: number): void {
  db.prepare(
    `INSERT INTO promotions (id, label, percent_off, amounts_off, free_shipping, combines, collection_ids, variant_ids,
      minimum_subtotals, uses_total, uses_taken, starts_at, created_at)
    VALUES (?, 'Tenth off', 100000, '[]', 0, 0, '[]', '[]', '[]', ?, ?, 0, 0)`,
  ).run(id, usesTotal, usesTaken);
}

function addCheckout(db: Store, id: string, state: string): void {
  db.prepare(
    `INSERT INTO checkouts (id, cart_id, state, version, held, released, giving_up, hold_until, currency, subtotal_minor,
      shipping_minor, tax_minor, total_minor, tax_included, tax_parts, priced_at, started_at, discount_minor,
      shipping_discount_minor, promotions, discounts)
    VALUES (?, ?, ?, 1, 1, 0, 0, 1, 'EUR', 100, 0, 0, 90, 1, '[]', 0, 0, 10, 0, '[]', '[]')`,
  ).run(id, `cart_${id}`, state);
}

function addUse(db: Store, promotionId: string, checkoutId: string, state: string): void {
  db.prepare("INSERT INTO promotion_uses (promotion_id, checkout_id, state) VALUES (?, ?, ?)").run(
    promotionId,
    checkoutId,
    state,
  );
}

test("uses reserved for open checkouts are released, and no others", () => {
  const db = openOld();
  addPromotion(db, "first", 10, 4);
  addPromotion(db, "second", 10, 1);
  addPromotion(db, "unused", 10, 0);
  addCheckout(db, "open", "OPEN");
  addCheckout(db, "open too", "OPEN");
  addCheckout(db, "paying", "AWAITING_PAYMENT");
  addCheckout(db, "paid", "COMPLETED");
  addUse(db, "first", "open", "held");
  addUse(db, "first", "open too", "held");
  addUse(db, "first", "paying", "held");
  addUse(db, "first", "paid", "used");
  addUse(db, "second", "open", "held");
  apply(db, migration);
  expect(db.prepare("SELECT id, uses_taken FROM promotions ORDER BY id").raw().all()).toEqual([
    ["first", 2],
    ["second", 0],
    ["unused", 0],
  ]);
  const uses = db.prepare(
    "SELECT promotion_id, checkout_id, state FROM promotion_uses ORDER BY promotion_id, checkout_id",
  );
  expect(uses.raw().all()).toEqual([
    ["first", "open", "released"],
    ["first", "open too", "released"],
    ["first", "paid", "used"],
    ["first", "paying", "held"],
    ["second", "open", "released"],
  ]);
});
