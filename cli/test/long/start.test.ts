/** `npm start` of a seeded shop: it drains for the given time before it stops, and runs several processes of a service. */
import { cpSync, existsSync, mkdtempSync } from "node:fs";
import path from "node:path";
import { stopTimeoutMs } from "@hansa/kit/service";
import { afterEach, beforeAll, beforeEach, expect, inject, test } from "vitest";
import { findFreePorts } from "../../host/processes/ports.ts";
import { internalPort, publicPort, shopProcesses } from "../../host/shop.mjs";
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

test("a shop that is asked to stop drains every listener for the given time, ends in time, and leaves no port open", async () => {
  const shop = start({ HANSA_DRAIN_MS: String(drainMs) });
  await shop.printed(ready);
  const began = performance.now();
  const stopped = shop.stop("SIGTERM");
  const listeners = shopProcesses.flatMap((service) => [publicPort(service, port), internalPort(service, port)]);
  const statusOf = async (listener: number) => (await fetch(`http://127.0.0.1:${listener}/ready`)).status;
  await Promise.all(listeners.map((listener) => expect.poll(() => statusOf(listener)).toBe(503)));
  expect(await stopped).toBe(0);
  expect(performance.now() - began).toBeGreaterThan(drainMs);
  // A process that does not stop by itself is ended then.
  expect(performance.now() - began).toBeLessThan(drainMs + stopTimeoutMs);
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
