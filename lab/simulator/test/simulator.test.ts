/** The simulator: equal seeds give equal histories, damages are found, and every fault point has a name. */
import { pbkdf2 } from "node:crypto";
import path from "node:path";
import { promisify } from "node:util";
import { Database } from "@hansa/kit/store";
import { temporaryFolder } from "@hansa/kit/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { sandboxStore, storeFile } from "../../../cli/host/shop.mjs";
import { collectNames } from "../crash-matrix/fault-point-names.ts";
import { crashesIn, knownGaps, nameFaults, type Rehearsal } from "../crash-matrix/matrix.ts";
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
const copy = temporaryFolder();
afterAll(() => copy.remove());

test("equal seeds give equal histories, also after other histories, and other seeds give other ones", async () => {
  const first = await stage.play({ seed: 3, play: { orders: 3 } });
  const other = await stage.play({ seed: 4, play: { orders: 3 } });
  const again = await stage.play({ seed: 3, play: { orders: 3 } });
  expect(again.hash).toBe(first.hash);
  expect(other.hash).not.toBe(first.hash);
  expect([first.violations, other.violations]).toEqual([[], []]);
});

test("a history does not depend on the speed of Node's threads, also when a month passes and signing keys are rotated", async () => {
  const month = scenes.find(({ title }) => title.endsWith("deleted after a month"));
  const work = { seed: 1, play: { scene: month?.title ?? "" } };
  const first = await stage.play(work);
  expect(first.reached.get("users after:write:rotate-signing-keys")).toBeGreaterThan(0);
  const stopBusyThreads = keepThreadsBusy();
  const again = await stage.play(work);
  await stopBusyThreads();
  expect(again.hash).toBe(first.hash);
});

/** Gives every thread of Node's pool work, until the returned function is called. */
function keepThreadsBusy(): () => Promise<unknown> {
  let isOver = false;
  const poolSize = 4;
  const busy = Array.from({ length: 2 * poolSize }, async () => {
    while (!isOver) await promisify(pbkdf2)("password", "salt", 20_000, 32, "sha256");
  });
  return () => {
    isOver = true;
    return Promise.all(busy);
  };
}

test("a service that dies where it is told to is there again, and everything comes right", async () => {
  const where = "orders after:write:place-order";
  const played = await stage.play({ seed: 3, play: { orders: 3 }, death: { where, nth: 1 } });
  expect(played.deaths).toBeGreaterThan(0);
  expect(played.reached.get(where)).toBeGreaterThan(0);
  expect(played.violations).toEqual([]);
  const lines: string[] = [];
  await stage.play({ seed: 3, play: { orders: 3 }, death: { where, nth: 1 }, listen: (line) => lines.push(line) });
  expect(lines.join("")).toMatch(/orders after:write:place-order\n.* orders dies\n/);
});

test("the work of a process that dies is taken over by the second one, which gets the requests meanwhile", async () => {
  const where = "orders after:call:payments.capture";
  const lines: string[] = [];
  const listen = (line: string) => void lines.push(line);
  const work = { seed: 4, play: { orders: 3 }, death: { where, nth: 1 }, replicas: true };
  const played = await stage.play({ ...work, listen });
  expect(played.violations).toEqual([]);
  const afterDeath = lines.slice(lines.findIndex((line) => line.includes("orders dies")) + 1);
  const untilOpened = afterDeath.findIndex((line) => line.includes("orders opened"));
  expect(afterDeath.slice(0, untilOpened).some((line) => line.includes("orders after:write:"))).toBe(true);
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
])("the books show that %s is broken", async (invariant, file, damage) => {
  const played = await stage.play({ seed: 2, play: { orders: 3 } });
  expect(played.violations).toEqual([]);
  copyStores(stage.folder, copy.path);
  const db = new Database(path.join(copy.path, file));
  db.pragma("foreign_keys = OFF");
  for (const trigger of triggersOf(db)) db.exec(`DROP TRIGGER ${trigger}`);
  db.exec(damage);
  db.close();
  const books = openStoreAudit(copy.path, () => longAfter);
  expect(books.breaches().some((breach) => breach.startsWith(invariant))).toBe(true);
  books.close();
});

/** The triggers that guard the tables: a test that damages rows drops them first. */
function triggersOf(db: InstanceType<typeof Database>): string[] {
  const rows = db.prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'").all();
  return z
    .array(z.object({ name: z.string() }))
    .parse(rows)
    .map(({ name }) => name);
}

const rehearsals: Rehearsal[] = [];

test.each(scenes)("scene: $title", async ({ title }) => {
  const work = { seed: 1, play: { scene: title } };
  const { reached, violations } = await stage.play(work);
  expect(violations).toEqual([]);
  rehearsals.push({ work, reached: Object.fromEntries(reached) });
});

test("every write and call in checkout code has a name that can be read, and the scenes come to each of them, twice", () => {
  const found = collectNames();
  expect(rehearsals).toHaveLength(scenes.length);
  expect(nameFaults(found, rehearsals)).toEqual([]);
  expect(found.named.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      "place-order",
      "apply-webhook",
      "complete-order-task-refund",
      "products.commit",
      "sandbox.capture",
    ]),
  );
  const deaths = crashesIn(rehearsals).map(({ death }) => `${death?.where} ${death?.nth}`);
  expect(deaths).toEqual(
    expect.arrayContaining(["orders before:write:place-order 1", "payments after:call:sandbox.capture 2"]),
  );
});

test("a fault point that is never reached is reported, as is one that is reached once, and an unnecessary exception", () => {
  const [excuse = ""] = Object.keys(knownGaps);
  const named = ["never", "once", "half", excuse.replace("write:", "")].map((name) => ({
    kind: "write" as const,
    name,
    where: `${name}.ts:1`,
  }));
  const reached = {
    "orders before:write:once": 1,
    "orders after:write:once": 1,
    "orders before:write:half": 2,
    [`orders before:${excuse}`]: 1,
    [`orders after:${excuse}`]: 1,
  };
  const faults = nameFaults({ named, faults: ["a fault"] }, [{ work: { seed: 1, play: { orders: 1 } }, reached }]);
  expect(faults).toEqual([
    "a fault",
    "never.ts:1: no scene comes to write:never",
    "once.ts:1: no scene comes twice to write:once",
    "half.ts:1: no scene comes to write:half",
    `${excuse} is excused, and come to`,
    ...Object.keys(knownGaps)
      .slice(1)
      .map((name) => `${name} is excused, and not there`),
  ]);
});

test("deaths are asked for in the shortest play that comes there so often", () => {
  const long: Rehearsal = {
    work: { seed: 1, play: { scene: "long" } },
    reached: { "orders before:write:a": 5, more: 5 },
  };
  const short: Rehearsal = { work: { seed: 1, play: { scene: "short" } }, reached: { "orders before:write:a": 1 } };
  const where = "orders before:write:a";
  expect(crashesIn([long, short]).filter(({ death }) => death?.where === where)).toEqual([
    { ...short.work, death: { where, nth: 1 } },
    { ...long.work, death: { where, nth: 2 } },
  ]);
});
