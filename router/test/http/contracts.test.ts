/** Contracts over HTTP: each has its path, and no answer there names what it lacks. */
import { createLog } from "@hansa/contracts/log";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startRouter, type TestRouter } from "../support/router.ts";
import { start, type TestSubgraph } from "../support/subgraphs.ts";

const sdl = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@tag"])
  type Query {
    title: String
    titleWorth: Int @tag(name: "partner")
    titleWorkers: [Worker!] @tag(name: "admin")
    priced(worth: Int @tag(name: "partner")): Int
  }
  type Worker { name: String }`;
const resolvers = { Query: { title: () => "Cup", titleWorth: () => 7, titleWorkers: () => [{ name: "Ada" }] } };

let router: TestRouter;
let subgraph: TestSubgraph;
beforeAll(async () => {
  subgraph = await start("products", sdl, resolvers);
  router = await startRouter([subgraph]);
});
afterAll(async () => {
  await router.close();
  await subgraph.stop();
});

const headers = { "content-type": "application/json" };
const post = (path: string, query: string) =>
  router.send(path, { method: "POST", headers, body: JSON.stringify({ query }) });

test.each([
  ["/graphql", { title: "Cup", titleWorth: 7, titleWorkers: [{ name: "Ada" }] }],
  ["/graphql/", { title: "Cup", titleWorth: 7, titleWorkers: [{ name: "Ada" }] }],
  ["/graphql/partner", { title: "Cup", titleWorth: 7 }],
  ["/graphql/public", { title: "Cup" }],
  ["/graphql/public/", { title: "Cup" }],
])("%s answers what its contract has, and by GET too", async (path, data) => {
  const fields = { title: "title", titleWorth: "titleWorth", titleWorkers: "titleWorkers { name }" };
  const query = `{ ${Object.entries(fields)
    .flatMap(([name, text]) => (name in data ? [text] : []))
    .join(" ")} }`;
  expect((await post(path, query)).data).toEqual(data);
  const search = `?query=${encodeURIComponent(query)}`;
  expect((await router.send(path + search, { headers })).data).toEqual(data);
});

test.each(["/graphql/all", "/graphql/PUBLIC", "/graphql/public/more", "/graphql/partners", "/graphql/admin"])(
  "%s is 404",
  async (path) => {
    const { status, errors } = await post(path, "{ title }");
    expect([status, errors[0]?.extensions.code]).toEqual([404, "NOT_FOUND"]);
  },
);

test.each(["/graphql/public", "/graphql/public?query={title}", "/graphql/partner"])(
  "%s answers the preflights of other sites as /graphql does",
  async (path) => {
    const sent = { method: "OPTIONS", headers: { origin: router.url, "access-control-request-method": "POST" } };
    const [own, whole] = [await router.send(path, sent), await router.send("/graphql", sent)];
    expect(own.status).toBe(whole.status);
  },
);

const introspection = "{ __schema { types { name fields { name args { name } } } } }";

test("excluded names are in no answer of a contract: not in its introspection, and in no error beside those of the client", async () => {
  const names = /titleWorth|titleWorkers|Worker\b|worth/;
  expect((await post("/graphql", introspection)).text).toMatch(names);
  expect((await post("/graphql/public", introspection)).text).not.toMatch(names);
  expect((await post("/graphql/partner", introspection)).text).not.toMatch(/titleWorkers|Worker\b/);
  // Suggestions of development come from the contract.
  expect((await post("/graphql", "{ titleWort }")).text).toContain("titleWorth");
  for (const query of ["{ titleWort }", "{ titl }", "{ priced(wort: 1) }", "{ ... on Worke { name } }"]) {
    const { errors, text } = await post("/graphql/public", query);
    expect(errors).toHaveLength(1);
    expect(text).not.toMatch(/titleWorth|titleWorkers|Worker\b|worth\b/);
  }
});

test("a document that was valid on one path is judged anew on another, in any order", async () => {
  const query = "query Judged { titleWorth }";
  for (const _time of ["first", "second"]) {
    expect((await post("/graphql/public", query)).errors[0]?.extensions.code).toBe("GRAPHQL_VALIDATION_FAILED");
    expect((await post("/graphql", query)).data).toEqual({ titleWorth: 7 });
    expect((await post("/graphql/partner", query)).data).toEqual({ titleWorth: 7 });
  }
  // The text of a key of the cache is no document.
  for (const text of ["PARTNER query Judged { titleWorth }", "ALL query Judged { titleWorth }"])
    expect((await post("/graphql/public", text)).errors[0]?.extensions.code).toBe("GRAPHQL_PARSE_FAILED");
});

test.each([
  ["without tags", /@tag\(name: "\w+"\)/g, { "/graphql/public": 404, "/graphql/partner": 404 }],
  ["without the tag admin", /@tag\(name: "admin"\)/g, { "/graphql/public": 200, "/graphql/partner": 404 }],
])("of a graph %s each contract that would lack nothing is 404, which the log says", async (_graph, tag, statuses) => {
  const lines: string[] = [];
  const log = createLog("router", "warn", { write: (line) => void lines.push(line) });
  const parts = [{ ...subgraph, sdl: sdl.replace(tag, "") }];
  const open = await startRouter(parts, {}, { log });
  const sent = { method: "POST", headers, body: JSON.stringify({ query: "{ title }" }) };
  for (const [path, status] of Object.entries({ "/graphql": 200, ...statuses })) {
    expect([path, (await open.send(path, sent)).status]).toEqual([path, status]);
    const told = lines.filter((line) => line.includes(`${path} answers 404`));
    expect([path, told.length]).toEqual([path, status === 404 ? 1 : 0]);
  }
  await open.close();
});

test("beside foreign subgraphs there are no contracts", async () => {
  const foreign = await startRouter([subgraph], {
    ring: undefined,
    graph: { kind: "file", file: router.file, enforced: false },
  });
  const sent = { method: "POST", headers, body: JSON.stringify({ query: "{ title }" }) };
  expect((await foreign.send("/graphql/public", sent)).status).toBe(404);
  await foreign.close();
});
