/** `npm start`: ready, restarted after a death, drained and stopped in time, and clear about a port in use. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { stopTimeoutMs } from "@hansa/kit/server/process";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { demoAccounts } from "../host/demo-accounts.ts";
import { findFreePorts, isFree } from "../host/processes/ports.ts";
import { privatePort, publicPort, root, services } from "../host/shop.mjs";
import { portsLine } from "./support/doctor.ts";

const data = mkdtempSync(path.join(tmpdir(), "hansa-start-"));
const ready = /^Hansa is ready, \d+ s after the set-up$/m;
const holdsAllKeys = /^ +Keys +one process holds those of all services, .*docs\/keys\.md/m;
/** Long enough for a busy machine to see every listener drain. */
const drainMs = 20_000;
let port = 0;
let child: ChildProcess | undefined;
let output = "";

beforeEach(async () => {
  port = await findFreePorts(26_000);
});
afterEach(async () => {
  if (child !== undefined && child.exitCode === null) await stop("SIGINT");
});
afterAll(() => rmSync(data, { recursive: true }));

test("the first start seeds the shop and ends with the banner; a killed process is restarted; a stop leaves no port open", async () => {
  startWith({ HANSA_DRAIN_MS: String(drainMs) });
  await printed(ready);
  expect(output.trim().split("\n").at(-1)).toMatch(ready);
  for (const account of demoAccounts) expect(output).toContain(account.email);
  expect(output).toContain("12 orders");
  expect(output).not.toMatch(holdsAllKeys);
  expect(output).toMatch(/^ +Front ends +any page of this machine may call the graph$/m);
  expect(output).toMatch(/^ +6 of 12 orders after \d/m);
  const lines = output.split("\n");
  expect(lines.filter((line) => line.startsWith("{") || line.includes("Warning"))).toEqual([]);
  expect(lines.flatMap((line) => line.match(/\[\d+\/\d+\]/g) ?? [])).toEqual(
    [1, 2, 3, 4, 5].map((number) => `[${number}/5]`),
  );
  const addresses = output.match(/http:\/\/\S+/g) ?? [];
  expect(addresses).toHaveLength(2 + services.length);
  for (const address of addresses) {
    const question = {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: '{"query":"{ __typename }"}',
    };
    const answer = await fetch(address, address.endsWith("/graphql") ? question : {});
    expect([address, answer.status]).toEqual([address, 200]);
    await answer.body?.cancel();
  }

  expect(await portsLine(port, data)).toMatch(
    new RegExp(`ok +the shop of this folder runs \\(process ${child?.pid}\\) on 10 of them`),
  );

  process.kill(programsOf(child?.pid ?? 0).at(-1) ?? 0, "SIGKILL");
  await printed(/^\w+ ended \(SIGKILL\); starting it again/m);
  for (const service of services) await answers(publicPort(service, port));

  const began = performance.now();
  const stopped = stop("SIGTERM");
  const listeners = services.flatMap((service) => [publicPort(service, port), privatePort(service, port)]);
  const statusOf = async (listener: number) => (await fetch(`http://127.0.0.1:${listener}/ready`)).status;
  await Promise.all(listeners.map((listener) => expect.poll(() => statusOf(listener)).toBe(503)));
  expect(await stopped).toBe(0);
  expect(performance.now() - began).toBeGreaterThan(drainMs);
  // A process that does not stop by itself is ended then.
  expect(performance.now() - began).toBeLessThan(drainMs + stopTimeoutMs);
  expect(await findFreePorts(port)).toBe(port);
});

test("the whole shop runs in one process, which answers what five do, and stops in time", async () => {
  start("--one-process");
  await printed(ready);
  expect(output).toMatch(holdsAllKeys);
  for (const service of services) await answers(publicPort(service, port));
  const query = `{ products(first: 1) { nodes { title reviews(first: 1) { nodes { author { displayName } } } } } }`;
  const answer = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query }),
  });
  const { data, errors } = JSON.parse(await answer.text());
  expect([answer.status, errors, data.products.nodes]).toEqual([200, undefined, [expect.anything()]]);
  expect(programsOf(child?.pid ?? 0)).toHaveLength(1);
  const began = performance.now();
  expect(await stop("SIGINT")).toBe(0);
  expect(performance.now() - began).toBeLessThan(stopTimeoutMs);
  expect(output).not.toMatch(/request failed/);
  expect(await findFreePorts(port)).toBe(port);
});

test("Apollo's gateway takes the router's place and ports; the banner says so, and what is lost", async () => {
  start("--gateway", "apollo");
  await printed(ready);
  expect(output).toMatch(/^ +Gateway +Apollo Server with @apollo\/gateway, in the router's place/m);
  expect(output).toMatch(/^ +Without +pair keys/m);
  for (const lost of ["cookie sessions", "API keys", "limits by network", "node and nodes", "extensions.replayed"])
    expect(output).toContain(lost);
  for (const path of ["/media", "/uploads", "/receipts", "/webhooks", "/exports"]) expect(output).toContain(path);
  expect(output).not.toMatch(/left out|^ +Playground /m);
  expect(output.split("\n").filter((line) => line.startsWith("{") || line.includes("Warning"))).toEqual([]);
  const answer = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: '{"query":"{ __type(name: \\"Query\\") { fields { name } } }"}',
  });
  const { data } = JSON.parse(await answer.text());
  const fields = data.__type.fields.map(({ name }: { name: string }) => name);
  expect(fields).toContain("products");
  expect(fields).not.toContain("node");
  const health = await fetch(`http://127.0.0.1:${port + 10}/health`);
  expect(await health.json()).toMatchObject({ ready: true });
  const metrics = await (await fetch(`http://127.0.0.1:${port + 10}/metrics`)).text();
  expect(metrics).toMatch(/^hansa_router_requests_total\{.*status="200"\} 1$/m);
  expect(programsOf(child?.pid ?? 0)).toHaveLength(services.length);
  expect(await stop("SIGINT")).toBe(0);
  expect(await findFreePorts(port)).toBe(port);
});

test("a service runs as several processes, each with its ports and its log, and one that is left serves alone", async () => {
  start("--replicas", "orders=2", "router=2");
  await printed(ready);
  const second = port + 20;
  for (const listener of [second, second + 10, second + 3, second + 13])
    expect([listener, (await fetch(`http://127.0.0.1:${listener}/ready`)).status]).toEqual([listener, 200]);
  expect(output).toMatch(new RegExp(`^ +orders-2 +http://127.0.0.1:${second + 13}/health and /metrics$`, "m"));
  expect(output).toContain(`http://127.0.0.1:${second}/graphql`);
  expect(existsSync(path.join(data, "logs/orders-2.log"))).toBe(true);
  expect(await portsLine(port, data)).toContain("on 14 of them");

  const [first] = programsOf(child?.pid ?? 0, "orders.mjs");
  process.kill(first ?? 0, "SIGSTOP");
  const body = JSON.stringify({ query: "{ shop { name } }" });
  for (const router of [port, second]) {
    const headers = { "content-type": "application/json" };
    const served = async () => {
      const answer = await fetch(`http://127.0.0.1:${router}/graphql`, { method: "POST", headers, body });
      return JSON.parse(await answer.text()).data;
    };
    await expect.poll(served).toEqual({ shop: { name: expect.anything() } });
  }
  process.kill(first ?? 0, "SIGCONT");
  expect(await stop("SIGINT")).toBe(0);
});

test("processes of an unknown service, and more than five, are refused", async () => {
  for (const word of ["cellar=2", "orders=6", "orders"]) {
    start("--replicas", word);
    expect([word, await ended()]).toEqual([word, 2]);
    expect(output).toMatch(/Name one of products|from 1 to 5/);
  }
});

test("a service can be left out, and Ctrl-C stops the others", async () => {
  start("--without", "payments");
  await printed(ready);
  expect(output).toMatch(/payments\s+left out/);
  expect(await Promise.all(services.map((service) => isFree(publicPort(service, port), "127.0.0.1")))).toEqual(
    services.map((service) => service.name === "payments"),
  );
  expect(await stop("SIGINT")).toBe(0);
  expect(await findFreePorts(port)).toBe(port);
});

test("a port in use is named, with the remedy, and nothing is started", async () => {
  const portHolder = createServer().listen(port + 3, "127.0.0.1");
  await once(portHolder, "listening");
  start();
  expect(await ended()).toBe(1);
  portHolder.close();
  expect(output).toContain(`in use: ${port + 3} for orders.`);
  expect(output).toContain(`HANSA_PORT=${port + 100}`);
});

test("a service that does not exist cannot be left out", async () => {
  start("--without", "cellar");
  expect(await ended()).toBe(2);
  expect(output).toContain("cellar");
  expect(output).toContain(services.map(({ name }) => name).join(", "));
});

function start(...args: string[]): void {
  startWith({}, ...args);
}

function startWith(settings: Record<string, string>, ...args: string[]): void {
  output = "";
  child = spawn(process.execPath, ["tools/start/main.ts", ...args], {
    cwd: root,
    env: {
      ...process.env,
      ...{ HANSA_PORT: String(port), HANSA_DATA: data, HANSA_SEED_ORDERS: "12", CI: "true" },
      ...settings,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk) => {
      output += String(chunk);
    });
  }
}

/** The processes that this supervisor started. */
function programsOf(supervisor: number, file = ""): number[] {
  const found = execFileSync("pgrep", ["-P", String(supervisor), "-f", `/dist(-apollo-gateway)?/${file}`], {
    encoding: "utf8",
  });
  return found.trim().split("\n").map(Number);
}

async function printed(line: RegExp): Promise<void> {
  while (!line.test(output)) {
    if (child?.exitCode !== null) throw new Error(`It ended before it printed ${line}:\n${output}`);
    await pause(50);
  }
}

async function answers(listener: number): Promise<void> {
  await expect.poll(() => isFree(listener, "127.0.0.1")).toBe(false);
}

function stop(signal: "SIGTERM" | "SIGINT"): Promise<number | null> {
  const exit = ended();
  child?.kill(signal);
  return exit;
}

async function ended(): Promise<number | null> {
  if (child === undefined) throw new Error("Nothing was started.");
  if (child.exitCode === null) await once(child, "exit");
  return child.exitCode;
}
