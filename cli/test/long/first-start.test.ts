/** The first `npm start`, in one process: seeded, in files or databases, ready, restarted after a death, and stopped. */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { demoAccounts } from "@hansa/client/demo-accounts";
import { serviceNames } from "@hansa/contracts/processes";
import { requireDatabase } from "@hansa/kit/testing";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { findFreePorts, isFree } from "../../host/processes/ports.ts";
import { publicPort, shopProcesses } from "../../host/shop.mjs";
import { type NpmStart, npmStart, ready } from "../support/npm-start.ts";

const data = mkdtempSync(path.join(tmpdir(), "hansa-start-"));
const holdsAllKeys = /^ +Keys +one process holds those of all services, .*docs\/owners\/keys\.md/m;
let port = 0;
/** The start of this test. */
let started: NpmStart | undefined;

beforeEach(async () => {
  port = await findFreePorts(26_450);
});
afterEach(async () => {
  await started?.stop("SIGINT");
  started = undefined;
});
afterAll(() => rmSync(data, { recursive: true }));

function start(...args: string[]): NpmStart {
  started = npmStart({ port, data }, ...args);
  return started;
}

/** The text of a product's page at this port. */
async function readPage(listener: number): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${listener}/products/tidemark-mug`);
  expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
  return response.text();
}

async function answers(listener: number): Promise<void> {
  await expect.poll(() => isFree(listener, "127.0.0.1")).toBe(false);
}

/** Files of stores that are open, or that no process has closed. */
const openStores = () =>
  readdirSync(data, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith("-wal"));

test("the first start seeds the shop and ends with the banner; a killed process is restarted; a stop closes all stores and leaves no port open", async () => {
  const shop = start("--one-process");
  await shop.printed(ready);
  expect(shop.output().trim().split("\n").at(-1)).toMatch(ready);
  for (const account of demoAccounts) expect(shop.output()).toContain(account.email);
  expect(shop.output()).toContain("12 orders");
  expect(shop.output()).toMatch(holdsAllKeys);
  expect(shop.output()).toMatch(/^ +Front ends +any page of this machine may call the graph$/m);
  expect(shop.output()).toMatch(/^ +6 of 12 orders after \d/m);
  const lines = shop.output().split("\n");
  expect(lines.filter((line) => line.startsWith("{") || line.includes("Warning"))).toEqual([]);
  expect(lines.flatMap((line) => line.match(/\[\d+\/\d+\]/g) ?? [])).toEqual(
    [1, 2, 3, 4, 5].map((number) => `[${number}/5]`),
  );
  expect(shop.programs()).toHaveLength(1);
  expect(openStores().length).toBeGreaterThan(0);

  process.kill(shop.programs()[0] ?? 0, "SIGKILL");
  await shop.printed(/^shop ended \(SIGKILL\); starting it again/m);
  for (const service of shopProcesses) await answers(publicPort(service, port));
  const query = `{ products(first: 1) { nodes { title reviews(first: 1) { nodes { author { displayName } } } } } }`;
  const send = async () => {
    const headers = { "content-type": "application/json" };
    const body = JSON.stringify({ query });
    return (await fetch(`http://127.0.0.1:${port}/graphql`, { method: "POST", headers, body })).json();
  };
  await expect.poll(send).toEqual({ data: { products: { nodes: [expect.anything()] } } });
  expect(await readPage(port)).toContain("<title>Tidemark Mug");

  expect(await shop.stop("SIGINT")).toBe(0);
  expect(openStores()).toEqual([]);
  expect(shop.output()).not.toMatch(/request failed/);
  expect(await findFreePorts(port)).toBe(port);
});

test("the first start with empty databases seeds the shop there, and the next one finds it", async (context) => {
  const { url } = await requireDatabase(context);
  const addresses = serviceNames.map((name) => [`HANSA_${name.toUpperCase()}_DATABASE_URL`, `${url}?schema=${name}`]);
  const settings = Object.fromEntries(addresses);
  const folder = path.join(data, "in-databases");
  for (const says of [/^Moved\. The files are set aside/m, /^ +the stores are there$/m]) {
    started = npmStart({ port, data: folder, settings }, "--one-process");
    await started.printed(ready);
    expect(started.output()).toMatch(says);
    expect(await readPage(port)).toContain("<title>Tidemark Mug");
    await started.stop("SIGINT");
  }
});
