/** Following the registry: good versions are taken without a restart, others are refused with their reasons, and the last good one serves on. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { isDeepStrictEqual } from "node:util";
import { createLog } from "@hansa/kit/runtime/log";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import "@hansa/kit/testing/processes/equal-priority";
import { addVersion, listVersions, readCurrent, type Version } from "../../../src/control/registry/versions.ts";
import { startRouter, supergraphOf, type TestRouter } from "../../support/router.ts";
import { ordersSdl, start, startProducts, type TestSubgraph } from "../../support/subgraphs.ts";

let products: TestSubgraph;
let orders: TestSubgraph;
let router: TestRouter;
let folder: string;
let lines: string;

/** The subgraph of orders has these two fields from the start; versions of the schema show them, or not. */
const field = (version: number) => ` extend type Order { version${version}: Int }`;
const resolvers = {
  Query: { lastOrder: () => ({ id: "ord_1", version1: 1, version2: 2 }) },
  Mutation: { place: () => null },
};

beforeAll(async () => {
  products = await startProducts();
  orders = await start("orders", ordersSdl + field(1) + field(2), resolvers);
});
afterAll(() => Promise.all([products.stop(), orders.stop()]));
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hansa-registry-"));
  lines = "";
});
afterEach(async () => {
  await router.close();
  rmSync(folder, { recursive: true });
});

const partsOf = (sdl: string) => [products, { ...orders, sdl }];

async function follow(sdl = ordersSdl, settings: Parameters<typeof startRouter>[1] = {}): Promise<void> {
  const sink = new Writable({
    write: (chunk, _encoding, done) => {
      lines += String(chunk);
      done();
    },
  });
  router = await startRouter(
    partsOf(sdl),
    { registry: folder, ...settings },
    { log: createLog("router", "info", sink) },
  );
}

async function publish(sdl: string, approved: readonly string[] = []): Promise<Version> {
  const changes = approved.map((coordinate) => ({
    ...{ level: "breaking" as const, kind: "FIELD_REMOVED", coordinate, message: "gone", operations: [] },
    approved: "meant",
  }));
  return addVersion(folder, await readCurrent(folder), {
    ...{ author: "Ada", commit: null, publishedAt: 1, restores: null, supergraph: supergraphOf(partsOf(sdl)) },
    checks: { against: null, changes, hints: [] },
  });
}

const serves = (version: Version) => expect.poll(() => router.live.current().hash).toBe(version.hash);
const refuses = (reason: string) =>
  expect.poll(async () => (await router.inner.inject("/health")).json().fault).toContain(reason);

test("a version is taken without a restart, with the plans of the operations that were used, and served after a restart", async () => {
  await follow();
  const query = "query Last { lastOrder { id } }";
  await router.ask(query);
  const first = await publish(ordersSdl + field(1));
  await serves(first);
  expect((await router.ask("{ lastOrder { version1 } }")).data).toEqual({ lastOrder: { version1: 1 } });
  const planned = () => router.counted("hansa_router_plans_total", { outcome: "planned" });
  const before = await planned();
  expect((await router.ask(query)).data).toEqual({ lastOrder: { id: "ord_1" } });
  expect(await planned()).toBe(before);
  await expect.poll(() => listVersions(folder)).toEqual({ published: [1], served: [1] });

  await router.close();
  await follow();
  expect(router.live.current().hash).toBe(first.hash);
});

test("a version that breaks an operation in use is refused, and taken once that is approved", async () => {
  await follow(ordersSdl + field(1));
  const before = router.live.current().hash;
  await router.ask("query Used { lastOrder { version1 } }");
  await publish(ordersSdl);
  await refuses("Order.version1: Field 'version1' was removed from object type 'Order' It is used by Used.");
  expect(router.live.current().hash).toBe(before);
  expect((await router.ask("query Used { lastOrder { version1 } }")).data).toEqual({ lastOrder: { version1: 1 } });

  const approved = await publish(ordersSdl, ["Order.version1"]);
  await serves(approved);
  expect((await router.inner.inject("/health")).json().fault).toBeNull();
});

test("an operation that only the store remembers is in use", async () => {
  const storeFile = join(folder, "router.db");
  await follow(ordersSdl + field(1), { storeFile });
  await router.ask("query Earlier { lastOrder { version1 } }");
  await router.close();
  await follow(ordersSdl + field(1), { storeFile });
  await publish(ordersSdl);
  await refuses("It is used by Earlier.");
});

test("a removed field that no operation uses is no reason to refuse", async () => {
  await follow(ordersSdl + field(1));
  await serves(await publish(ordersSdl));
});

test("a lost access rule is refused, although no operation uses the field", async () => {
  await follow(`${ordersSdl} extend type Order { version1: Int @authenticated }`);
  await publish(ordersSdl + field(1));
  await refuses("Order.version1: The access rule is gone.");
});

test("a version is refused and logged once while a subgraph lacks its fields or does not answer, and taken afterwards", async () => {
  await follow();
  const before = orders.headers.length;
  const asked = () => orders.headers.length - before;
  await publish(ordersSdl + field(3));
  await refuses("lacks Order.version3");
  for (const count of [2, 3]) await expect.poll(() => asked()).toBe(count);
  expect(lines.match(/new supergraph rejected/g)).toHaveLength(1);
  orders.misbehave(async (_request, reply) => reply.status(503).send());
  const whole = await publish(ordersSdl + field(1) + field(2));
  await refuses("does not answer with its schema");
  orders.misbehave();
  await serves(whole);
});

test("a version is refused while one of two instances lacks its fields", async () => {
  const older = await start("orders", ordersSdl, resolvers);
  const subgraphUrls = { products: [products.url], orders: [orders.url, older.url] } as const;
  try {
    await follow(ordersSdl, { subgraphUrls });
    await publish(ordersSdl + field(1));
    await refuses(`subgraph orders at ${new URL(older.url).host} lacks Order.version1`);
    expect((await router.inner.inject("/health")).json().fault).not.toContain(new URL(orders.url).host);
  } finally {
    await older.stop();
  }
});

test("a version that does not build, and a damaged one, are refused", async () => {
  await follow();
  const before = router.live.current().hash;
  await addVersion(folder, undefined, {
    ...{ author: "Ada", commit: null, publishedAt: 1, restores: null, supergraph: "type Query { a: Int }" },
    checks: { against: null, changes: [], hints: [] },
  });
  await refuses("version 1 of the schema is not served");
  writeFileSync(join(folder, "000002.json"), "{");
  await refuses("000002.json is no version of the schema");
  expect(router.live.current().hash).toBe(before);
});

/** Twenty versions are judged in a process each, one after the other. */
const twentyVersionsMs = 15 * 60_000;

test(
  "of twenty versions under load the good ones are served, the bad ones refused, and no request fails",
  async () => {
    await follow(ordersSdl + field(1));
    const answers: Awaited<ReturnType<TestRouter["ask"]>>[] = [];
    let isOver = false;
    const ask = async () => {
      while (!isOver) answers.push(await router.ask("query Used { lastOrder { id version1 } }"));
    };
    const load = Promise.all([ask(), ask(), ask(), ask()]);
    try {
      const bad: [sdl: string, reason: string][] = [
        [ordersSdl, "It is used by Used."],
        [ordersSdl + field(1) + field(3), "lacks Order.version3"],
      ];
      for (let pair = 0; pair < 10; pair += 1) {
        await serves(await publish(ordersSdl + field(1) + (pair % 2 === 0 ? field(2) : "")));
        const [sdl = "", reason = ""] = bad[pair % bad.length] ?? [];
        const { number } = await publish(sdl);
        await refuses(`version ${number} of the schema is not served`);
        await refuses(reason);
      }
    } finally {
      isOver = true;
      await load;
    }
    expect(answers.length).toBeGreaterThan(100);
    const right = { status: 200, data: { lastOrder: { id: "ord_1", version1: 1 } } };
    expect(answers.filter(({ status, data }) => !isDeepStrictEqual({ status, data }, right))).toEqual([]);
    const { published, served } = await listVersions(folder);
    expect(published).toHaveLength(20);
    expect(served).toEqual(published.filter((number) => number % 2 === 1));
  },
  twentyVersionsMs,
);
