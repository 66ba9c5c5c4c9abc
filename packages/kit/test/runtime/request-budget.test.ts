/** The budget of a request: counted before resolution, refused with one code above it, and no work continues after its end. */

import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import { developmentRing } from "../../src/identity/keys/key-ring.ts";
import { verifyRouter } from "../../src/identity/keys/viewer-assertions.ts";
import { createLog, type Log } from "../../src/runtime/log.ts";
import { createMetrics } from "../../src/runtime/metrics.ts";
import { requestLimits } from "../../src/runtime/request-budget.ts";
import type { RequestContext } from "../../src/server/graphql/context.ts";
import { openGraphqlServer } from "../../src/server/graphql/server.ts";
import { sendToServer, signAsRouter } from "../../testing/graphql-client.ts";
import { manualRuntime } from "../../testing/manual-runtime.ts";
import { everySessionLive } from "../../testing/subgraph-client.ts";
import { recordingLog } from "../support/log-lines.ts";
import { processes } from "../support/processes.ts";
import { build, head } from "../support/sdl.ts";

const sdl = `${head()}
  type Crate { id: ID! crates(count: Int!, after: Int): [Crate!]! lid: Lid numbers(count: Int!): [Int!]! broken: Int }
  type Lid { crate: Crate! }
  type Query { crate: Crate @public }
  type Mutation { fill(crates: Int!): Crate @public }`;

const asRouter = { service: "products", router: developmentRing("router", processes) } as const;
const tooExpensive = (values: object = {}) => ({
  data: null,
  errors: [{ extensions: { code: "OPERATION_TOO_EXPENSIVE" }, ...values }],
});

/** A schema of crates in crates. `opened` counts the opened crates, `sizes` are those of their lists in order. */
async function crates({
  limits = {},
  log = createLog("test", "silent"),
  isCompiled = true,
}: {
  limits?: object;
  log?: Log;
  isCompiled?: boolean;
} = {}) {
  const runtime = manualRuntime(Date.UTC(2026, 0, 15, 12));
  const sizes: number[] = [];
  const seen = { opened: 0, filled: 0, sizes };
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const crate = { id: "1", lid: {} };
  const resolvers = {
    Query: { crate: () => crate },
    Mutation: {
      fill: async (_parent: unknown, { crates: count }: { crates: number }) => {
        for (let crate = 0; crate < count; crate += 1) {
          await runtime.advance(1_000);
          seen.filled += 1;
        }
        return crate;
      },
    },
    Crate: {
      crates: async (_parent: unknown, { count, after }: { count: number; after?: number }) => {
        seen.opened += 1;
        seen.sizes.push(count);
        if (after === 0) await released;
        else if (after) await runtime.advance(after);
        return Array(count).fill(crate);
      },
      numbers: (_parent: unknown, { count }: { count: number }) => Array(count).fill(1),
      broken: () => {
        throw new Error("x".repeat(100_000));
      },
    },
    Lid: { crate: () => crate },
  };
  const { schema, buildAgain } = build(sdl, resolvers);
  const graph = openGraphqlServer<RequestContext>({
    runtime,
    log,
    metrics: createMetrics(),
    bodyLimit: 1_000_000,
    limits: { ...requestLimits, ...limits },
    verify: verifyRouter(developmentRing("products", processes), runtime),
    sessions: everySessionLive(runtime),
    isReady: () => true,
    unmaskErrors: false,
    isCompiled,
    explains: false,
    schema,
    buildSchema: buildAgain,
    context: (request) => request,
    plugins: [],
    bearer: undefined,
  });
  onTestFinished(graph.close);
  const query = (text: string, variables = {}) =>
    sendToServer({ ...asRouter, graph, runtime }, { query: text, variables });
  return { graph, runtime, seen, query, release: () => release() };
}

test("a list is counted with the requested fields of its items before any item is resolved", async () => {
  const { query, seen } = await crates({ limits: { values: 100 } });
  expect((await query("{ crate { crates(count: 30) { id } } }")).errors).toBeUndefined();
  expect(await query("{ crate { crates(count: 40) { id crates(count: 0) { id } } } }")).toMatchObject(tooExpensive());
  expect(seen.opened).toBe(2);
});

test.each([
  ["many items", "{ crate { crates(count: 101) { id } } }"],
  ["lists in lists", "{ crate { crates(count: 9) { crates(count: 9) { id } } } }"],
  [
    "one list under several names",
    `{ crate { ${["a", "b", "c", "d"].map((name) => `${name}: crates(count: 15) { id }`)} } }`,
  ],
  ["a list of numbers", "{ crate { numbers(count: 200) } }"],
  ["single objects in a row", `{ crate ${"{ lid { crate ".repeat(40)} { id } ${"} }".repeat(40)} }`],
  ["fragments that spread each other", chainOf(8)],
])("%s beyond the budget are refused with one error and no data", async (_what, text) => {
  const { query } = await crates({ limits: { values: 100 } });
  expect(await query(text)).toMatchObject(tooExpensive());
});

function chainOf(depth: number): string {
  const fragments = Array.from(
    { length: depth },
    (_, level) =>
      `fragment F${level} on Crate { a: crates(count: 2) { ...F${level + 1} } b: crates(count: 1) { ...F${level + 1} } }`,
  );
  return `{ crate { ...F0 } } ${fragments.join(" ")} fragment F${depth} on Crate { id }`;
}

test("requests for an operation that was large run one after the other from the second on", async () => {
  const { query, seen, runtime } = await crates();
  let clock = runtime.monotonic();
  Object.assign(runtime, { monotonic: () => (clock += 1) });
  const both = async () => {
    seen.sizes = [];
    const large = "query ($size: Int!) { crate { crates(count: $size) { crates(count: 2) { id } } } }";
    const responses = await Promise.all([900, 901].map((size) => query(large, { size })));
    expect(responses.flatMap(({ errors = [] }) => errors)).toEqual([]);
    return seen.sizes.indexOf(901) - seen.sizes.indexOf(900);
  };
  expect([await both(), await both()]).toEqual([1, 901]);
});

test("after the refusal no resolver runs", async () => {
  const { query, seen } = await crates({ limits: { values: 500 } });
  await query("{ crate { crates(count: 20) { crates(count: 20) { crates(count: 20) { id } } } } }");
  const { opened } = seen;
  await new Promise((resolve) => setImmediate(resolve));
  expect([opened, seen.opened]).toEqual([21, 21]);
});

test("a read that exceeds its time is refused", async () => {
  const { query } = await crates({ limits: { ms: 1_000 } });
  const slow = "{ crate { crates(count: 20, after: 1001) { id lid { crate { id } } } } }";
  expect(await query(slow)).toMatchObject(tooExpensive());
  expect((await query(slow.replace("1001", "1000"))).errors).toBeUndefined();
});

test("a mutation completes its change regardless of duration, and only its response is refused", async () => {
  const { query, seen } = await crates({ limits: { ms: 1_000, values: 500 } });
  expect(await query("mutation { fill(crates: 5) { id crates(count: 20) { id lid { crate { id } } } } }")).toEqual({
    data: { fill: { id: "1", crates: expect.any(Array) } },
  });
  expect(await query("mutation { fill(crates: 5) { crates(count: 251) { id } } }")).toMatchObject(tooExpensive());
  expect(seen.filled).toBe(10);
});

test.each([
  ["as it was compiled", true],
  ["by Apollo Server", false],
])("a further root field of a mutation does not begin after the deadline, executed %s", async (_way, isCompiled) => {
  const { query, seen } = await crates({ limits: { ms: 1_000 }, isCompiled });
  const fills = ["a", "b", "c", "d"].map((name) => `${name}: fill(crates: 1) { crates(count: 1) { id } }`);
  const { data, errors } = await query(`mutation { ${fills} }`);
  const filled = { crates: [{ id: "1" }] };
  expect(data).toEqual({ a: filled, b: filled, c: null, d: null });
  expect(errors).toMatchObject(["c", "d"].map((name) => ({ path: [name], extensions: { code: "DEADLINE_EXCEEDED" } })));
  expect(seen.filled).toBe(2);
  expect((await query("mutation { fill(crates: 1) { id } }")).data).toEqual({ fill: { id: "1" } });
});

test("mutations after one whose response was refused are not executed", async () => {
  const { query, seen } = await crates({ limits: { values: 100 } });
  const two = "mutation { one: fill(crates: 1) { crates(count: 101) { id } } two: fill(crates: 1) { id } }";
  expect(await query(two)).toMatchObject(tooExpensive());
  await new Promise((resolve) => setImmediate(resolve));
  expect(seen.filled).toBe(1);
});

test.each([
  ["a read ends when its caller has gone", "query", 1],
  ["a mutation is made to its end when its caller has gone", "mutation", 2],
])("%s", async (_what, kind, opened) => {
  const { graph, seen, release, runtime } = await crates();
  const inner = "crates(count: 1, after: 0) { crates(count: 1) { id } }";
  const text = kind === "query" ? `{ crate { ${inner} } }` : `mutation { fill(crates: 1) { ${inner} } }`;
  const url = await graph.listen({ host: "127.0.0.1", port: 0 });
  const body = JSON.stringify({ query: text });
  const leaving = new AbortController();
  const headers = signAsRouter({ ...asRouter, runtime }, body);
  const response = fetch(`${url}/graphql`, {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body,
    signal: leaving.signal,
  }).catch(() => undefined);
  const close = new Promise((resolve) =>
    graph.http.once("connection", (socket) => once(socket, "close").then(resolve)),
  );
  while (seen.opened === 0) await new Promise((resolve) => setImmediate(resolve));
  leaving.abort();
  await Promise.all([response, close]);
  release();
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  expect(seen.opened).toBe(opened);
});

test("a fault in each item of a list is one error line of the log, and no line exceeds 8 kB", async () => {
  const { lines, log } = recordingLog();
  const { query } = await crates({ log });
  await query("{ crate { crates(count: 50) { broken } } }");
  const errors = lines.filter((line) => JSON.parse(line).level >= 50);
  expect(errors).toHaveLength(1);
  expect(JSON.parse(errors.join(""))).toMatchObject({
    msg: "graphql server: resolver failed",
    cutFrom: expect.any(Number),
  });
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(8_192);
});
