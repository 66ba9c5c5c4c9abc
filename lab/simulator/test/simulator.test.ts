/** The simulator: equal seeds give equal histories, crashes are survived, and damages are found. */
import path from "node:path";
import { Database } from "@hansa/kit/store";
import { temporaryFolder } from "@hansa/kit/testing";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { sandboxStore, storeFile } from "../../../cli/host/shop.mjs";
import { scenes } from "../scenes/scenes.ts";
import { beginning } from "../shop/runtime.ts";
import { copyStores } from "../shop/template.ts";
import { openStage, type Stage } from "../stage.ts";
import { openStoreAudit } from "../store-audit.ts";

/** Longer than the histories of these tests. */
const longAfter = beginning + 24 * 60 * 60 * 1_000;

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  return () => stage.close();
});

test("equal seeds give equal histories, also after other histories, and other seeds give other ones", async () => {
  const first = await stage.play({ seed: 3, play: { orders: 1 } });
  const other = await stage.play({ seed: 4, play: { orders: 1 } });
  const again = await stage.play({ seed: 3, play: { orders: 1 } });
  expect(again.hash).toBe(first.hash);
  expect(other.hash).not.toBe(first.hash);
  expect([first.violations, other.violations]).toEqual([[], []]);
});

test("a service that dies where it is told to is there again, and everything comes right", async () => {
  const where = "orders after:write:place-order";
  const lines: string[] = [];
  const listen = (line: string) => void lines.push(line);
  const played = await stage.play({ seed: 3, play: { orders: 2 }, death: { where, nth: 1 }, listen });
  expect(played.deaths).toBeGreaterThan(0);
  expect(played.reached.get(where)).toBeGreaterThan(0);
  expect(played.violations).toEqual([]);
  expect(lines.join("")).toMatch(/orders after:write:place-order\n.* orders dies\n/);
});

test("the work of a process that dies is taken over by the second one, which gets the requests meanwhile", async () => {
  const where = "orders after:call:payments.capture";
  const lines: string[] = [];
  const listen = (line: string) => void lines.push(line);
  const work = { seed: 8, play: { orders: 3 }, death: { where, nth: 1 }, replicas: true };
  const played = await stage.play({ ...work, listen });
  expect(played.violations).toEqual([]);
  const afterDeath = lines.slice(lines.findIndex((line) => line.includes("orders dies")) + 1);
  const untilOpened = afterDeath.findIndex((line) => line.includes("orders opened"));
  expect(afterDeath.slice(0, untilOpened).some((line) => line.includes("orders after:write:"))).toBe(true);
});

describe("the books of a history", () => {
  const sound = temporaryFolder();
  afterAll(() => sound.remove());
  beforeAll(async () => {
    const played = await stage.play({ seed: 2, play: { orders: 3 } });
    expect(played.violations).toEqual([]);
    copyStores(stage.folder, sound.path);
  });

  test.each([
    [
      "I1",
      storeFile("", "products"),
      "UPDATE stock_levels SET on_hand = on_hand + 1 WHERE variant_id = (SELECT MIN(variant_id) FROM stock_levels)",
    ],
    ["I2", storeFile("", "products"), "UPDATE reservations SET state = 'reserved' WHERE state <> 'reserved'"],
    ["I3", sandboxStore, "UPDATE sandbox_entries SET captures = '[]'"],
    [
      "I4",
      storeFile("", "orders"),
      "UPDATE order_money SET captured_minor = captured_minor + 1 WHERE captured_minor > 0",
    ],
    ["I6", storeFile("", "orders"), "UPDATE sagas SET outcome = 'NEEDS_REVIEW'"],
    [
      "I7",
      storeFile("", "payments"),
      "UPDATE ledger_entries SET amount_minor = amount_minor + 1 WHERE account = 'provider'",
    ],
    ["I8", storeFile("", "orders"), "UPDATE inbox_cursor SET seq = seq - 1"],
    ["I10", storeFile("", "orders"), "UPDATE checkouts SET state = 'COMPLETING'"],
  ])("show that %s is broken", (invariant, file, damage) => {
    const copy = temporaryFolder();
    onTestFinished(() => copy.remove());
    copyStores(sound.path, copy.path);
    const db = new Database(path.join(copy.path, file));
    db.pragma("foreign_keys = OFF");
    for (const trigger of triggersOf(db)) db.exec(`DROP TRIGGER ${trigger}`);
    db.exec(damage);
    db.close();
    const books = openStoreAudit(copy.path, () => longAfter);
    expect(books.breaches().some((breach) => breach.startsWith(invariant))).toBe(true);
    books.close();
  });
});

/** The triggers that guard the tables: a test that damages rows drops them first. */
function triggersOf(db: InstanceType<typeof Database>): string[] {
  const rows = db.prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'").all();
  return z
    .array(z.object({ name: z.string() }))
    .parse(rows)
    .map(({ name }) => name);
}

/** The long test plays all scenes. */
test("a scene ends well, and tells how often it came to each fault point", async () => {
  const scene = scenes.find(({ title }) => title.startsWith("stock is adjusted"))?.title ?? "";
  const { reached, violations } = await stage.play({ seed: 1, play: { scene } });
  expect(violations).toEqual([]);
  expect(Math.max(...reached.values())).toBeGreaterThan(1);
});
