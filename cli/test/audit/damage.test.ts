/** Damages of a sound shop, one for each invariant, are found, and no difference that is right is; `long/` has all damages. */
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { type AuditOptions, auditStores, bootFile } from "../../audit/audit.ts";
import { sandboxStore, storeFile } from "../../host/shop.mjs";
import { damages } from "./damages/all.ts";
import { copyOf, damage, openSoundShop, withRawStore } from "./support/shop-copies.ts";

let shop: string;
beforeAll(async () => {
  shop = await openSoundShop();
});

test("a shop as it was made is clean, drained and live", () => {
  for (const drained of [true, false]) {
    const { isClean, verdicts } = auditStores({ data: shop, drained });
    expect(verdicts.filter(({ verdict }) => verdict !== "holds").map(({ id, verdict }) => [id, verdict])).toEqual([
      ["I11", "not asked"],
    ]);
    expect(isClean).toBe(true);
  }
});

const invariants = ["I1", "I2", "I3", "I4", "I5", "I6", "I7", "I8", "I9", "I10", "I12"];

test.each(invariants)("the first damage of %s is found", (invariant) => {
  const first = damages.find(({ names }) => names[0] === invariant);
  if (!first) throw new Error(`no damage breaks ${invariant}`);
  const data = copyOf(shop);
  damage(data, first.store, first.statements, first.without);
  const { verdicts } = auditStores({ data, drained: true });
  expect(verdicts.filter(({ verdict }) => verdict === "broken").map(({ id }) => id)).toEqual(first.names);
});

test("what is on its way may differ on a live shop, and not for long; after a drain, not at all", () => {
  const data = copyOf(shop);
  const [payment, changedAt] = withRawStore(data, "orders", (db) => {
    db.exec(`ATTACH '${storeFile(data, "payments")}' AS payments`);
    const last =
      "SELECT id, changed_at FROM order_money JOIN payments.payments ON id = payment_id WHERE state = 'CAPTURED'";
    return z.tuple([z.string(), z.number()]).parse(db.prepare(`${last} ORDER BY id DESC LIMIT 1`).raw().get());
  });
  damage(data, "orders", [
    `UPDATE orders SET settlement = 'UNPAID' WHERE id = (SELECT order_id FROM order_money WHERE payment_id = '${payment}')`,
    `UPDATE order_money SET captured_minor = 0 WHERE payment_id = '${payment}'`,
  ]);
  const minutesAfter = (minutes: number) => changedAt + minutes * 60_000;
  const verdicts = (options: Partial<AuditOptions>) =>
    auditStores({ data, ...options })
      .verdicts.filter(({ verdict }) => verdict === "broken")
      .map(({ id }) => id);
  expect(verdicts({ now: minutesAfter(5) })).toEqual([]);
  expect(verdicts({ now: minutesAfter(5), inFlightMs: 4 * 60_000 })).toEqual(["I4"]);
  expect(verdicts({ now: minutesAfter(16) })).toEqual(["I4"]);
  expect(verdicts({ now: minutesAfter(5), drained: true })).toEqual(["I4"]);
});

const hour = 60 * 60_000;

/** The broken rules of an open shop whose reservation and checkout end so long after now, if its clocks are so far ahead of the wall. */
function brokenByClocks(endsIn: number, ahead: number): string[] {
  const data = copyOf(shop);
  const now = Date.now();
  const boot = readFileSync(bootFile, "utf8").trim();
  const monotonic = Math.floor(Number(process.hrtime.bigint()) / 1e6);
  const clock = `UPDATE store_clock SET boot = '${boot}', at = ${now + ahead}, monotonic = ${monotonic}`;
  const hold = `INSERT INTO reservations (checkout_id, cart_id, user_id, state, expires_at, created_at) VALUES ('chk_x', 'cart_x', NULL, 'reserved', ${now + endsIn}, ${now})`;
  const checkout = `UPDATE checkouts SET state = 'OPEN', reserved_until = ${now + endsIn} WHERE id = (SELECT min(id) FROM checkouts)`;
  damage(data, "products", [hold, clock]);
  damage(data, "orders", [checkout, clock]);
  return auditStores({ data })
    .verdicts.filter(({ verdict }) => verdict === "broken")
    .map(({ id }) => id);
}

test.skipIf(!existsSync(bootFile))(
  "what ends is judged by the clock of its store, however far that is from the wall's",
  () => {
    expect(brokenByClocks(hour, 0)).toEqual([]);
    expect(brokenByClocks(-hour, 0)).toEqual(["I2", "I10"]);
    expect(brokenByClocks(-hour, -2 * hour)).toEqual([]);
    expect(brokenByClocks(24 * hour, 48 * hour)).toEqual(["I2", "I10"]);
  },
);

test("without the provider's books, nothing is said of what it took: that is no holding, and after a drain it is a fault", () => {
  const data = copyOf(shop);
  rmSync(path.join(data, sandboxStore));
  const drained = auditStores({ data, drained: true });
  expect(drained.verdicts.find(({ id }) => id === "I3")?.verdict).toBe("nothing read");
  expect(drained.isClean).toBe(false);
  expect(auditStores({ data, drained: false }).isClean).toBe(true);
});

test("numbers that were skipped and recorded are no fault", () => {
  const data = copyOf(shop);
  withRawStore(data, "orders", (db) => {
    db.exec(`UPDATE sequences SET value = value + 1000;
      INSERT INTO skipped_numbers SELECT name, value - 999, value, 'BACKUP_RESTORED', 0, 0 FROM sequences`);
  });
  expect(auditStores({ data, drained: true }).isClean).toBe(true);
});

test("a folder without a shop is not audited", () => {
  const data = copyOf(shop);
  rmSync(storeFile(data, "orders"));
  writeFileSync(storeFile(data, "payments"), "no store");
  expect(() => auditStores({ data })).toThrow("has no orders/orders.db");
});
