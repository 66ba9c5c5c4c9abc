/** Ten thousand odd requests on a whole shop, through its pages and all that the router passes through, beside a visitor who notices nothing. */
import { cpSync, mkdtempSync } from "node:fs";
import path from "node:path";
import { eventually } from "@hansa/client/polling";
import { sendOddRequests } from "@hansa/kit/testing";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { shopProcesses } from "../../cli/host/shop.mjs";
import { type ProductionShop, startProductionShop } from "../../cli/testing/production-shop.ts";

let shop: ProductionShop;
beforeAll(async () => {
  const folder = mkdtempSync(path.join(inject("shopFolders"), "odd-requests-"));
  const source = path.join(folder, "seeded");
  cpSync(inject("seededData"), source, { recursive: true });
  // A busy machine would refuse queries, and so would the limit of requests, before they are read.
  const environment = { HANSA_EVENT_LOOP_DELAY_MS: "0", HANSA_PUBLIC_URL: "https://shop.example" };
  shop = await startProductionShop({ source, folder, programs: shopProcesses, environment });
});
afterAll(() => shop.stop());

const victimPaths = [
  "/",
  "/products/tidemark-mug",
  "/search?q=mug",
  "/.well-known/jwks.json",
  "/graphql?query={shop{name}}",
];

/** The requests that wait at each instance of the storefront and of the graph, as the metrics of the router have them. */
async function readPending(): Promise<string[]> {
  const text = await (await fetch(shop.metricsUrl)).text();
  return [...text.matchAll(/^hansa_instance_pending_requests\{.*\} (\d+)$/gm)].map(([, count = ""]) => count);
}

test("10,000 odd requests of one address: each ends, none is a fault of ours, and a visitor gets every page", async () => {
  const run = { seed: 142, count: 10_000, sender: "127.0.0.2", victim: "127.0.0.3", victimPaths, mayBeLate: true };
  const { faults, statuses, victims } = await sendOddRequests({ origin: new URL(shop.url).origin, ...run });
  expect(faults).toEqual([]);
  expect(victims).toBeGreaterThan(victimPaths.length);
  expect(Object.keys(statuses)).toEqual(expect.arrayContaining(["200", "400", "404"]));
  for (const { name, child } of shop.processes()) expect(child.exitCode ?? child.signalCode, name).toBeNull();
  expect((await readPending()).length).toBeGreaterThan(1);
  await eventually(
    "nothing waits for an instance",
    async () => (await readPending()).every((count) => count === "0") || undefined,
  );
});
