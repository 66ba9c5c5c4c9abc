/** One request that once stopped a service costs a bounded multiple of a product page, in CPU time of all processes, and little memory. */

import { sendRequest } from "@hansa/client/graphql-client";
import { processNames } from "@hansa/contracts/processes";
import { beforeAll, expect, test } from "vitest";
import { readPages } from "../../../cli/testing/playground-pages.ts";
import { type Shop, sharedShop } from "../../../cli/testing/shop.ts";
import { cpuMsOf, peakMb } from "../support/cpu-time.ts";
import { knownAttacks } from "../support/known-attacks.ts";

/** Measured: at most 13. With the limits of an operation and of its objects and rows off, the first three need 50 to 65. */
const maxPages = 30;
const pagesMeasured = 100;
/** The pages are measured with compiled code, and the first request of a kind compiles its own: the least of some is compared. */
const attempts = 3;
const maxTextBytes = 1_250_000;
const maxPeakMb = 512;

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
  pageMs = (await cpuMsOf(shop, () => ask(pagesMeasured))) / pagesMeasured;
  expect(pageMs).toBeGreaterThan(0);
});

test.each(knownAttacks)("$name", async ({ query, variables = {} }) => {
  let length = 0;
  const send = async () => {
    const headers = { "content-type": "application/json" };
    const response = await fetch(shop.url, { method: "POST", headers, body: JSON.stringify({ query, variables }) });
    length = (await response.arrayBuffer()).byteLength;
  };
  const times: number[] = [];
  for (let time = 0; time < attempts; time += 1) times.push(await cpuMsOf(shop, send));
  const pages = Math.min(...times) / pageMs;
  console.info(`${pages.toFixed(0)} pages of ${pageMs.toFixed(1)} ms, ${length} bytes`);
  expect(length).toBeGreaterThan(0);
  expect(pages).toBeLessThan(maxPages);
  expect(length).toBeLessThan(maxTextBytes);
  for (const name of processNames) expect([name, peakMb(shop, name) < maxPeakMb]).toEqual([name, true]);
});
