/** The simulator itself: it is the same for the same seed, it finds what is wrong in the books, and every point has a name. */
import { join } from "node:path";
import { Database } from "@hansa/kit/sqlite";
import { temporaryFolder } from "@hansa/kit/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { openBooks } from "./invariants.ts";
import { collectNames } from "./names.ts";
import { openStage, type Stage } from "./stage.ts";
import { copyStores } from "./template.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  return () => stage.close();
});
const copy = temporaryFolder();
afterAll(() => copy.remove());

test("equal seeds give equal histories, whatever was played in between, and other seeds others", async () => {
  const first = await stage.play({ seed: 3, orders: 3 });
  const other = await stage.play({ seed: 4, orders: 3 });
  const again = await stage.play({ seed: 3, orders: 3 });
  expect(again.hash).toBe(first.hash);
  expect(other.hash).not.toBe(first.hash);
  expect([first.violations, other.violations]).toEqual([[], []]);
});

test("a service that dies where it is told to is there again, and everything comes right", async () => {
  const where = "orders after:write:place-order";
  const played = await stage.play({ seed: 3, orders: 3, death: { where, nth: 1 } });
  expect(played.deaths).toBeGreaterThan(0);
  expect(played.reached.get(where)).toBeGreaterThan(0);
  expect(played.violations).toEqual([]);
  const lines: string[] = [];
  await stage.play({ seed: 3, orders: 3, death: { where, nth: 1 }, listen: (line) => lines.push(line) });
  expect(lines.join("")).toMatch(/orders after:write:place-order\n.* orders dies\n/);
});

test.each([
  [
    "I1",
    "products",
    "UPDATE stock_levels SET on_hand = on_hand + 1 WHERE variant_id = (SELECT MIN(variant_id) FROM stock_levels)",
  ],
  ["I2", "products", "UPDATE holds SET state = 'held' WHERE state <> 'held'"],
  ["I3", "sandbox-provider", "UPDATE sandbox_entries SET captures = '[]'"],
  ["I4", "orders", "UPDATE order_money SET captured_minor = captured_minor + 1 WHERE captured_minor > 0"],
  ["I6", "orders", "UPDATE sagas SET outcome = 'NEEDS_REVIEW'"],
  ["I7", "payments", "UPDATE ledger_entries SET amount_minor = amount_minor + 1 WHERE account = 'provider'"],
  ["I8", "orders", "UPDATE inbox_cursor SET seq = seq - 1"],
  ["I10", "orders", "UPDATE checkouts SET state = 'COMPLETING'"],
])("the books show that %s is broken", async (invariant, store, damage) => {
  const played = await stage.play({ seed: 2, orders: 3 });
  expect(played.violations).toEqual([]);
  copyStores(stage.folder, copy.path);
  const db = new Database(join(copy.path, `${store}.db`));
  db.pragma("foreign_keys = OFF");
  for (const trigger of triggersOf(db)) db.exec(`DROP TRIGGER ${trigger}`);
  db.exec(damage);
  db.close();
  const books = openBooks(copy.path);
  expect(books.breaches().some((breach) => breach.startsWith(invariant))).toBe(true);
  books.close();
});

/** What guards the tables: whoever damages them takes the guards away first. */
function triggersOf(db: InstanceType<typeof Database>): string[] {
  const rows = db.prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'").all();
  return z
    .array(z.object({ name: z.string() }))
    .parse(rows)
    .map(({ name }) => name);
}

test("every write and call in checkout code has a name that can be read", () => {
  const { named, faults } = collectNames();
  expect(faults).toEqual([]);
  expect(named.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["place-order", "apply-webhook", "end-errand-refund", "products.commit", "sandbox.capture"]),
  );
});
