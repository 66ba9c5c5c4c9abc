/** Usage: sums by operation, client and week, within the bounds of memory and store; a store that fails costs no request. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLog } from "@hansa/contracts/log";
import { Database } from "@hansa/kit/store";
import { manualRuntime, rowsOf, sqliteOnly } from "@hansa/kit/testing";
import { buildSchema, getOperationAST, parse } from "graphql";
import { expect, onTestFinished, test } from "vitest";
import { openRouterStore } from "../../src/control/store/router-store.ts";
import { type UsageBounds, usageBounds } from "../../src/control/store/usage/counts.ts";
import { openUsage } from "../../src/control/usage/usage.ts";
import type { ValidOperation } from "../../src/operation/executed-operation.ts";
import { storeIn } from "../support/router.ts";

const schema = buildSchema(
  "type Query { product(id: ID, tags: [String]): Product } type Product { id: ID title: String }",
);
const dayMs = 24 * 60 * 60 * 1_000;

function validOperation(text: string): ValidOperation {
  const document = parse(text, { noLocation: true });
  const operation = getOperationAST(document);
  if (!operation) throw new Error("no operation");
  return { document, operation, contract: "ALL", schema };
}

const named = (name: string) => validOperation(`query ${name} { product { title } }`);
const request = { headers: {}, user: undefined, ms: 5, hasErrors: false };

async function open(bounds: UsageBounds = usageBounds, instance = 1) {
  const folder = mkdtempSync(join(tmpdir(), "hansa-usage-"));
  const file = join(folder, "router", "router.db");
  const place = await storeIn(folder);
  const runtime = manualRuntime(Date.UTC(2026, 5, 3));
  const lines: string[] = [];
  const log = createLog("router", "info", { write: (line) => void lines.push(JSON.parse(line).msg) });
  const store = openRouterStore(place, runtime, log);
  let dropped = 0;
  const stopping = new AbortController();
  const metrics = { countUncounted: () => (dropped += 1) };
  const usage = openUsage({ runtime, store, instance, metrics, stopping: stopping.signal, bounds });
  onTestFinished(async () => {
    stopping.abort();
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const rows = (statement: string) => rowsOf(place, statement);
  const hasTables = async () => (await rows("SELECT 1 FROM usage_counts").catch(() => undefined)) !== undefined;
  return { folder, file, runtime, usage, store, lines, rows, hasTables, dropped: () => dropped };
}

test("requests are summed by operation, client and version, with errors, durations and the last use", async () => {
  const { usage, runtime, rows } = await open(usageBounds, 2);
  const headers = { "apollographql-client-name": "web", "apollographql-client-version": "1.2" };
  const operation = validOperation('query Page { product(id: "1") { id title } }');
  usage.count(operation, { headers, user: undefined, ms: 5, hasErrors: false });
  usage.count(validOperation('query Page { product(id: "2") { id title } }'), {
    headers,
    user: undefined,
    ms: 2_000,
    hasErrors: true,
  });
  await usage.flush();
  await runtime.advance(50);
  usage.count(operation, { headers, user: undefined, ms: 50, hasErrors: false });
  usage.count(operation, {
    headers: { "graphql-client-name": "shop\u00e9" },
    user: undefined,
    ms: 500,
    hasErrors: false,
  });
  await usage.flush();
  expect(await rows("SELECT * FROM usage_operations")).toEqual([
    expect.objectContaining({
      name: "Page",
      instance: 2,
      operation: 'query Page {\n  product(id: "") {\n    id\n    title\n  }\n}',
      fields: '["Product.id","Product.title","Query.product"]',
    }),
  ]);
  const counts = await rows("SELECT * FROM usage_counts ORDER BY client_name DESC");
  const sums = { below_10_ms: 1, below_100_ms: 1, below_1000_ms: 0, duration_ms: 2_055, count: 3, errors: 1 };
  expect(counts).toMatchObject([
    { client_name: "web", client_version: "1.2", instance: 2, last_used_at: runtime.now(), ...sums },
    { client_name: "(other)", client_version: "(unknown)", count: 1, below_1000_ms: 1 },
  ]);
});

test.each([
  ["web", "web"],
  ["Shop/App (iOS) 1.2_3-b+4", "Shop/App (iOS) 1.2_3-b+4"],
  ["x".repeat(60), "x".repeat(60)],
  ["x".repeat(61), "(other)"],
  ["ada@example.org", "(other)"],
  ["tel:+49 30 1234", "(other)"],
  ["shop\u00e9", "(other)"],
  ["", "(unknown)"],
])("the client name and version %j are stored as %j", async (sent, stored) => {
  const { usage, rows } = await open();
  const headers = { "graphql-client-name": sent, "apollographql-client-version": sent };
  usage.count(named("Page"), { ...request, headers });
  await usage.flush();
  expect(await rows("SELECT client_name, client_version FROM usage_counts")).toEqual([
    { client_name: stored, client_version: stored },
  ]);
});

test("counts are written a second after the first of them, and an idle router writes nothing", async () => {
  const { usage, runtime, rows, hasTables, store } = await open();
  await runtime.advance(10_000);
  expect(await hasTables()).toBe(false);
  usage.count(named("First"), request);
  await runtime.advance(900);
  expect(await hasTables()).toBe(false);
  await runtime.advance(200);
  await usage.flush();
  expect(await rows("SELECT count FROM usage_counts")).toEqual([{ count: 1 }]);
  const commits = () => store.use(async (opened) => opened.commits());
  const before = await commits();
  await runtime.advance(60_000);
  await usage.flush();
  expect(await commits()).toBe(before);
});

test("at most 300 clients are told apart", async () => {
  const { usage, rows } = await open();
  const operation = named("Page");
  for (let at = 0; at < 400; at += 1)
    usage.count(operation, { ...request, headers: { "graphql-client-name": `c${at}` } });
  await usage.flush();
  expect(await rows("SELECT count(*) AS clients, sum(count) AS count FROM usage_counts")).toEqual([
    { clients: 301, count: 400 },
  ]);
  expect(await rows("SELECT count FROM usage_counts WHERE client_name = '(other)'")).toEqual([{ count: 100 }]);
});

test("an operation of a large document is not counted, and ten thousand small ones wait within the bound of memory", async () => {
  const { usage, rows, dropped } = await open();
  usage.count(validOperation(`query { ${"product { title } ".repeat(4_000)} }`), request);
  expect(dropped()).toBe(1);
  for (let at = 0; at < 10_000; at += 1) usage.count(named(`Operation${at}`), request);
  expect(dropped()).toBeGreaterThan(1);
  const counted = 10_001 - dropped();
  expect(counted).toBeGreaterThan(3_000);
  // One operation that is counted already goes on being counted, whatever waits.
  usage.count(named("Operation1"), request);
  await usage.flush();
  expect(await rows("SELECT count(*) AS operations FROM usage_operations")).toEqual([
    { operations: expect.any(Number) },
  ]);
  const [{ total } = { total: 0 }] = [...(await rows("SELECT sum(count) AS total FROM usage_counts"))].map((row) =>
    Object(row),
  );
  expect(total).toBeGreaterThanOrEqual(Math.min(counted, usageBounds.operations) * 0.9);
  const before = dropped();
  usage.count(named("Later"), request);
  expect(dropped()).toBe(before);
});

test("the store keeps the most used operations within its bounds, and its file stays below 20 MB", async () => {
  const { usage, runtime, rows, file } = await open();
  const often = named("Often");
  for (let at = 0; at < 10; at += 1) usage.count(often, request);
  const fields = "product { title } ".repeat(60);
  for (let round = 0; round < 12; round += 1) {
    for (let at = 0; at < 500; at += 1) usage.count(validOperation(`query Long${round}X${at} { ${fields} }`), request);
    await usage.flush();
    await runtime.advance(1_000);
  }
  expect(
    await rows("SELECT count FROM usage_counts WHERE hash = (SELECT hash FROM usage_operations WHERE name = 'Often')"),
  ).toEqual([{ count: 10 }]);
  expect(await rows("SELECT count(*) <= 5000 AS within FROM usage_operations")).toEqual([{ within: 1 }]);
  expect(
    await rows("SELECT count(*) AS orphans FROM usage_counts WHERE hash NOT IN (SELECT hash FROM usage_operations)"),
  ).toEqual([{ orphans: 0 }]);
  expect(await rows("SELECT count(*) AS newest FROM usage_operations WHERE name LIKE 'Long11X%'")).toEqual([
    { newest: 500 },
  ]);
  const size = [file, `${file}-wal`].filter(existsSync).reduce((sum, name) => sum + statSync(name).size, 0);
  expect(size).toBeLessThan(20_000_000);
});

test("an operation that was dropped is counted again from its next request on", async () => {
  const { usage, rows } = await open({ operations: 10, rows: 1_000, bytes: 1_000_000 });
  const first = named("First");
  usage.count(first, request);
  await usage.flush();
  for (let at = 0; at < 20; at += 1) for (const _twice of [1, 2]) usage.count(named(`Other${at}`), request);
  await usage.flush();
  expect(await rows("SELECT name FROM usage_operations WHERE name = 'First'")).toEqual([]);
  for (let at = 0; at < 5; at += 1) usage.count(first, request);
  await usage.flush();
  expect(await rows("SELECT name FROM usage_operations WHERE name = 'First'")).toEqual([{ name: "First" }]);
});

test("uses are forgotten after 90 days, in whole weeks", async () => {
  const { usage, runtime, rows } = await open();
  usage.count(named("Old"), request);
  await usage.flush();
  await runtime.advance(89 * dayMs);
  usage.count(named("New"), request);
  await usage.flush();
  expect(await rows("SELECT name FROM usage_operations ORDER BY name")).toEqual([{ name: "New" }, { name: "Old" }]);
  await runtime.advance(8 * dayMs);
  usage.count(named("New"), request);
  await usage.flush();
  expect(await rows("SELECT name FROM usage_operations")).toEqual([{ name: "New" }]);
  expect(await rows("SELECT count(*) AS weeks FROM usage_counts")).toEqual([{ weeks: 2 }]);
});

const onFiles = test.runIf(sqliteOnly("a file of a router's store"));

onFiles.each([
  ["no database", (file: string) => writeFileSync(file, "not a database ".repeat(1_000))],
  [
    "of another version",
    (file: string) => new Database(file).exec("CREATE TABLE usage_operations (hash TEXT, other TEXT)").close(),
  ],
])("a store that is %s is set aside with one line, and a new one counts", async (_how, damage) => {
  const { usage, folder, file, rows, lines } = await open();
  mkdirSync(join(folder, "router"));
  damage(file);
  usage.count(named("Page"), request);
  await usage.flush();
  await usage.flush();
  expect(await rows("SELECT count FROM usage_counts")).toEqual([{ count: 1 }]);
  expect(lines).toEqual(["router store: broken, set aside; a new one is made"]);
  expect(existsSync(`${file}.broken`)).toBe(true);
});

onFiles(
  "counts wait while the store cannot be written, are logged once, and are written when it can be again",
  async () => {
    const { usage, folder, runtime, rows, lines, dropped } = await open();
    writeFileSync(join(folder, "router"), "a file in the place of the folder");
    for (let at = 0; at < 20; at += 1) {
      usage.count(named("Page"), request);
      await usage.flush();
      await runtime.advance(31_000);
    }
    rmSync(join(folder, "router"));
    await usage.flush();
    expect(await rows("SELECT count FROM usage_counts")).toEqual([{ count: 20 }]);
    expect(lines).toEqual(["router store: cannot be written; usage is not recorded", "router store: written again"]);
    expect(dropped()).toBe(0);
  },
);
