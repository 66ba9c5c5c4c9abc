/** `npm run hansa -- seed`: complete or not at all, and never over another shop; `long/` kills one, and seeds many products. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Kind, parse } from "graphql";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { storeNames } from "../../audit/stores.ts";
import { catalogue } from "../../demo/catalogue/index.ts";
import { markBegun, removeUnfinished, seedNotes, seedState } from "../../host/data/seed-marker.ts";
import { processFolder, root, sandboxStore, storeFile } from "../../host/shop.mjs";
import { seed } from "./support/seed-command.ts";
import { fingerprints, queryStore } from "./support/store-fingerprints.ts";

const folder = mkdtempSync(path.join(tmpdir(), "hansa-seed-"));
const data = path.join(folder, "first");
const few = ["--orders", "10"];

beforeAll(async () => {
  const { code, output } = await seed(data, few);
  expect(code, output).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true }));

test("a folder whose seed has not finished is no shop, and nothing of it but the pictures is left to the next seed", () => {
  const cut = path.join(folder, "cut");
  markBegun(cut);
  const files = [
    storeFile(cut, "orders"),
    `${storeFile(cut, "orders")}-wal`,
    path.join(processFolder(cut, "products"), "uploads/one"),
  ];
  const picture = path.join(processFolder(cut, "products"), "media/one.avif");
  for (const file of [...files, picture]) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, "in part");
  }
  expect(seedState(cut)).toBe("unfinished");
  removeUnfinished(cut);
  expect(seedState(cut)).toBe("empty");
  expect([...files, picture].filter((file) => existsSync(file))).toEqual([picture]);
});

test("a shop that is there is refused, or left alone without a fault where that was asked for", async () => {
  const before = fingerprints(data);
  const again = await seed(data, few);
  expect(again.code).toBe(1);
  expect(again.output).toContain("npm run hansa -- reset");
  expect((await seed(data, [...few, "--if-empty"])).code).toBe(0);
  expect(fingerprints(data)).toEqual(before);
});

test("stores that no seed has made are left as they are", async () => {
  const foreign = path.join(folder, "foreign");
  mkdirSync(processFolder(foreign, "orders"), { recursive: true });
  writeFileSync(storeFile(foreign, "orders"), "foreign");
  expect((await seed(foreign, few)).code).toBe(1);
  expect((await seed(foreign, ["--if-empty"])).code).toBe(0);
  expect(readdirSync(foreign, { recursive: true })).toEqual(["orders", "orders/orders.db"]);
  expect(readFileSync(storeFile(foreign, "orders"), "utf8")).toBe("foreign");
});

test("a shop in production is not seeded", async () => {
  const production = path.join(folder, "production");
  const { code, output } = await seed(production, few, { HANSA_ENV: "production" });
  expect(code).toBe(1);
  expect(output).toContain("production");
  expect(seedState(production)).toBe("empty");
});

test("numbers that make no shop are refused by name", async () => {
  const { code, output } = await seed(path.join(folder, "numbers"), ["--orders", "1"]);
  expect(code).toBe(2);
  expect(output).toContain("--orders");
});

test("the shelves hold what the catalogue says, after all orders", () => {
  const levels = queryStore(
    data,
    storeFile("", "products"),
    "SELECT sku, on_hand, reserved FROM stock_levels JOIN variants ON id = variant_id",
  );
  const wanted = catalogue.products
    .flatMap(({ variants }) => variants)
    .flatMap(({ sku, tracked, stock }) => (tracked ? [[sku, { sku, on_hand: stock, reserved: 0 }] as const] : []));
  expect(new Map(levels.map((level) => [level.sku, level]))).toEqual(new Map(wanted));
  expect(queryStore(data, storeFile("", "products"), "SELECT sum(delta) AS units FROM stock_ledger")).toEqual([
    { units: wanted.reduce((total, [, { on_hand }]) => total + on_hand, 0) },
  ]);
});

test("ten orders show each way that buying goes, and every one came to an end", () => {
  const states = queryStore(
    data,
    storeFile("", "orders"),
    "SELECT state, count(*) AS orders FROM orders GROUP BY state ORDER BY state",
  );
  expect(states).toEqual([
    { state: "CANCELLED", orders: 2 },
    { state: "COMPLETED", orders: 8 },
  ]);
  expect(queryStore(data, storeFile("", "orders"), "SELECT count(*) AS open FROM sagas WHERE step <> 'DONE'")).toEqual([
    { open: 0 },
  ]);
  expect(
    queryStore(data, storeFile("", "orders"), "SELECT count(*) AS free FROM orders WHERE total_minor = 0"),
  ).toEqual([{ free: 1 }]);
  const failed = "SELECT count(*) AS failed FROM payments WHERE failure_code = 'card_declined'";
  expect(queryStore(data, storeFile("", "payments"), failed)).toEqual([{ failed: 1 }]);
});

test("ten orders show the time after a purchase: parcels, returns, refunds, reviews, a saved card, an imported list, a home page", () => {
  const there = (store: string, what: string) =>
    queryStore(data, store, `SELECT count(*) > 0 AS found FROM ${what}`)[0]?.found;
  const expected: [string, string][] = [
    [storeFile("", "orders"), "shipments WHERE status = 'DELIVERED' AND tracking_number IS NOT NULL"],
    [storeFile("", "orders"), "(SELECT order_id FROM shipments GROUP BY order_id HAVING count(*) = 2)"],
    [storeFile("", "orders"), "returns WHERE state = 'REFUNDED'"],
    [storeFile("", "orders"), "refunds WHERE state = 'SUCCEEDED'"],
    [storeFile("", "orders"), "promotions WHERE ends_at IS NOT NULL"],
    [storeFile("", "orders"), "customer_values"],
    [storeFile("", "orders"), "bought_together"],
    [storeFile("", "orders"), "shop_pages WHERE kind = 'HOME' AND json_array_length(sections) = 4"],
    [storeFile("", "products"), "reviews WHERE status = 'APPROVED' AND verified_purchase = 1"],
    [storeFile("", "products"), "import_jobs WHERE dry_run = 1 AND state = 'SUCCEEDED' AND rows_refused = 1"],
    [storeFile("", "payments"), "saved_methods"],
    [storeFile("", "users"), "audit_log WHERE action = 'role.assigned'"],
  ];
  for (const [store, what] of expected) expect({ what, found: there(store, what) }).toEqual({ what, found: 1 });
});

test("a shop that starts on what was seeded has nothing to catch up with", () => {
  const none = (store: string, what: string) =>
    queryStore(data, store, `SELECT count(*) AS open FROM ${what}`)[0]?.open;
  expect(none(storeFile("", "orders"), "order_tasks WHERE done_at IS NULL")).toBe(0);
  expect(none(storeFile("", "orders"), "mail_queue WHERE sent_at IS NULL")).toBe(0);
  expect(none(storeFile("", "users"), "mail_queue WHERE sent_at IS NULL")).toBe(0);
  expect(none(sandboxStore, "sandbox_messages WHERE delivered_at IS NULL")).toBe(0);
  const heads = Object.fromEntries(storeNames.map((name) => [name, lastEvent(name)] as const));
  for (const consumer of storeNames) {
    for (const { source, seq } of queryStore(data, storeFile("", consumer), "SELECT source, seq FROM inbox_cursor")) {
      const name = String(source).split(/[.:]/)[0] ?? "";
      expect({ consumer, source, seq }).toEqual({ consumer, source, seq: heads[name] });
    }
  }
  expect(["users", "orders"].some((sender) => existsSync(path.join(data, sender, "mail")))).toBe(false);
});

function lastEvent(name: string): unknown {
  return queryStore(data, storeFile("", name), "SELECT max(seq) AS seq FROM outbox")[0]?.seq;
}

test("each ready operation of the playground has variables and an identity", () => {
  const readTabs = (name: string) => readFileSync(path.join(root, "router", "playground", name), "utf8");
  const definitions = ["operations.graphql", "purchase.graphql"].flatMap((name) => [
    ...parse(readTabs(name)).definitions,
  ]);
  const operations = definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION ? [definition.name?.value] : [],
  );
  const notes = z
    .object({
      variables: z.record(z.string(), z.record(z.string(), z.unknown())),
      identities: z.record(z.string(), z.enum(["guest", "customer", "support", "administrator"])),
    })
    .parse(JSON.parse(read(data, seedNotes)));
  expect(Object.keys(notes.variables)).toEqual(operations);
  expect(Object.keys(notes.identities)).toEqual(operations);
});

function read(from: string, name: string): string {
  return readFileSync(path.join(from, name), "utf8");
}
