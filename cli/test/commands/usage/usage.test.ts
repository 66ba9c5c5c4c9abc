/** `hansa usage`: the stores of two routers are added, listed, filtered by field, and exported as JSON Lines. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createLog } from "@hansa/contracts/log";
import type { StorePlace } from "@hansa/kit/store";
import { manualRuntime, requireDatabase } from "@hansa/kit/testing";
import { buildSchema, getOperationAST, parse } from "graphql";
import { expect, onTestFinished, test } from "vitest";
import { routerStoreName } from "../../../../packages/contracts/src/services.mjs";
import { openRouterStore } from "../../../../router/src/control/store/router-store.ts";
import { openUsage } from "../../../../router/src/control/usage/usage.ts";
import { readUsage } from "../../../commands/usage/read.ts";
import { root, storeFile } from "../../../host/shop.mjs";

const schema = buildSchema("type Query { product(id: ID): Product } type Product { title: String rating: Float }");
const start = Date.UTC(2026, 5, 3, 12);

function newFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "hansa-usage-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** Requests that one router counted: the text of the operation, the client's name, and how often it asked. */
type Asked = readonly [text: string, client: string, times: number];

async function record(data: string, instance: number, at: number, asked: readonly Asked[]): Promise<void> {
  await recordIn({ engine: "sqlite", file: storeFile(data, "router", routerStoreName(instance)) }, instance, at, asked);
}

async function recordIn(place: StorePlace, instance: number, at: number, asked: readonly Asked[]): Promise<void> {
  const runtime = manualRuntime(at);
  const store = openRouterStore(place, runtime, createLog("router", "silent"));
  const metrics = { countUncounted: () => {} };
  const usage = openUsage({ runtime, store, instance, metrics, stopping: new AbortController().signal });
  for (const [text, client, times] of asked) {
    const document = parse(text, { noLocation: true });
    const operation = getOperationAST(document);
    if (!operation) throw new Error("no operation");
    const headers = { "graphql-client-name": client, "graphql-client-version": "1" };
    for (let time = 0; time < times; time += 1)
      usage.count(
        { document, operation, contract: "ALL", schema },
        { headers, user: undefined, ms: 20, hasErrors: false },
      );
  }
  await usage.flush();
  await store.close();
}

function run(data: string, ...words: string[]): string[] {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["cli/hansa.cjs", "usage", ...words], {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, HANSA_DATA: data },
  });
  expect(status, stderr).toBe(0);
  return stdout.trimEnd().split("\n");
}

const titles = 'query Titles { product(id: "7") { title } }';
const ratings = "query Ratings { product { rating } }";

test("the most used operations come first, with the clients of all routers, and those of a field alone", async () => {
  const data = newFolder();
  await record(data, 1, start, [
    [titles, "web", 2],
    [ratings, "app", 4],
  ]);
  await record(data, 2, start + 60_000, [[titles, "web", 3]]);
  writeFileSync(storeFile(data, "router", routerStoreName(3)), "not a database ".repeat(100));
  const sums = "0 with errors, 20 ms (below 10 ms 0 %, 100 ms 100 %, 1 s 100 %)";
  const ofRatings = [
    expect.stringMatching(/^Ratings [0-9a-f]{8}: 4 times, /),
    "  app 1: 4 times, last 2026-06-03 12:00",
  ];
  const [leftOut, ...lines] = run(data);
  expect(leftOut).toMatch(/^router\/router-3\.db is left out, as it cannot be read: /);
  expect(lines).toEqual([
    expect.stringMatching(/^Titles [0-9a-f]{8}: 5 times, /),
    "  web 1: 5 times, last 2026-06-03 12:01",
    ...ofRatings,
  ]);
  expect(lines[0]).toContain(`${sums}, last 2026-06-03 12:01`);
  expect(run(data, "--field", "Product.rating").slice(1)).toEqual(ofRatings);
  expect(run(data, "--field", "Product.price").slice(1)).toEqual(["No client asked for Product.price."]);
  expect(run(data, "--limit", "1").at(-1)).toBe("and 1 more operations: --limit, or --export FILE");
});

test("the stores of two routers on PostgreSQL, each a schema of one database, are added", async (context) => {
  const { url } = await requireDatabase(context);
  const schema = `usage_${process.pid}`;
  for (const [instance, schemaOfOne, times] of [
    [1, schema, 2],
    [2, `${schema}_router_2`, 3],
  ] as const)
    await recordIn({ engine: "pg", url, schema: schemaOfOne, pool: 2 }, instance, start, [
      [titles, "web", times],
      [ratings, "app", instance],
    ]);
  const reported: string[] = [];
  const environment = { HANSA_ROUTER_DATABASE_URL: `${url}?schema=${schema}` };
  const used = await readUsage(newFolder(), environment, (line) => reported.push(line));
  expect(reported).toEqual([]);
  const client = { name: "web", version: "1", count: 5, errors: 0, lastUsedAt: start };
  expect(used).toMatchObject([
    {
      name: "Titles",
      count: 5,
      durationMs: 100,
      below100Ms: 5,
      fields: expect.arrayContaining(["Product.title"]),
      clients: [client],
    },
    { name: "Ratings", count: 3 },
  ]);
});

test("the export has one operation a line, in the format of the schema check", async () => {
  const data = newFolder();
  await record(data, 1, start, [[titles, "web", 2]]);
  const file = path.join(data, "usage.jsonl");
  expect(run(data, "--export", file)).toEqual([`1 operations: ${file}`]);
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    {
      hash: expect.stringMatching(/^[0-9a-f]{32}$/),
      operation: 'query Titles {\n  product(id: "") {\n    title\n  }\n}',
      contract: "ALL",
      name: "Titles",
      clients: [{ name: "web", version: "1", count: 2, lastUsedAt: start }],
      count: 2,
      errors: 0,
      lastUsedAt: start,
    },
  ]);
});

test("a shop whose routers have counted nothing says so", () => {
  const data = newFolder();
  expect(run(data)).toEqual([`No router of ${data} has counted a request yet.`]);
});
