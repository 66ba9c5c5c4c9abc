/** A router whose store is in a database serves as ever while the server is gone or silent, and writes what it counted once the server is back. */
import { createLog } from "@hansa/contracts/log";
import { type Runtime, systemRuntime } from "@hansa/kit/runtime";
import type { StorePlace } from "@hansa/kit/store";
import { requireDatabase, rowsOf } from "@hansa/kit/testing";
import { afterAll, beforeAll, expect, onTestFinished, type TestContext, test } from "vitest";
import { readConfig } from "../../src/config.ts";
import { openDatabaseProxy } from "../support/database-proxy.ts";
import { startRouter } from "../support/router.ts";
import { startOrders, startProducts, type TestSubgraph } from "../support/subgraphs.ts";

let products: TestSubgraph;
let orders: TestSubgraph;

beforeAll(async () => {
  products = await startProducts();
  orders = await startOrders();
});
afterAll(async () => {
  await products.stop();
  await orders.stop();
});

/** After this time a store that could not be used is tried again. */
const retryAfterMs = 30_000;

/** The system's runtime, whose monotonic clock a test moves on. */
function movableRuntime(): { runtime: Runtime; advance(ms: number): void } {
  let ahead = 0;
  return {
    runtime: { ...systemRuntime, monotonic: () => systemRuntime.monotonic() + ahead },
    advance: (ms) => {
      ahead += ms;
    },
  };
}

/** A router behind whose database stands a proxy. */
async function openRouter(context: TestContext, schema: string) {
  const { url } = await requireDatabase(context);
  const store: StorePlace & { engine: "pg" } = { engine: "pg", url, schema, pool: 2 };
  const proxy = await openDatabaseProxy(url);
  const { runtime, advance } = movableRuntime();
  const lines: string[] = [];
  const log = createLog("router", "info", { write: (line) => void lines.push(JSON.parse(line).msg) });
  const router = await startRouter([products, orders], { store: { ...store, url: proxy.url } }, { runtime, log });
  onTestFinished(async () => {
    proxy.restore();
    await router.close();
    proxy.close();
  });
  let asked = 0;
  const ask = async (): Promise<void> => {
    expect((await router.ask("query Page { products { title } }")).status).toBe(200);
    asked += 1;
  };
  const counted = async () => {
    const rows = await rowsOf(store, "SELECT sum(count) AS total FROM usage_counts").catch(() => []);
    return Number(Object(rows[0]).total ?? 0);
  };
  return { proxy, lines, ask, advance, counted, asked: () => asked };
}

const ofStore = (lines: readonly string[]) => lines.filter((line) => line.startsWith("router store"));

const faults = [
  { fault: "lose", server: "gone" },
  { fault: "silence", server: "silent" },
] as const;

test.for(faults)(
  "while the server is $server, requests are answered as ever, and counted once it is back",
  async ({ fault, server }, context) => {
    const router = await openRouter(context, `router_${server}`);
    await router.ask();
    await expect.poll(router.counted).toBe(1);

    router.proxy[fault]();
    await router.ask();
    // The answer of a silent server is awaited for seconds, and no request waits for it.
    if (fault === "silence") expect(ofStore(router.lines)).toEqual([]);
    while (ofStore(router.lines).length === 0) {
      await router.ask();
      await systemRuntime.sleep(100);
    }
    expect(ofStore(router.lines)).toEqual(["router store: cannot be written; usage is not recorded"]);
    expect(await router.counted()).toBe(1);

    router.proxy.restore();
    router.advance(retryAfterMs + 1);
    await router.ask();
    while ((await router.counted()) < router.asked()) await systemRuntime.sleep(100);
    expect(await router.counted()).toBe(router.asked());
    // The server may show a commit before the router has its response.
    await expect.poll(() => ofStore(router.lines)[1]).toBe("router store: written again");
  },
);

test.each([
  ["1", "", "public"],
  ["2", "", "router_2"],
  ["2", "?schema=shop", "shop_router_2"],
])("router %s has a schema of its own, with the address %j", (instance, parameters, schema) => {
  const address = `postgres://router@db.example/router${parameters}`;
  const environment = { HANSA_INSTANCE: instance, HANSA_ROUTER_DATABASE_URL: address };
  expect(readConfig({ identity: "hansa", watch: false }, environment).store).toMatchObject({ engine: "pg", schema });
});
