/** The built process: it drains and stops as docs/decisions/0095 says, and its private port answers to this machine alone. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, request, type Server } from "node:http";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { exitOf, readyAt, startProcess } from "./support/process.ts";

const program = path.join(import.meta.dirname, "../dist/server/main.mjs");
/** The graph of these tests: it answers when `release` is called. */
let graph: Server;
let release: () => void = () => undefined;
let running: ChildProcess | undefined;

beforeAll(async () => {
  graph = createServer((_request, response) => {
    const before = release;
    release = () => {
      before();
      response.end('{"data":null}');
    };
  }).listen(0, "127.0.0.1");
  await once(graph, "listening");
});
afterAll(() => {
  graph.closeAllConnections();
  graph.close();
});
afterEach(() => {
  running?.kill("SIGKILL");
  release = () => undefined;
});

async function start(settings: Readonly<Record<string, string>> = {}) {
  const address = graph.address();
  if (address === null || typeof address === "string") throw new Error("the graph does not listen");
  const started = await startProcess(program, {
    HANSA_GRAPH_URL: `http://127.0.0.1:${address.port}/graphql`,
    ...settings,
  });
  running = started.child;
  return started;
}

test("on SIGTERM both ports say that it drains, pages are served on with a closed connection, and it ends with code 0", async () => {
  // Long enough for a busy machine to send three requests meanwhile.
  const { child, port } = await start({ HANSA_DRAIN_MS: "15000" });
  const began = performance.now();
  child.kill("SIGTERM");
  await expect.poll(() => readyAt(port + 9)).toBe(503);
  expect(await readyAt(port + 19)).toBe(503);
  const asset = await fetch(`http://127.0.0.1:${port + 9}/icon.svg`);
  expect([asset.status, asset.headers.get("connection")]).toEqual([200, "close"]);
  await asset.text();
  // A page that is in progress while it closes.
  const page = fetch(`http://127.0.0.1:${port + 9}/products/mug`);
  await pause(began + 15_100 - performance.now());
  release();
  expect((await page).status).toBeGreaterThanOrEqual(200);
  expect(await exitOf(child)).toBe(0);
  expect(performance.now() - began).toBeGreaterThan(15_000);
});

test("on SIGINT it ends at once with code 0, and a second signal does not wait for a drain", async () => {
  const { child } = await start({ HANSA_DRAIN_MS: "60000" });
  child.kill("SIGINT");
  expect(await exitOf(child)).toBe(0);

  const { child: draining, port } = await start({ HANSA_DRAIN_MS: "60000" });
  draining.kill("SIGTERM");
  await expect.poll(() => readyAt(port + 9)).toBe(503);
  // One that comes within half a second is the same one.
  draining.kill("SIGTERM");
  await pause(600);
  expect(await readyAt(port + 9)).toBe(503);
  draining.kill("SIGINT");
  expect(await exitOf(draining)).toBe(1);
});

test("its private port has health and metrics, and refuses a page whose name was made to resolve to this machine", async () => {
  const { port } = await start();
  const statusFor = async (host: string) => {
    const sent = request({ host: "127.0.0.1", port: port + 19, path: "/metrics", headers: { host } }).end();
    const [response] = await once(sent, "response");
    response.resume();
    return response.statusCode;
  };
  for (const host of ["localhost:4019", "127.0.0.1", "[::1]:4019", "10.0.0.7"])
    expect([host, await statusFor(host)]).toEqual([host, 200]);
  for (const host of ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example"])
    expect([host, await statusFor(host)]).toEqual([host, 403]);
  const health = await fetch(`http://127.0.0.1:${port + 19}/health`);
  expect(await health.json()).toEqual({ ready: true });
  const metrics = await (await fetch(`http://127.0.0.1:${port + 19}/metrics`)).text();
  expect(metrics).toMatch(/^# TYPE hansa_storefront_page_seconds histogram$/m);
});

test("settings that cannot be used are named before it listens", async () => {
  const child = spawn(process.execPath, [program], {
    env: { PATH: process.env.PATH, HANSA_PORT: "none", HANSA_GRAPH_URL: "ftp://graph" },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let told = "";
  child.stderr.on("data", (chunk) => {
    told += String(chunk);
  });
  expect(await exitOf(child)).toBe(1);
  expect(told).toMatch(/HANSA_PORT: .*\nHANSA_GRAPH_URL: /);
});
