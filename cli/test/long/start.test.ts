/** `npm start` of a seeded shop: its processes, one or several of each service, how they drain, and the other gateway. */
import { cpSync, existsSync, mkdtempSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { demoAccounts } from "@hansa/client/demo-accounts";
import { afterEach, beforeAll, beforeEach, expect, inject, test } from "vitest";
import { findFreePorts, isFree } from "../../host/processes/ports.ts";
import { internalPort, publicPort, shopProcesses, storefront } from "../../host/shop.mjs";
import { portsLine } from "../support/doctor.ts";
import { type NpmStart, npmStart, ready } from "../support/npm-start.ts";

/** Long enough for a busy machine to see every listener drain. */
const drainMs = 20_000;
let data = "";
let port = 0;
/** The start of this test. */
let started: NpmStart | undefined;

beforeEach(async () => {
  port = await findFreePorts(26_200);
});
afterEach(async () => {
  await started?.stop("SIGINT");
  started = undefined;
});
beforeAll(() => {
  data = mkdtempSync(path.join(inject("shopFolders"), "start-"));
  cpSync(inject("seededData"), data, { recursive: true });
});

function start(settings: Readonly<Record<string, string>>, ...args: string[]): NpmStart {
  started = npmStart({ port, data, settings }, ...args);
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

test("a shop that is asked to stop drains every listener for the given time, ends, and leaves no port open", async () => {
  const shop = start({ HANSA_DRAIN_MS: String(drainMs) });
  await shop.printed(ready);
  // Begins before the shop drains, and ends long before it should have.
  const half = pause(drainMs / 2, "drains");
  const stopped = shop.stop("SIGTERM");
  const listeners = shopProcesses.flatMap((service) => [publicPort(service, port), internalPort(service, port)]);
  const statusOf = async (listener: number) => (await fetch(`http://127.0.0.1:${listener}/ready`)).status;
  await Promise.all(listeners.map((listener) => expect.poll(() => statusOf(listener)).toBe(503)));
  expect(await Promise.race([half, stopped])).toBe("drains");
  expect(await stopped).toBe(0);
  expect(await findFreePorts(port)).toBe(port);
});

test("a service runs as several processes, each with its ports and its log, and one that is left serves alone", async () => {
  const shop = start({}, "--replicas", "orders=2", "router=2", "storefront=2");
  await shop.printed(ready);
  const second = port + 20;
  for (const listener of [second, second + 10, second + 3, second + 13, second + 9, second + 19])
    expect([listener, (await fetch(`http://127.0.0.1:${listener}/ready`)).status]).toEqual([listener, 200]);
  expect(shop.output()).toMatch(new RegExp(`^ +orders-2 +http://127.0.0.1:${second + 13}/health and /metrics$`, "m"));
  expect(shop.output()).toContain(`http://127.0.0.1:${second}/graphql`);
  expect(existsSync(path.join(data, "logs/orders-2.log"))).toBe(true);
  expect(await portsLine(port, data)).toContain("on 18 of them");

  const [first] = shop.programs("orders.mjs");
  process.kill(first ?? 0, "SIGSTOP");
  const body = JSON.stringify({ query: "{ shop { name } }" });
  for (const router of [port, second]) {
    const headers = { "content-type": "application/json" };
    const served = async () => {
      const response = await fetch(`http://127.0.0.1:${router}/graphql`, { method: "POST", headers, body });
      return JSON.parse(await response.text()).data;
    };
    await expect.poll(served).toEqual({ shop: { name: expect.anything() } });
  }
  process.kill(first ?? 0, "SIGCONT");
  expect(await shop.stop("SIGINT")).toBe(0);
});

test("six processes start and end with the banner; a killed one is restarted; a stop leaves no port open", async () => {
  const shop = start({});
  await shop.printed(ready);
  expect(shop.output().trim().split("\n").at(-1)).toMatch(ready);
  for (const account of demoAccounts) expect(shop.output()).toContain(account.email);
  expect(shop.output()).not.toMatch(/^ +Keys +one process holds/m);
  expect(shop.output()).toMatch(/^ +Front ends +any page of this machine may call the graph$/m);
  const lines = shop.output().split("\n");
  expect(lines.filter((line) => line.startsWith("{") || line.includes("Warning"))).toEqual([]);
  expect(lines.flatMap((line) => line.match(/\[\d+\/\d+\]/g) ?? [])).toEqual(
    [1, 2, 3, 4, 5].map((number) => `[${number}/5]`),
  );
  const addresses = shop.output().match(/http:\/\/\S+/g) ?? [];
  // The shop, its pages for developers, the graph, the back office, the playground, and the address to which links in mail lead.
  expect(addresses).toHaveLength(6 + shopProcesses.length);
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

test("Apollo's gateway takes the router's place and ports; the banner says so, and what is lost", async () => {
  const shop = start({}, "--gateway", "apollo");
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

test("a service can be left out, and Ctrl-C stops the others", async () => {
  const shop = start({}, "--without", "payments");
  await shop.printed(ready);
  expect(shop.output()).toMatch(/payments\s+left out/);
  expect(await Promise.all(shopProcesses.map((service) => isFree(publicPort(service, port), "127.0.0.1")))).toEqual(
    shopProcesses.map((service) => service.name === "payments"),
  );
  expect(await shop.stop("SIGINT")).toBe(0);
  expect(await findFreePorts(port)).toBe(port);
});
