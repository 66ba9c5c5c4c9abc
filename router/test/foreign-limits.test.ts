/** Limits of foreign graphs: settings of the command that serves one, while those of the shop are constants. */

import { readCommandLine } from "@hansa/kit/command-line";
import { ConfigError, systemRuntime } from "@hansa/kit/runtime";
import { type FastifyInstance, fastify } from "fastify";
import { graphql } from "graphql";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { command, readConfig, readGatewayConfig } from "../src/config.ts";
import { type GraphLimits, shopLimits } from "../src/operation/graph-limits.ts";
import { startRouter, type TestRouter } from "./support/router.ts";
import { portOf, schemaOf } from "./support/subgraphs.ts";

const foreign = ["--supergraph", "theirs.graphql", "--identity", "none"];
const read = (environment: Record<string, string>, args: readonly string[] = foreign) =>
  readConfig(readCommandLine(command, [...args]).options, environment);

describe("the settings", () => {
  test("change the limits that they name, and no others", () => {
    const { limits, plannerMs } = read({ HANSA_LIMITS: "fields=5000, depth=60", HANSA_PLANNER_SECONDS: "20" });
    expect(limits).toEqual({ ...shopLimits, fields: 5_000, depth: 60 });
    expect(plannerMs).toBe(20_000);
    expect(read({}).limits).toEqual(shopLimits);
  });

  test("give each address as many unread responses of the largest size as a shop does", () => {
    const { unsentLimits } = read({ HANSA_LIMITS: "responseBytes=16777216" });
    expect(unsentLimits).toEqual({ perNetwork: 8 * 16_777_216, all: 8 * 16_777_216 });
    expect(read({}).unsentLimits).toEqual({ perNetwork: 8 * 1024 * 1024, all: 64 * 1024 * 1024 });
  });

  test.each([
    "fields",
    "fields=0",
    "fields=many",
    "field=500",
    "depth=201",
    "responseBytes=300000000",
    '{"fields":5000}',
  ])("refuse %s at start", (text) => {
    expect(() => read({ HANSA_LIMITS: text })).toThrow(/HANSA_LIMITS/);
  });

  test.each([
    ["the shop", []],
    ["the shop without identity", ["--identity", "none"]],
    ["another supergraph of the shop's services", ["--supergraph", "ours.graphql"]],
  ])("are refused at start for %s, with the reason", (_name, args) => {
    for (const [name, value] of [
      ["HANSA_LIMITS", "fields=5000"],
      ["HANSA_PLANNER_SECONDS", "20"],
    ] as const) {
      expect(() => read({ [name]: value }, args)).toThrow(ConfigError);
      expect(() => read({ [name]: value }, args)).toThrow(`${name}: only for a foreign graph`);
      expect(() => readGatewayConfig({ [name]: value })).toThrow(`${name}: only for a foreign graph`);
    }
    expect(read({ HANSA_LIMITS: "", HANSA_PLANNER_SECONDS: "" }, args).limits).toEqual(shopLimits);
  });
});

test("the planner has the time of the setting", async () => {
  const timers = new Set<number>();
  const runtime = {
    ...systemRuntime,
    startTimer: (ms: number, passed: () => void) => {
      timers.add(ms);
      return systemRuntime.startTimer(ms, passed);
    },
  };
  const router = await startRouter([part], { ring: undefined, plannerMs: 7_000 }, { runtime, planner: "process" });
  onTestFinished(() => router.close());
  await router.ask("{ small }");
  expect([timers.has(7_000), timers.has(1_000)]).toEqual([true, false]);
});

/** A tree of any depth, and a text of any length. */
const sdl = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { node: Node text(length: Int!): String small: Int }
  type Node { id: ID node: Node nodes: [Node!] }`;
const node: object = { id: "1", node: () => node, nodes: () => [node] };
const resolvers = {
  Query: {
    node: () => node,
    text: (_: unknown, { length }: { length: number }) => "x".repeat(length),
    small: () => 1,
  },
};
const part = { name: "theirs", url: "http://127.0.0.1:9/", sdl };

describe("a graph with raised limits", () => {
  const raised: GraphLimits = {
    fields: 2_000,
    objects: 900,
    repeats: 100,
    directives: 50,
    depth: 90,
    tokens: 9_000,
    responseBytes: 4_000_000,
  };
  let subgraph: FastifyInstance;
  let [usual, wide]: TestRouter[] = [];

  beforeAll(async () => {
    const schema = schemaOf(sdl, resolvers);
    subgraph = fastify();
    subgraph.post<{ Body: { query: string } }>("/", ({ body }) => graphql({ schema, source: body.query }));
    await subgraph.listen({ host: "127.0.0.1", port: 0 });
    const own = { ...part, url: `http://127.0.0.1:${portOf(subgraph.server.address())}/` };
    usual = await startRouter([own], { ring: undefined });
    wide = await startRouter([own], { ring: undefined, limits: raised });
  });
  afterAll(async () => {
    await usual?.close();
    await wide?.close();
    await subgraph.close();
  });

  const times = (count: number, textOf: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => textOf(index)).join(" ");
  const levels = (count: number, field: string) =>
    `{ ${`${field} { `.repeat(count - 1)}id${" }".repeat(count - 1)} }`.replace(field, "node");
  test.each([
    ["fields", `{ ${times(35, (index) => `a${index}: node { ${times(15, (each) => `b${each}: id`)} }`)} }`],
    ["objects", `{ ${times(9, (index) => `a${index}: node { ${times(9, (each) => `b${each}: node { id }`)} }`)} }`],
    ["repeats", `{ node { ${times(20, (index) => `a${index}: id`)} } }`],
    ["directives", `{ node { ${times(11, (index) => `a${index}: id @include(if: true)`)} } }`],
    ["depth", levels(85, "node")],
    ["depth, with a list at each level", levels(60, "nodes")],
    ["tokens", `{ ${times(30, (index) => `a${index}: node { ${times(50, (each) => `b${each}: id`)} }`)} }`],
    ["responseBytes", "{ text(length: 3000000) }"],
  ])("answers more %s than the shop, which refuses them", async (_name, query) => {
    const refused = await usual?.ask(query);
    expect(refused?.errors[0]?.extensions.code).toMatch(
      /^(OPERATION_TOO_LARGE|GRAPHQL_PARSE_FAILED|ANSWER_TOO_LARGE)$/,
    );
    const answered = await wide?.ask(query);
    expect([answered?.status, answered?.errors]).toEqual([200, []]);
  });

  test.each([
    ["fields", `{ ${times(99, (index) => `a${index}: node { ${times(25, (each) => `b${each}: id`)} }`)} }`],
    ["depth", levels(91, "node")],
    ["responseBytes", "{ text(length: 4000000) }"],
  ])("refuses what is beyond its own limit of %s", async (_name, query) => {
    const response = await wide?.ask(query);
    expect(response?.errors[0]?.extensions.code).toMatch(/^(OPERATION_TOO_LARGE|ANSWER_TOO_LARGE)$/);
  });
});
