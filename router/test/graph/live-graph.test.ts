/** Change of the live graph: a valid new graph is served without interruption, an invalid one never. */
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLog } from "@hansa/contracts/log";
import { Registry } from "@prometheus-io/client";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { buildGraph, type Graph } from "../../src/graph/graph.ts";
import { openLiveGraph } from "../../src/graph/live-graph.ts";
import { observeGraph } from "../../src/metrics.ts";
import { startRouter, supergraphOf, type TestRouter } from "../support/router.ts";
import { ordersSdl, startOrders, startProducts, type TestSubgraph } from "../support/subgraphs.ts";

let products: TestSubgraph;
let orders: TestSubgraph;
let router: TestRouter;

beforeAll(async () => {
  products = await startProducts();
  orders = await startOrders();
});
afterAll(async () => {
  await products.stop();
  await orders.stop();
});
afterEach(() => router.close());

/** The same graph with one more field, whose name says which of many it is. */
const supergraph = (version: number) =>
  supergraphOf([products, { ...orders, sdl: `${ordersSdl} extend type Order { version${version}: Int }` }]);
const query = "{ products { id title sold } lastOrder { id product { title } } }";

test("while the graph is replaced repeatedly, every request is answered in full, over warm connections", async () => {
  router = await startRouter([products, orders]);
  const expected = (await router.ask(query)).text;
  const hashes = new Set<string>();
  let answered = 0;
  let swapping = true;
  const clients = Array.from({ length: 8 }, async () => {
    while (swapping) {
      const { status, text } = await router.ask(query);
      expect([status, text]).toEqual([200, expected]);
      answered += 1;
    }
  });
  for (let version = 0; version < 20; version += 1) {
    writeFileSync(router.file, supergraph(version));
    router.live.reload();
    hashes.add(router.live.current().hash);
    const before = answered;
    await expect.poll(() => answered, { interval: 1 }).toBeGreaterThan(before);
  }
  swapping = false;
  await Promise.all(clients);
  expect(hashes.size).toBe(20);
  expect(answered).toBeGreaterThan(20);
  const { data } = await router.ask('{ __type(name: "Order") { fields { name } } }');
  expect(JSON.stringify(data)).toContain("version19");
});

test("a running request finishes on the graph it began with", async () => {
  router = await startRouter([products, orders]);
  products.headers.length = 0;
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  products.misbehave(() => held);
  const response = router.ask("{ products { id sold } }");
  await expect.poll(() => products.headers.length).toBeGreaterThan(0);
  const withoutSold = ordersSdl.replace("sold: Int", "soldNow: Int");
  writeFileSync(router.file, supergraphOf([products, { ...orders, sdl: withoutSold }]));
  router.live.reload();
  products.misbehave();
  release();
  expect((await response).data).toMatchObject({ products: [{ sold: 7 }, { sold: 7 }] });
  expect((await router.ask("{ products { id sold } }")).status).toBe(400);
});

test.each([
  ["a plain schema", "type Query { a: Int }"],
  ["half a file", undefined],
  ["nothing", ""],
])("%s is reported and not served", async (_name, text) => {
  router = await startRouter([products, orders]);
  const before = router.live.current().hash;
  const whole = supergraph(1);
  writeFileSync(router.file, text ?? whole.slice(0, whole.length / 2));
  router.live.reload();
  expect(router.live.current().hash).toBe(before);
  expect((await router.ask("{ viewer }")).status).toBe(200);
  const health = await router.internal.inject("/health");
  expect([health.statusCode, health.json()]).toEqual([200, { ready: true, graph: before, fault: expect.any(String) }]);
  expect(health.json().fault).not.toBe("");

  writeFileSync(router.file, whole);
  router.live.reload();
  expect((await router.internal.inject("/graph")).json()).toEqual({
    hash: router.live.current().hash,
    subgraphs: ["orders", "products"],
    fault: null,
  });
  expect(router.live.current().hash).not.toBe(before);
});

test("a changed file is served within moments, also when an editor replaces it, and an invalid one is not", async () => {
  router = await startRouter([products, orders], { served: "its own file, watched" });
  writeFileSync(router.file, supergraph(1));
  await serves("version1");
  for (const version of [2, 3]) {
    writeFileSync(`${router.file}.new`, supergraph(version));
    renameSync(`${router.file}.new`, router.file);
    await serves(`version${version}`);
  }
  writeFileSync(router.file, "type Query {");
  await expect.poll(() => router.live.fault()).toBeDefined();
  await serves("version3");
  writeFileSync(router.file, supergraph(4));
  await serves("version4");
  expect(router.live.fault()).toBeUndefined();
});

test("a file of any name is served within moments when a link in its path is replaced, as a ConfigMap's are", async () => {
  const folder = mkdtempSync(join(tmpdir(), "hansa-config-map-"));
  const publish = (version: number) => {
    mkdirSync(join(folder, `..v${version}`));
    writeFileSync(join(folder, `..v${version}`, "supergraph"), supergraph(version));
    symlinkSync(`..v${version}`, join(folder, "..next"));
    renameSync(join(folder, "..next"), join(folder, "..data"));
  };
  publish(1);
  symlinkSync(join("..data", "supergraph"), join(folder, "supergraph"));
  router = await startRouter([products, orders], { served: { file: join(folder, "supergraph") } });
  for (const version of [1, 2, 3]) {
    if (version > 1) publish(version);
    await serves(`version${version}`);
  }
  rmSync(folder, { recursive: true });
  await expect.poll(async () => (await router.internal.inject("/health")).json().fault).toMatch(/ENOENT/);
  await serves("version3");
});

/** Waits until clients see this field of an order. */
function serves(field: string): Promise<void> {
  const fields = '{ __type(name: "Order") { fields { name } } }';
  return expect.poll(async () => JSON.stringify((await router.ask(fields)).data)).toContain(field);
}

test("a graph that is invalid from the start is reported, and the fallback is served until there is a valid one", async () => {
  const graphOf = (version: number) => buildGraph(supergraph(version), true, noNodes);
  let next = (): Graph => {
    throw new Error("the subgraphs do not compose");
  };
  const log = createLog("router", "silent");
  expect(() => openLiveGraph(() => next(), log)).toThrow("do not compose");
  const live = openLiveGraph(
    () => next(),
    log,
    () => graphOf(1),
  );
  expect([live.current().hash, live.fault()]).toEqual([graphOf(1).hash, "the subgraphs do not compose"]);
  const registry = new Registry();
  observeGraph(registry, live);
  const metrics = async () => {
    const lines = (await registry.metrics()).split("\n");
    return lines.filter((line) => /^hansa_router_(graph_fault|reloads)/.test(line));
  };
  const reloads = (accepted: number, rejected: number) => [
    `hansa_router_reloads_total{result="accepted"} ${accepted}`,
    `hansa_router_reloads_total{result="rejected"} ${rejected}`,
  ];
  expect(await metrics()).toEqual(["hansa_router_graph_fault 1", ...reloads(0, 1)]);
  next = () => graphOf(2);
  live.reload();
  expect([live.current().hash, live.fault()]).toEqual([graphOf(2).hash, undefined]);
  live.reload();
  expect(await metrics()).toEqual(["hansa_router_graph_fault 0", ...reloads(1, 1)]);
});

function noNodes(): never {
  throw new Error("this graph has no nodes of ours");
}
