/** A router that follows a registry, its two subgraphs, and the versions that a test publishes. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { isDeepStrictEqual } from "node:util";
import { createLog } from "@hansa/contracts/log";
import { type Runtime, systemRuntime } from "@hansa/kit/runtime";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { addVersion, listVersions, readCurrent, type Version } from "../../src/control/registry/versions.ts";
import { startRouter, supergraphOf, type TestRouter } from "./router.ts";
import { ordersSdl, start, startProducts, type TestSubgraph } from "./subgraphs.ts";

/** The field of orders that a version of the schema adds. */
export const field = (version: number) => ` extend type Order { version${version}: Int }`;
export const resolvers = {
  Query: { lastOrder: () => ({ id: "ord_1", version1: 1, version2: 2 }) },
  Mutation: { place: () => null },
};

/** How often the router looks for a new version in these tests, in milliseconds; it is a second otherwise. */
const lookEveryMs = 20;

/** Starts the subgraphs for the tests of this file; each test begins with an empty registry. */
export function useRegistry() {
  let products: TestSubgraph;
  let orders: TestSubgraph;
  let router: TestRouter;
  let folder = "";
  let lines = "";
  let aheadMs = 0;
  const runtime: Runtime = {
    ...systemRuntime,
    monotonic: () => systemRuntime.monotonic() + aheadMs,
    sleep: (ms, signal) => systemRuntime.sleep(ms === 1_000 ? lookEveryMs : ms, signal),
  };

  beforeAll(async () => {
    products = await startProducts();
    orders = await start("orders", ordersSdl + field(1) + field(2), resolvers);
  });
  afterAll(() => Promise.all([products.stop(), orders.stop()]));
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "hansa-registry-"));
    lines = "";
    aheadMs = 0;
  });
  afterEach(async () => {
    await router.close();
    rmSync(folder, { recursive: true });
  });

  const partsOf = (sdl: string) => [products, { ...orders, sdl }];

  /** Starts a router whose own graph has this schema of orders. */
  async function follow(
    sdl = ordersSdl,
    settings: Parameters<typeof startRouter>[1] = {},
    judge?: "process",
  ): Promise<TestRouter> {
    const sink = new Writable({
      write: (chunk, _encoding, done) => {
        lines += String(chunk);
        done();
      },
    });
    router = await startRouter(
      partsOf(sdl),
      { registry: folder, ...settings },
      { log: createLog("router", "info", sink), runtime, ...(judge ? { judge } : {}) },
    );
    return router;
  }

  /** Publishes a version with this schema of orders, whose breaking changes at these coordinates are approved. */
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
    expect.poll(async () => (await router.internal.inject("/health")).json().fault).toContain(reason);

  /** Publishes pairs of a good and a bad version under load, each judged in a process: the good ones are served, the bad ones refused, and no request fails. */
  async function expectGoodOnesServed(pairs: number): Promise<void> {
    await follow(ordersSdl + field(1), {}, "process");
    const responses: Awaited<ReturnType<TestRouter["ask"]>>[] = [];
    let isOver = false;
    const ask = async () => {
      while (!isOver) responses.push(await router.ask("query Used { lastOrder { id version1 } }"));
    };
    const load = Promise.all([ask(), ask(), ask(), ask()]);
    try {
      const bad: [sdl: string, reason: string][] = [
        [ordersSdl, "It is used by Used."],
        [ordersSdl + field(1) + field(3), "lacks Order.version3"],
      ];
      for (let pair = 0; pair < pairs; pair += 1) {
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
    expect(responses.length).toBeGreaterThan(10 * pairs);
    const right = { status: 200, data: { lastOrder: { id: "ord_1", version1: 1 } } };
    expect(responses.filter(({ status, data }) => !isDeepStrictEqual({ status, data }, right))).toEqual([]);
    const { published, served } = await listVersions(folder);
    expect(published).toHaveLength(2 * pairs);
    expect(served).toEqual(published.filter((number) => number % 2 === 1));
  }

  return {
    follow,
    publish,
    serves,
    refuses,
    expectGoodOnesServed,
    /** The folder of the registry. */
    folder: () => folder,
    /** The log of the router. */
    lines: () => lines,
    orders: () => orders,
    products: () => products,
    /** Moves the monotonic clock of the router: a refused version is tried again once its time is over. */
    pass: (ms: number) => {
      aheadMs += ms;
    },
  };
}
