/** `npm start`: ready, restarted after a death, stopped in time, and clear about a port in use. */
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { demoAccounts } from "@hansa/client/demo-accounts";
import { stopTimeoutMs } from "@hansa/kit/service";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { findFreePorts, isFree } from "../host/processes/ports.ts";
import { publicPort, shopProcesses, storefront } from "../host/shop.mjs";
import { portsLine } from "./support/doctor.ts";
import { type NpmStart, npmStart, ready } from "./support/npm-start.ts";

const data = mkdtempSync(path.join(tmpdir(), "hansa-start-"));
const holdsAllKeys = /^ +Keys +one process holds those of all services, .*docs\/owners\/keys\.md/m;
let port = 0;
/** The start of this test. */
let started: NpmStart | undefined;

beforeEach(async () => {
  port = await findFreePorts(26_000);
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

test("the first start seeds the shop and ends with the banner; a killed process is restarted; a stop leaves no port open", async () => {
  const shop = start();
  await shop.printed(ready);
  expect(shop.output().trim().split("\n").at(-1)).toMatch(ready);
  for (const account of demoAccounts) expect(shop.output()).toContain(account.email);
  expect(shop.output()).toContain("12 orders");
  expect(shop.output()).not.toMatch(holdsAllKeys);
  expect(shop.output()).toMatch(/^ +Front ends +any page of this machine may call the graph$/m);
  expect(shop.output()).toMatch(/^ +6 of 12 orders after \d/m);
  const lines = shop.output().split("\n");
  expect(lines.filter((line) => line.startsWith("{") || line.includes("Warning"))).toEqual([]);
  expect(lines.flatMap((line) => line.match(/\[\d+\/\d+\]/g) ?? [])).toEqual(
    [1, 2, 3, 4, 5].map((number) => `[${number}/5]`),
  );
  const addresses = shop.output().match(/http:\/\/\S+/g) ?? [];
  // The shop, its pages for developers, the graph, the playground, and the address to which links in mail lead.
  expect(addresses).toHaveLength(5 + shopProcesses.length);
  for (const address of addresses) {
    const request = {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: '{"query":"{ __typename }"}',
    };
    const response = await fetch(address, address.endsWith("/graphql") ? request : {});
    expect([address, response.status]).toEqual([address, 200]);
    await response.body?.cancel();
  }

  expect(await portsLine(port, data)).toMatch(
    new RegExp(`ok +the shop of this folder runs \\(process ${shop.pid}\\) on 12 of them`),
  );
  // From the storefront, and as visitors get it from the router.
  for (const listener of [publicPort(storefront, port), port])
    expect(await readPage(listener)).toMatch(/<title>Tidemark Mug\b.*<h1[^>]*>Tidemark Mug<\/h1>/s);

  process.kill(shop.programs().at(-1) ?? 0, "SIGKILL");
  await shop.printed(/^\w+ ended \(SIGKILL\); starting it again/m);
  for (const service of shopProcesses) await answers(publicPort(service, port));

  expect(await shop.stop("SIGINT")).toBe(0);
  expect(await findFreePorts(port)).toBe(port);
});

test("the whole shop runs in one process, which answers what six do, and stops in time", async () => {
  const shop = start("--one-process");
  await shop.printed(ready);
  expect(shop.output()).toMatch(holdsAllKeys);
  for (const service of shopProcesses) await answers(publicPort(service, port));
  const query = `{ products(first: 1) { nodes { title reviews(first: 1) { nodes { author { displayName } } } } } }`;
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query }),
  });
  const { data, errors } = JSON.parse(await response.text());
  expect([response.status, errors, data.products.nodes]).toEqual([200, undefined, [expect.anything()]]);
  expect(await readPage(port)).toContain("<title>Tidemark Mug");
  expect(shop.programs()).toHaveLength(1);
  const began = performance.now();
  expect(await shop.stop("SIGINT")).toBe(0);
  expect(performance.now() - began).toBeLessThan(stopTimeoutMs);
  expect(shop.output()).not.toMatch(/request failed/);
  expect(await findFreePorts(port)).toBe(port);
});

test("Apollo's gateway takes the router's place and ports; the banner says so, and what is lost", async () => {
  const shop = start("--gateway", "apollo");
  await shop.printed(ready);
  expect(shop.output()).toMatch(/^ +Gateway +Apollo Server with @apollo\/gateway, in the router's place/m);
  expect(shop.output()).toMatch(/^ +Without +pair keys/m);
  for (const lost of ["cookie sessions", "API keys", "limits by network", "node and nodes", "extensions.replayed"])
    expect(shop.output()).toContain(lost);
  for (const path of ["/media", "/uploads", "/receipts", "/webhooks", "/exports"])
    expect(shop.output()).toContain(path);
  expect(shop.output()).not.toMatch(/left out|^ +(Playground|Shop|Developers) /m);
  expect(shop.output()).toMatch(/^ +Links in mail +none: mail carries codes/m);
  expect(shop.output()).toMatch(
    new RegExp(`^ +Pages +http://127\\.0\\.0\\.1:${port + 9}, which no router passes on`, "m"),
  );
  expect(
    shop
      .output()
      .split("\n")
      .filter((line) => line.startsWith("{") || line.includes("Warning")),
  ).toEqual([]);
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: '{"query":"{ __type(name: \\"Query\\") { fields { name } } }"}',
  });
  const { data } = JSON.parse(await response.text());
  const fields = data.__type.fields.map(({ name }: { name: string }) => name);
  expect(fields).toContain("products");
  expect(fields).not.toContain("node");
  const health = await fetch(`http://127.0.0.1:${port + 10}/health`);
  expect(await health.json()).toMatchObject({ ready: true });
  const metrics = await (await fetch(`http://127.0.0.1:${port + 10}/metrics`)).text();
  expect(metrics).toMatch(/^hansa_router_requests_total\{.*status="200"\} 1$/m);
  expect(shop.programs()).toHaveLength(shopProcesses.length);
  expect(await shop.stop("SIGINT")).toBe(0);
  expect(await findFreePorts(port)).toBe(port);
});

test("processes of an unknown service, and more than five, are refused", async () => {
  for (const word of ["cellar=2", "orders=6", "orders"]) {
    const shop = start("--replicas", word);
    expect([word, await shop.ended()]).toEqual([word, 2]);
    expect(shop.output()).toMatch(/Name one of products|from 1 to 5/);
  }
});

test("a service can be left out, and Ctrl-C stops the others", async () => {
  const shop = start("--without", "payments");
  await shop.printed(ready);
  expect(shop.output()).toMatch(/payments\s+left out/);
  expect(await Promise.all(shopProcesses.map((service) => isFree(publicPort(service, port), "127.0.0.1")))).toEqual(
    shopProcesses.map((service) => service.name === "payments"),
  );
  expect(await shop.stop("SIGINT")).toBe(0);
  expect(await findFreePorts(port)).toBe(port);
});

test("a port in use is named, with the remedy, and nothing is started", async () => {
  const portHolder = createServer().listen(port + 3, "127.0.0.1");
  await once(portHolder, "listening");
  const shop = start();
  expect(await shop.ended()).toBe(1);
  portHolder.close();
  expect(shop.output()).toContain(`in use: ${port + 3} for orders.`);
  expect(shop.output()).toContain(`HANSA_PORT=${port + 100}`);
});

test("a service that does not exist cannot be left out", async () => {
  const shop = start("--without", "cellar");
  expect(await shop.ended()).toBe(2);
  expect(shop.output()).toContain("cellar");
  expect(shop.output()).toContain(shopProcesses.map(({ name }) => name).join(", "));
});
