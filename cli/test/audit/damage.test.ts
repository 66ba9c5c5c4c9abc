/** Each damage of a sound shop is found by the invariants that it breaks. */

import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { type AuditOptions, auditStores, bootFile } from "../../audit/audit.ts";
import { asJson, faultLines } from "../../audit/report.ts";
import { sandboxStore, storeFile } from "../../host/shop.mjs";
import { damages } from "./damages/all.ts";
import { copyOf, corrupt, damage, openSoundShop, withRawStore } from "./support/shop-copies.ts";

let shop: string;
beforeAll(async () => {
  shop = await openSoundShop();
});

/** The rules that some test of this file has seen broken, or listed as work for a person. */
const seenBroken = new Set<string>();

/** The invariants that are broken, with what was found. */
function broken(data: string) {
  const { verdicts, isClean } = auditStores({ data, drained: true });
  const faults = verdicts.filter(({ verdict }) => verdict === "broken");
  const found = faults.flatMap(({ findings }) => findings).filter((one) => one.broken > 0);
  const listed = verdicts.flatMap(({ findings }) => findings).filter((one) => (one.listed?.count ?? 0) > 0);
  for (const { must } of [...found, ...listed]) seenBroken.add(must);
  expect(isClean).toBe(faults.length === 0);
  expect(found.filter(({ examples }) => examples.length === 0)).toEqual([]);
  return { names: faults.map(({ id }) => id), found: found.map(({ must }) => must).join("\n") };
}

test("a shop as it was made is clean, drained and live", () => {
  for (const drained of [true, false]) {
    const { isClean, verdicts } = auditStores({ data: shop, drained });
    expect(verdicts.filter(({ verdict }) => verdict !== "holds").map(({ id, verdict }) => [id, verdict])).toEqual([
      ["I11", "not asked"],
    ]);
    expect(isClean).toBe(true);
  }
});

test.each(damages)("$what: $names", ({ store, statements, without, names }) => {
  const data = copyOf(shop);
  damage(data, store, statements, without);
  const faults = broken(data);
  expect(faults.names, faults.found).toEqual(names);
});

test("a variant that is counted since it was bought is no fault", () => {
  const data = copyOf(shop);
  const bought = withRawStore(data, "orders", (db) => {
    db.exec(`ATTACH '${storeFile(data, "products")}' AS products`);
    const lines = "SELECT count(*) FROM order_lines JOIN products.variants AS variant ON variant.id = variant_id";
    return db.prepare(`${lines} WHERE NOT tracked`).pluck().get();
  });
  expect(bought).toBeGreaterThan(0);
  damage(data, "products", [
    "INSERT INTO stock_levels SELECT id, 5, 0, 0 FROM variants WHERE NOT tracked",
    `INSERT INTO stock_ledger SELECT 'stk_' || id, id, 5, 5, 'RECEIVED', NULL, 'adj', id, 9000000000000 FROM variants WHERE NOT tracked`,
  ]);
  expect(broken(data).names).toEqual([]);
});

test("an authorisation that stays after its release task is named by I4", () => {
  const data = copyOf(shop);
  const sold = `SELECT id, id FROM orders WHERE state = 'COMPLETED' AND total_minor > 0`;
  damage(data, "orders", [
    `INSERT INTO order_tasks (order_id, subject_id, kind, attempts, due_at, done_at) SELECT *, 'RELEASE', 0, 0, 1 FROM (${sold})`,
  ]);
  expect(broken(data).names).toEqual([]);
  const promised = "UPDATE payments SET authorized_minor = authorized_minor + 1 WHERE state = 'CAPTURED'";
  damage(data, "payments", [promised]);
  const { names, found } = broken(data);
  expect(names).toEqual(["I3", "I4"]);
  expect(found).toContain("after a completed release task");
});

test("an overdue refund of a withdrawal is listed, and no fault", () => {
  const data = copyOf(shop);
  const order = "(SELECT id FROM orders WHERE state = 'COMPLETED' AND total_minor > 0 ORDER BY id LIMIT 1)";
  damage(data, "orders", [
    `INSERT INTO withdrawals (id, reference, order_id, matched, state, received_at, refund_due_by)
      SELECT 'wdr_late', 'REFERENCE', ${order}, 1, 'RECEIVED', 1, 2`,
  ]);
  expect(broken(data).names).toEqual([]);
  const report = auditStores({ data, drained: true });
  const stuck = report.verdicts.find(({ id }) => id === "I10");
  expect(stuck && faultLines(stuck).join("\n")).toContain("withdrawalId wdr_late");
  expect(asJson(report)).toContain("wdr_late");
});

test("a page of a store that cannot be read is named by I12", () => {
  const data = copyOf(shop);
  corrupt(data, "users");
  expect(broken(data).names).toEqual(["I12"]);
});

test("a store that keeps no log is named by I12", () => {
  const data = copyOf(shop);
  withRawStore(data, "users", (db) => db.pragma("journal_mode = DELETE"));
  expect(broken(data).names).toEqual(["I12"]);
});

test("each rule of the audit was broken by a test of this file", () => {
  const findings = auditStores({ data: shop, drained: true }).verdicts.flatMap(({ findings }) =>
    findings.map(({ must }) => must),
  );
  expect(findings.filter((must) => !seenBroken.has(must))).toEqual([]);
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
