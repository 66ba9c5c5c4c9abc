/** One request that once stopped a service costs a bounded multiple of a product page, in CPU time of all processes, and little memory. */
import { readFileSync } from "node:fs";
import { processNames } from "@hansa/kit/processes";
import { beforeAll, expect, test } from "vitest";
import { sendRequest } from "../../../lab/client/graphql-client.ts";
import { readPages } from "../../../lab/client/playground-pages.ts";
import { type Shop, sharedShop } from "../../../lab/client/processes/shop.ts";
import { knownAttacks } from "../support/known-attacks.ts";

/** Measured: at most 13. With the limits of an operation and of its objects and rows off, the first three need 50 to 65. */
const maxPages = 30;
const pagesMeasured = 100;
const maxTextBytes = 1_250_000;
const maxPeakMb = 512;
/** Linux counts CPU time in hundredths of a second. */
const msPerTick = 10;

let shop: Shop;
let pageMs: number;
beforeAll(async () => {
  shop = await sharedShop();
  const [page] = readPages(shop);
  if (!page) throw new Error("there is no page");
  const ask = async (count: number) => {
    for (let index = 0; index < count; index += 1) await sendRequest(shop.url, page);
  };
  await ask(pagesMeasured);
  const before = cpuMs();
  await ask(pagesMeasured);
  pageMs = (cpuMs() - before) / pagesMeasured;
  expect(pageMs).toBeGreaterThan(0);
});

test.each(knownAttacks)("$name", async ({ query, variables = {} }) => {
  const before = cpuMs();
  const response = await fetch(shop.url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query, variables }),
  });
  const { length } = Buffer.from(await response.arrayBuffer());
  const pages = (cpuMs() - before) / pageMs;
  console.info(`${pages.toFixed(0)} pages of ${pageMs.toFixed(1)} ms, ${length} bytes, status ${response.status}`);
  expect(pages).toBeLessThan(maxPages);
  expect(length).toBeLessThan(maxTextBytes);
  for (const name of processNames) expect([name, peakMb(shop.pid(name)) < maxPeakMb]).toEqual([name, true]);
});

/** CPU time of the five processes since they began, in milliseconds. */
function cpuMs(): number {
  return processNames.map((name) => ticksOf(shop.pid(name))).reduce((sum, ticks) => sum + ticks, 0) * msPerTick;
}

function ticksOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const [user = 0, system = 0] = stat
    .slice(stat.lastIndexOf(")") + 2)
    .split(" ")
    .slice(11, 13)
    .map(Number);
  return user + system;
}

/** The most memory that a process has had, in MB. */
function peakMb(pid: number): number {
  return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;
}
