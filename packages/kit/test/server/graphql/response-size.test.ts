/** Size of a response: measured before its text is made, by each way of execution, and refused as a whole beyond what its caller takes. */

import { expect, onTestFinished, test, vi } from "vitest";
import { developmentRing } from "../../../src/identity/keys/key-ring.ts";
import { verifyRouter } from "../../../src/identity/keys/viewer-assertions.ts";
import { createLog } from "../../../src/runtime/log.ts";
import { createMetrics } from "../../../src/runtime/metrics.ts";
import type { RequestContext } from "../../../src/server/graphql/context.ts";
import { openGraphqlServer } from "../../../src/server/graphql/server.ts";
import { respondTo, signAsRouter } from "../../../testing/graphql-client.ts";
import { manualRuntime } from "../../../testing/manual-runtime.ts";
import { everySessionLive } from "../../../testing/subgraph-client.ts";
import { processes } from "../../support/processes.ts";
import { build, head } from "../../support/sdl.ts";

const sdl = `${head()}
  type Box { id: ID! text: String broken: Int boxes(count: Int!): [Box!]! }
  type Query { boxes(count: Int!): [Box!]! @public text(code: Int = 120, count: Int!): String @public }
  type Mutation { fill(count: Int!): [Box!]! @public }`;
const box = { id: "1", text: "x" };
const boxes = (_parent: unknown, { count }: { count: number }) => Array(count).fill(box);
const resolvers = {
  Query: {
    boxes,
    text: (_parent: unknown, { code, count }: { code: number; count: number }) =>
      String.fromCharCode(code).repeat(count),
  },
  Mutation: { fill: async (...resolverArguments: Parameters<typeof boxes>) => boxes(...resolverArguments) },
  Box: {
    boxes,
    broken: () => {
      throw new Error("at db.ts");
    },
  },
};

type Way = "compiled" | "Apollo Server";
const ways: readonly Way[] = ["compiled", "Apollo Server"];
const refused = { data: null, errors: [{ message: expect.any(String), extensions: { code: "ANSWER_TOO_LARGE" } }] };
const limit = 1024 * 1024;

/** A service in front of boxes in boxes. `ask` gives the body of its response, the longest text that was written for it, and its bytes. */
async function openBoxes(way: Way) {
  const runtime = manualRuntime(Date.UTC(2026, 0, 15, 12));
  const lines: string[] = [];
  const log = createLog("products", "info", { lines: { write: (line) => void lines.push(line) } });
  const metrics = createMetrics();
  const { schema, buildAgain } = build(sdl, resolvers);
  const graph = openGraphqlServer<RequestContext>({
    runtime,
    log,
    metrics,
    bodyLimit: limit,
    verify: verifyRouter(developmentRing("products", processes), runtime),
    sessions: everySessionLive(runtime),
    isReady: () => true,
    unmaskErrors: false,
    isCompiled: way === "compiled",
    explains: false,
    schema,
    buildSchema: buildAgain,
    context: (request) => request,
    plugins: [],
    bearer: undefined,
  });
  onTestFinished(graph.close);
  const answer = async (query: string, responseBytes: number | undefined) => {
    const payload = JSON.stringify({ query });
    const signed = signAsRouter(
      { service: "products", router: developmentRing("router", processes), runtime },
      payload,
    );
    const bound = responseBytes === undefined ? {} : { "hansa-answer-bytes": String(responseBytes) };
    const headers = { ...signed, ...bound, "content-type": "application/json", accept: "application/json" };
    return (await respondTo(graph, { headers, payload })).text;
  };
  return {
    lines,
    oversized: async () => /hansa_graphql_oversized_total (\d+)/.exec(await metrics.registry.metrics())?.[1],
    ask: async (query: string, responseBytes?: number) => {
      const stringify = vi.spyOn(JSON, "stringify");
      const text = await answer(query, responseBytes);
      const lengths = stringify.mock.results.map(({ value }) => (typeof value === "string" ? value.length : 0));
      stringify.mockRestore();
      return { body: JSON.parse(text), bytes: Buffer.byteLength(text), peak: Math.max(...lengths) };
    },
  };
}

const range = (count: number, make: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => make(index)).join(" ");
const alias = (letter: string) => letter.repeat(200);

test.each(ways)(
  "%s: an answer within the bytes that its caller takes is given, one byte beyond it refused",
  async (way) => {
    const { ask } = await openBoxes(way);
    const query = "{ boxes(count: 3) { id text boxes(count: 1) { id } } }";
    const { body, bytes } = await ask(query);
    expect(body.data.boxes).toHaveLength(3);
    // The counted data stand in an envelope, which only the finished text has.
    expect((await ask(query, bytes)).body).toEqual(body);
    expect((await ask(query, bytes - 13)).body).toEqual(refused);
  },
);

test.each(ways)("%s: no header raises the limit of the service", async (way) => {
  const { ask } = await openBoxes(way);
  expect((await ask(`{ text(count: ${limit}) }`, 100 * limit)).body).toEqual(refused);
  expect((await ask(`{ text(count: ${limit - 100}) }`, 100 * limit)).bytes).toBeLessThan(limit);
});

test.each(ways)("%s: no text above 1.2 MB is made of names, values, nulls or errors that multiply", async (way) => {
  const { ask, lines, oversized } = await openBoxes(way);
  const queries = [
    `{ boxes(count: 100) { boxes(count: 100) { ${alias("a")}: __typename } } }`,
    `{ boxes(count: 100) { boxes(count: 100) { ${alias("a")}: text ${alias("b")}: id } } }`,
    `{ boxes(count: 60) { boxes(count: 60) { ${alias("a")}: broken } } }`,
    `{ ${range(16, (index) => `a${index}: __schema { types { ${range(30, (field) => `${alias("a").slice(5)}${field}: name`)} } }`)} }`,
    `{ ${range(16, (index) => `a${index}: text(count: 900000)`)} }`,
  ];
  for (const query of queries) {
    const { body, peak } = await ask(query);
    expect(body).toEqual(refused);
    expect(peak).toBeLessThan(1_200_000);
  }
  expect(await oversized()).toBe(String(queries.length));
  // The masked error of a resolver is logged once for each request.
  expect(lines.filter((line) => !line.includes("resolver failed"))).toEqual([]);
});

test.each(["compiled", "Apollo Server"] as const)(
  "%s: characters that take several bytes are refused when the text is finished, which is never above 6 MB",
  async (way) => {
    const { ask } = await openBoxes(way);
    // The character that separates units in ASCII is written as an escape of six.
    for (const [character, length] of [
      ["漢", 3],
      ["\u001f", 6],
    ] as const) {
      const code = character.charCodeAt(0);
      const count = Math.floor(limit / length) - 100;
      expect((await ask(`{ text(code: ${code}, count: ${count}) }`)).bytes).toBeLessThanOrEqual(limit);
      const { body, peak } = await ask(`{ text(code: ${code}, count: ${limit - 100}) }`);
      expect(body).toEqual(refused);
      expect(peak).toBeLessThan(6.1 * limit);
    }
  },
);

test.each(ways)("%s: a mutation is refused alike, after its change", async (way) => {
  const { ask } = await openBoxes(way);
  expect((await ask(`mutation { fill(count: 9000) { ${alias("a")}: text } }`)).body).toEqual(refused);
});
