/** Each damage of a sound shop is found by the invariants that it breaks, on both engines, and each rule of the audit finds one. */
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import { auditStores } from "../../audit/audit.ts";
import { asJson, faultLines } from "../../audit/report.ts";
import { presentStores, withCopies } from "../../commands/audit/copies.ts";
import { moveToDatabases } from "../../commands/move/run.ts";
import { storeFile } from "../../host/shop.mjs";
import { damages } from "../audit/damages/all.ts";
import { copyOf, corrupt, damage, damageDatabase, openSoundShop, withRawStore } from "../audit/support/shop-copies.ts";
import { movingShop, placesIn } from "../support/moved-shop.ts";

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
  const rules = found.map(({ must }) => must);
  return { names: faults.map(({ id }) => id), rules, found: rules.join("\n") };
}

test.each(damages)("$what: $names", ({ store, statements, without, names }) => {
  const data = copyOf(shop);
  damage(data, store, statements, without);
  const faults = broken(data);
  expect(faults.names, faults.found).toEqual(names);
});

/** Statements that PostgreSQL does not know. */
const ofFilesAlone = /rowid|json|->|DROP|unixepoch|INSERT INTO \w+ VALUES/;
/** It makes up for a part of another one, on the same order. */
const hiddenByAnother = "everything was sent, and a cent that is not due is still authorised";
/** Twenty of the damages that both engines understand. PostgreSQL keeps foreign keys itself. */
const ofBothEngines = damages
  .filter(({ statements, names }) => statements.length > 0 && !names.includes("I12"))
  .filter(({ statements }) => !statements.some((text) => ofFilesAlone.test(text)))
  .filter(({ what }, at) => at % 4 === 0 && what !== hiddenByAnother)
  .slice(0, 20);

test("twenty damages are found on PostgreSQL in the words in which they are found in files", async (context) => {
  const moved = await movingShop(context, shop);
  await moveToDatabases(moved.data, { HANSA_LOG_LEVEL: "silent", ...moved.environment });
  const data = copyOf(shop);
  expect(ofBothEngines).toHaveLength(20);
  for (const { store, statements } of ofBothEngines) {
    damage(data, store, statements);
    const place = placesIn(moved).find((each) => path.basename(each.store, ".db") === store);
    if (!place) throw new Error(`${store} has no database`);
    await damageDatabase(place.database, statements);
  }
  // Rows that were changed are the last ones of their table on PostgreSQL.
  const wordsOf = (folder: string) => auditStores({ data: folder, drained: true }).verdicts.flatMap(faultLines).sort();
  const inFiles = wordsOf(data);
  expect(await withCopies(await presentStores(moved.data, moved.environment), wordsOf)).toEqual(inFiles);
  for (const { what, store, statements } of ofBothEngines) {
    const alone = copyOf(shop);
    damage(alone, store, statements);
    const unseen = broken(alone).rules.filter((must) => !inFiles.some((line) => line.includes(must)));
    expect({ what, unseen }).toEqual({ what, unseen: [] });
  }
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
    `INSERT INTO stock_ledger SELECT 'stk_' || id, id, 5, 5, 'RECEIVED', NULL, 'adj', id, 9000000000000, NULL FROM variants WHERE NOT tracked`,
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
